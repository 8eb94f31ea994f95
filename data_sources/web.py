"""The only way out: GET of a configured host, with patience, a size limit and no detours.

Addresses come from the environment, so that a stand-in can take the place of CBS, RIVM and PDOK.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from buurtbeeld.errors import SourceError
from data_sources import refusals
from data_sources.addresses import Addresses, origin, secure

BROKEN = (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.ProtocolError)
SILENT = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError)
GARBLED = (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError)
LOG = logging.getLogger(__name__)
PASSING = frozenset({"E_BRON_ONBEREIKBAAR", "E_BRON_AFGEBROKEN"})  # may go better in a moment
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LARGEST = 300_000_000
HEADERS = {"User-Agent": "buurtbeeld (open source dashboard)", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Patience:
    """How long we wait, in seconds.

    Attributes:
        connect, read: to get a connection; between two bytes.
        grace: after this the answer must have come at `pace` bytes a second on average.
        longest: no request takes longer, tries and waits included.
        tries, wait: how often in all, and the first pause between two (it doubles).
        retry_after: the longest pause a source may ask for before we give up.
    """

    connect: float = 5.0
    read: float = 20.0
    grace: float = 25.0
    pace: float = 20_000.0
    longest: float = 180.0
    tries: int = 3
    wait: float = 1.0
    retry_after: float = 10.0


@dataclass
class Web:
    """A small HTTP client. Its answers are decoded bodies, byte for byte.

    Attributes:
        sleep: replaced in tests.
    """

    addresses: Addresses = field(default_factory=Addresses.from_environment)
    patience: Patience = field(default_factory=Patience)
    largest: int = LARGEST
    sleep: Callable[[float], None] = time.sleep

    def get(self, url: str) -> bytes:
        """Body of one address of a configured host.

        Args:
            url: absolute, parameters included.

        Returns:
            The body, not compressed.

        Raises:
            SourceError: the host is not ours to ask, does not answer well, or answers too much.
        """
        for _ in range(4):
            self._check_host(url)
            status, headers, body = self._persist(url)
            if status not in REDIRECTS:
                return body
            target = secure(urljoin(url, headers.get("Location", "")), like=url)
            if origin(target) != origin(url):
                raise refusals.foreign_redirect(origin(url), origin(target))
            url = target
        raise refusals.going_in_circles(origin(url), urlsplit(url).path)

    def _check_host(self, url: str) -> None:
        ours = {origin(base) for base in vars(self.addresses).values()}
        if origin(url) not in ours:
            raise refusals.foreign_next_page(", ".join(sorted(ours)), origin(url))

    def _persist(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """Try again, after a pause, when the source is out of order, busy or gone for a moment."""
        began, pause = time.monotonic(), self.patience.wait
        for left in reversed(range(self.patience.tries)):
            try:
                status, headers, body = self._once(url)
            except SourceError as error:
                if error.code not in PASSING or not left:
                    raise
            else:
                if status < 400:
                    return status, headers, body
                asked = _seconds(headers.get("Retry-After"))
                if not left or not _passes(status) or (asked or 0.0) > self.patience.retry_after:
                    raise _refused(url, status, asked)
                pause = max(pause, asked or 0.0)
            if time.monotonic() - began + pause > self.patience.grace:
                raise refusals.too_slow(origin(url), time.monotonic() - began)
            self.sleep(pause)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _once(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """One request on a thread of its own: only so can a header that drips in be cut short."""
        attempt = _Attempt(url, self.patience, self.largest)
        threading.Thread(target=attempt.run, daemon=True).start()
        began, wait = time.monotonic(), self.patience.grace
        while True:
            try:
                outcome = attempt.outcome.get(timeout=wait)
            except queue.Empty:
                took = time.monotonic() - began
                if took > self.patience.longest or attempt.received < self.patience.pace * took:
                    attempt.given_up.set()
                    raise refusals.too_slow(origin(url), took) from None
                wait = min(1.0, self.patience.grace)
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome


class _Attempt:
    """One request and how far it is."""

    def __init__(self, url: str, patience: Patience, largest: int) -> None:
        self.url, self.patience, self.largest = url, patience, largest
        self.outcome: queue.SimpleQueue[tuple[int, Mapping[str, str], bytes] | BaseException] = queue.SimpleQueue()
        self.given_up = threading.Event()
        self.received = 0

    def run(self) -> None:
        """Put the answer, or why there is none, in `outcome`."""
        host, path = origin(self.url), urlsplit(self.url).path
        try:
            self.outcome.put(self._answer())
        except SILENT:
            self.outcome.put(refusals.too_slow(host, self.patience.read))
        except (*BROKEN, *GARBLED) as error:
            LOG.warning("%s stopped halfway: %s", self.url, error)
            damaged = self.received or isinstance(error, GARBLED)
            self.outcome.put(refusals.cut_off(host, path) if damaged else refusals.unreachable(host))
        except requests.exceptions.RequestException as error:
            LOG.warning("%s cannot be reached: %s", self.url, error)
            self.outcome.put(refusals.unreachable(host))
        except BaseException as error:  # noqa: BLE001  (raised again by the thread that waits)
            self.outcome.put(error)

    def _answer(self) -> tuple[int, Mapping[str, str], bytes]:
        timeout = (self.patience.connect, self.patience.read)
        with (
            requests.Session() as session,
            session.get(self.url, headers=HEADERS, timeout=timeout, stream=True, allow_redirects=False) as response,
        ):
            parts = []
            while part := response.raw.read1(1 << 18, decode_content=True):
                parts.append(part)
                self.received += len(part)
                if self.received > self.largest:
                    raise refusals.too_large(origin(self.url), self.largest)
                if self.given_up.is_set():
                    break
            return response.status_code, dict(response.headers), b"".join(parts)


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after is not None and retry_after.strip().isdigit() else None


def _passes(status: int) -> bool:
    return status >= 500 or status == 429


def _refused(url: str, status: int, asked: float | None) -> SourceError:
    if status == 429:
        return refusals.too_busy(origin(url), asked)
    if status >= 500:
        return refusals.out_of_order(origin(url), status)
    return refusals.refused_request(origin(url), status, urlsplit(url).path)
