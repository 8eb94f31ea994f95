"""Composition root: fetch sources, keep their answers, publish. The only place that knows all layers.

A source that fails changes nothing: its last good figures stay, and the attempt is written down.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import jobs as delivery_jobs
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.deliveries.rounds import PUBLISH
from buurtbeeld.errors import BuurtbeeldError, SourceError, StorageError
from buurtbeeld.ingest import deliveries, inbox, leftovers
from buurtbeeld.privacy import forget_request
from buurtbeeld.publication import Report, quiet
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.worker import Handler, Job
from data_sources import invented, registry, startset
from data_sources.outcome import Outcome
from data_sources.stores import Stores
from data_sources.web import Web

INVENT = "voorbeeld_maken"  # job: make the invented programme
NOT_YET = "E_BRON_NIET_GEVONDEN"  # the source does not know the table, or not yet
LOG = logging.getLogger(__name__)


def begin(settings: Settings, *, verzonnen: bool = True, report: Report = quiet) -> None:
    """Make both stores when they are not there, read the embedded default, publish. Needs no network.

    Args:
        verzonnen: also make the invented programme (never in production); without it the first figure is sooner there.

    Raises:
        ConfigError: a file in config/ is wrong.
        StorageError: a store cannot be made, or was made by a newer program.
    """
    report(0.05, "De opslag wordt klaargezet…")
    migrate.upgrade(settings)
    load_startset(settings, verzonnen=verzonnen, report=_within(report, 0.2, 0.8))


def has_begun(settings: Settings) -> bool:
    """Whether both stores have the shape this program needs."""
    with Stores(settings) as stores:
        return migrate.is_current(stores.published) and migrate.is_current(stores.vault, "vault")


def load_startset(settings: Settings, *, verzonnen: bool = True, report: Report = quiet) -> int:
    """Take in the embedded default and the invented programme, and publish. Returns the number of the publication."""
    with Stores(settings) as stores:
        report(0.05, "De meegeleverde cijfers worden gelezen…")
        stores.accept_startset()
        if verzonnen:
            invented.accept(stores, report=_within(report, 0.1, 0.5))
        return stores.publish(by=startset.ORIGIN, report=_within(report, 0.6, 0.4))


def publish(settings: Settings, *, by: str, report: Report = quiet) -> int:
    """Publish what is accepted, without fetching anything. Returns the number of the publication."""
    with Stores(settings) as stores:
        return stores.publish(by=by, report=report)


def refresh(
    settings: Settings,
    wanted: Iterable[tuple[str, int]] = (),
    *,
    by: str,
    report: Report = quiet,
    web: Web | None = None,
    again: bool = False,
) -> list[Outcome]:
    """Fetch editions and publish once, at the end.

    Args:
        wanted: (source, edition) pairs; empty = the newest editions of every open source.
        by: who asked for it.
        report: told how far we are, 0 to 1.
        web: another way out, for tests.
        again: also fetch what the source has not released anew.

    Returns:
        One outcome per edition, in the order asked. A failing source does not stop the others.

    Raises:
        ConfigError, StorageError: our own side does not work.
    """
    migrate.upgrade(settings)
    outcomes: list[Outcome] = []
    with Stores(settings) as stores:
        stores.accept_startset()  # also when fetching is the very first thing somebody does
        client = web or Web()
        asked = list(wanted)
        chosen = asked or registry.newest(stores.catalog.bronnen.values(), client)
        for number, (bron, jaar) in enumerate(chosen):
            step = _within(report, 0.9 * number / len(chosen), 0.9 / len(chosen))
            outcome = _one(stores, client, bron, jaar, by=by, again=again, report=step)
            if not asked and outcome.code == NOT_YET and _has_older(stores.catalog, bron, jaar):
                chosen += {(bron, jaar - 1)} - {*chosen}  # so the year before is the newest
            else:
                outcomes.append(outcome)
        stores.write_down(outcomes)
        stores.publish(by=by, report=_within(report, 0.9, 0.1))
    report(1.0, "Klaar.")
    return outcomes


def handlers(settings: Settings) -> dict[str, Handler]:
    """What the worker can do for us.

    Making the invented programme. Publishing, after a round was closed. Refreshing: {"bronnen": [[bron, jaar], …]} in
    the job says what, else everything newest. Forgetting an account. And everything about delivered files.
    """

    def run(job: Job, report: Report) -> None:
        wanted = [(str(bron), int(jaar)) for bron, jaar in job.args.get("bronnen", ())]
        outcomes = refresh(settings, wanted, by=job.asked_by, report=report)
        failed = [outcome for outcome in outcomes if not outcome.ok]
        if failed:
            raise SourceError(" ".join(dict.fromkeys(outcome.zin for outcome in failed)), code=failed[0].code)

    @contextmanager
    def desk() -> Iterator[Desk]:
        with Stores(settings) as stores:
            yield stores.desk()

    def again(by: str) -> None:
        publish(settings, by=by)

    def release(job: Job, report: Report) -> None:
        report(0.1, "De cijfers worden bijgewerkt…")
        publish(settings, by=job.asked_by)

    def make_up(_: Job, report: Report) -> None:
        load_startset(settings, report=report)

    return {
        "ververs": run,
        INVENT: make_up,
        PUBLISH: release,
        forget_request.FORGET: forget_request.handler(desk, settings.data_dir),
        **delivery_jobs.handlers(desk, settings.inbox_dir, again),
    }


def caretaker(settings: Settings) -> Callable[[], None]:
    """What the worker does when nobody asks anything; can be called every few seconds.

    The first time it publishes what was kept or taken back when a process died before publishing that. Then and
    every hour it publishes corrections whose two months are over, and removes what dead processes left: files in the
    inbox, raw files that no delivery needs; what is kept too long; and names that a restored backup brought back.
    """
    due = 0.0

    def tidy() -> None:
        nonlocal due
        if time.monotonic() < due or not has_begun(settings):
            return
        first, due = not due, time.monotonic() + inbox.HOUR
        inbox.sweep(settings.inbox_dir)
        with Stores(settings) as stores:
            leftovers.sweep(stores.vault, settings.raw_dir)
            stores.keep_terms()
            if (first and stores.is_behind()) or stores.is_due():
                stores.publish(by="werker", report=quiet)

    return tidy


def _one(stores: Stores, web: Web, bron: str, jaar: int, *, by: str, again: bool, report: Report) -> Outcome:
    """Fetch, check and keep one edition."""
    try:
        return _fetched(stores, web, bron, jaar, by=by, again=again, report=report)
    except StorageError:
        raise
    except BuurtbeeldError as error:
        LOG.warning("%s %s: %s %s", bron, jaar, error.code, error)
        name = stores.catalog.bronnen[bron].naam if bron in stores.catalog.bronnen else bron
        zin = f"{name} {jaar}: {error.wat} {error.doe}".rstrip()
        return Outcome(bron, jaar, _table(stores, bron, jaar), code=error.code, zin=zin, waar=error.waar)
    except Exception:
        reference = f"E-{secrets.token_hex(2)}"
        LOG.exception("%s: %s %s", reference, bron, jaar)
        return Outcome(
            bron,
            jaar,
            _table(stores, bron, jaar),
            code="E_ONBEKEND",
            zin=f"Dit lukt nu niet. Noem {reference} als u belt.",
        )


def _table(stores: Stores, bron: str, jaar: int) -> str:
    """Table of an edition, "" when config/ does not name it: failure and success of one edition belong together."""
    spec = stores.catalog.bronnen.get(bron)
    edition = None if spec is None else spec.edities.get(jaar)
    return "" if edition is None else edition.tabel


def _fetched(stores: Stores, web: Web, bron: str, jaar: int, *, by: str, again: bool, report: Report) -> Outcome:
    spec = registry.find(stores.catalog.bronnen, bron)
    module, settings = registry.module_of(spec), stores.settings
    edition = spec.edities.get(jaar)
    known = None
    drawn = spec.soort != registry.GEOMETRY or (settings.kaart_dir / str(jaar) / "index.json").is_file()
    if edition is not None and drawn and not again:
        known = deliveries.known_release(stores.vault, bron, edition.tabel, jaar)
    answer = module.fetch(spec, jaar, web, known=known, report=report)
    if answer is None:
        return Outcome(bron, jaar, tabel=edition.tabel if edition else "")
    content = module.read(spec, answer)  # refuse before anything is kept
    accepted = deliveries.accept(stores.vault, settings.raw_dir, answer, by=by)
    if spec.soort == registry.GEOMETRY:
        module.build_map(content, settings.kaart_dir, jaar)
    else:
        stores.read[accepted.delivery_id] = content
    areas = max((len(frame) for frame in _frames(content)), default=0)
    return Outcome(bron, jaar, answer.tabel, new=accepted.new, gebieden=areas)


def _frames(content: Any) -> list[Any]:
    return list(content.values()) if isinstance(content, dict) else [table.areas for table in content]


def _has_older(catalog: Catalog, bron: str, jaar: int) -> bool:
    return jaar - 1 in catalog.bronnen[bron].edities


def _within(report: Report, start: float, share: float) -> Report:
    return lambda done, text: report(start + share * done, text)
