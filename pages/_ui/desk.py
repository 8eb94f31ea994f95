"""Composition root of delivering: from a page to the worker and back. The vault is never opened here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from buurtbeeld import worker
from buurtbeeld.answers import Delivered
from buurtbeeld.deliveries import comparison as delivery_comparison
from buurtbeeld.deliveries import offering
from buurtbeeld.deliveries import rows as delivery_rows
from buurtbeeld.deliveries.delivering import form as make_form
from buurtbeeld.deliveries.jobs import CHECK, KEEP, RETRACT
from buurtbeeld.deliveries.overview import buurten_of, may_handle
from buurtbeeld.deliveries.rules import Choice, rules_of
from buurtbeeld.deliveries.waiting import taken_back
from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.ingest import formats, inbox
from buurtbeeld.ingest.parts import Inspection
from buurtbeeld.privacy import terms
from buurtbeeld.roles import User, sources_for
from pages._ui import leaving, services

ROWS_OPEN_DAYS = delivery_rows.OPEN_FOR.days
WAIT_SECONDS, LOOK_EVERY = 180.0, 0.15  # the worker may be making the invented programme first
Report = Callable[[float, str], None]


def buurten(user: User) -> tuple[str, ...]:
    """Keys of the buurten this user delivers for."""
    return buurten_of(user, services.catalog())


def bronnen(user: User, sleutel: str) -> tuple[str, ...]:
    """Sources this user delivers for a buurt."""
    known = services.catalog().buurt(sleutel)
    return () if known is None else sources_for(user, sleutel, known[0].code)


def formaten() -> Mapping[str, str]:
    """Other shapes of file: code -> name."""
    return {code: one.naam for code, one in formats.load_formats(services.settings().config_dir).items()}


def template(user: User, bron: str, programma: str, *, csv: bool) -> tuple[str, bytes]:
    """File name and content of the template of one source.

    Raises:
        PermissionDenied: this user delivers nothing of it.
    """
    return make_form(services.reader().engine, services.catalog(), user, bron, programma=programma, csv=csv)


def inspect(user: User, data: bytes, name: str, choice: Choice) -> Inspection:
    """Read and check a file in memory; nothing of it is stored anywhere, and the log says that it was offered.

    Raises:
        PermissionDenied: this role does not deliver.
        BuurtbeeldError: E_TE_VEEL_LEVERINGEN.
    """
    inbox.sweep(services.settings().inbox_dir)
    engine = services.reader().engine
    rules = partial(rules_of, engine, services.catalog(), user, choice)
    most = terms.shipped().per_uur.leveringen
    return offering.offer(engine, user, data, name, rules, choice=choice, per_uur=most, sessie=leaving.session_id())


def compare(user: User, data: bytes, name: str, choice: Choice, report: Report) -> tuple[str, dict[str, Any]]:
    """Have the worker compare a file that was found right with what there is.

    Returns:
        Token to confirm or drop it with, and the answer: verdict, messages and preview. When the worker refuses the
        file after all the token is "" and there is no preview.

    Raises:
        BuurtbeeldError: the worker is not there, or could not do it; nothing is left then.
    """
    folder = services.settings().inbox_dir
    token = inbox.put(folder, data)
    try:
        _done(user, CHECK, _arguments(token, name, choice), report)
        said = inbox.answered(folder, token)
        assert said is not None  # a job that ended well left an answer
    except BaseException:
        inbox.drop(folder, token)
        raise
    if "nieuw" not in said:
        inbox.drop(folder, token)
        return "", said
    return token, said


def confirm(user: User, token: str, name: str, choice: Choice, *, basis: int, report: Report) -> dict[str, Any]:
    """Have the worker keep a compared file. Returns the answer; the file is gone from the inbox after it.

    Raises:
        BuurtbeeldError: somebody else changed the same figures, the worker is not there, the disk is full, …
    """
    folder = services.settings().inbox_dir
    inbox.take(folder, token)
    _done(user, KEEP, _arguments(token, name, choice) | {"basis": basis}, report)
    said = inbox.answered(folder, token) or {}
    inbox.drop(folder, token)
    return said


def drop(token: str) -> None:
    """Forget a compared file."""
    inbox.drop(services.settings().inbox_dir, token)


def retract(user: User, levering: int, reason: str, report: Report) -> str:
    """Have the worker take a delivery back. Returns when others no longer see it, as a sentence.

    Raises:
        BuurtbeeldError: this user may not, there is no such delivery, or the worker is not there.
    """
    _done(user, RETRACT, {"levering": levering, "reden": reason}, report)
    return taken_back()


def differences(user: User, was: int, werd: int, report: Report) -> dict[str, Any]:
    """Have the worker compare two deliveries of one source; what it says is gone from the inbox after it.

    Raises:
        BuurtbeeldError: this user may not, they are of two sources, or the worker is not there.
    """
    return _told(user, delivery_comparison.COMPARE, {"was": was, "werd": werd}, report)


def rows(user: User, levering: int, buurt: str, report: Report) -> dict[str, Any]:
    """Have the worker show the rows of an own delivery about a buurt; they are gone from the inbox after it.

    Raises:
        BuurtbeeldError: somebody else delivered it, it is more than thirty days ago, or the worker is not there.
    """
    return _told(user, delivery_rows.LOOK_IN, {"levering": levering, "buurt": buurt}, report)


def may_see_rows(user: User, one: Delivered, buurt: str) -> bool:
    """Whether this user may look at the rows of a delivery about a buurt."""
    return delivery_rows.is_open(user, one, buurt)


def handles(user: User, one: Delivered) -> bool:
    """Whether this user may take a delivery back, or compare it with another."""
    return may_handle(user, one)


def worker_is_gone() -> bool:
    """Whether nobody will take up what is asked; a laptop starts a worker when there is none."""
    if worker.is_there(services.reader().engine):
        return False
    services.start_worker()
    return services.settings().werker == services.APART


def _arguments(token: str, name: str, choice: Choice) -> dict[str, Any]:
    return {
        "token": token,
        "naam": name,
        "programma": choice.programma,
        "formaat": choice.formaat,
        "bron": choice.bron,
    }


def _told(user: User, kind: str, asked: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Have the worker answer about what it keeps; the answer is gone from the inbox when we have it."""
    folder = services.settings().inbox_dir
    token = inbox.put(folder, b"")
    try:
        _done(user, kind, {"token": token, **asked}, report)
        return inbox.answered(folder, token) or {}
    finally:
        inbox.drop(folder, token)


def _done(user: User, kind: str, arguments: Mapping[str, Any], report: Report) -> None:
    """Ask the worker and wait for the end."""
    engine = services.reader().engine
    if worker_is_gone():
        raise StorageError(
            "De werker staat uit. Daarom kan nu niemand gegevens aanleveren.",
            doe="Bel de beheerder. Uw bestand is niet bewaard.",
            code="E_WERKER_WEG",
        )
    number = worker.ask(engine, kind, arguments, user.naam)
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        job = worker.state_of(engine, number)
        if job is not None and job.state == worker.DONE:
            return
        if job is not None and job.state == worker.FAILED:
            raise BuurtbeeldError(job.message, code="E_AANLEVEREN")
        report(job.progress if job else 0.0, (job.message if job else "") or "De werker begint…")
        time.sleep(LOOK_EVERY)
    raise StorageError(
        "De werker antwoordt niet.", doe="Probeer het later nog een keer, of bel de beheerder.", code="E_WERKER_WEG"
    )
