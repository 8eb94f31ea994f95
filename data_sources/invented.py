"""Composition root: the invented programme comes in by the same door as everything else, and never in production."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.rounds import take_in as close_earlier
from buurtbeeld.ingest import deliveries, inspection, submissions
from buurtbeeld.ingest.parts import Rules
from buurtbeeld.ingest.rules import rules_for
from buurtbeeld.interventions import Invoer, take_in
from buurtbeeld.periods import today
from buurtbeeld.publication import Report
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery
from data_sources.stores import Stores
from data_sources.voorbeeld import CODEJAAR, ORIGIN, PROGRAMMA, baseline
from data_sources.voorbeeld.deliveries import Aanlevering
from data_sources.voorbeeld.deliveries import deliveries as invented_files
from data_sources.voorbeeld.interventions import interventions
from data_sources.voorbeeld.rounds import rounds
from data_sources.voorbeeld.world import World

SEED = 2026
PLANNED_AHEAD = timedelta(days=90)


def accept(stores: Stores, *, report: Report) -> int:
    """Take in the invented areas, their figures, their acties, their rounds and the files of their networks; once each.

    Returns:
        Number of files that were new; 0 in production, where nothing invented is ever taken in.

    Raises:
        StorageError: the vault cannot be written.
    """
    catalog = stores.catalog
    if PROGRAMMA not in catalog.programmas:
        return 0
    report(0.0, "De verzonnen buurten worden gemaakt…")
    for spec in catalog.bronnen.values():
        if spec.staat_voor:
            for answer in baseline.answers(spec):
                deliveries.accept(stores.vault, stores.settings.raw_dir, answer, by=ORIGIN)
    _register(stores)
    files = list(_after(_files(catalog), _newest(stores.vault)))
    for number, one in enumerate(files):
        report(0.1 + 0.9 * number / len(files), "De verzonnen leveringen worden gecontroleerd en bewaard…")
        _deliver(stores, one)
    return len(files)


def _register(stores: Stores) -> None:
    """Acties and rounds of the invented buurten, as if their network had written them down on the day or before."""
    day = today()
    known = {buurt.sleutel: buurt for buurt in stores.catalog.programmas[PROGRAMMA].buurten}
    acties = [one for one in interventions(World(SEED)) if one.start <= day + PLANNED_AHEAD]
    given = [
        (one.buurt, Invoer(one.thema, one.naam, one.start, one.maanden, bereik=one.bereik), _moment(one.start, day))
        for one in acties
        if one.thema in known[one.buurt].themas
    ]
    take_in(stores.published, stores.catalog, given, by=ORIGIN, vandaag=day)
    closed = [(PROGRAMMA, *one) for one in rounds(World(SEED), day) if known[one[0]].rol == "transitie"]
    close_earlier(stores.published, closed, by=ORIGIN)


def _moment(start: date, day: date) -> datetime:
    return datetime.combine(min(start, day - timedelta(days=1)), time(9), UTC)


def _files(catalog: Catalog) -> Iterator[Aanlevering]:
    parts = {code: tuple(groups) for code, groups in catalog.app.uitsplitsingen.items()}
    return invented_files(SEED, today(), catalog.indicatoren.values(), parts)


def _newest(vault: sa.Engine) -> datetime | None:
    mine = sa.select(sa.func.max(delivery.c.received_at)).where(
        delivery.c.tabel == PROGRAMMA, delivery.c.received_by == ORIGIN, delivery.c.origin == deliveries.DELIVERED
    )
    with translated(), vault.connect() as connection:
        found: datetime | None = connection.scalar(mine)
    return found


def _after(files: Iterator[Aanlevering], moment: datetime | None) -> Iterator[Aanlevering]:
    return (one for one in files if moment is None or one.op > moment)


def _deliver(stores: Stores, one: Aanlevering) -> None:
    """Deliver one file, or take back the one of the same name."""
    if one.kind == "intrekking":
        number = _of_name(stores.vault, one.naam)
        deliveries.retract(stores.vault, number, by=ORIGIN, reason=one.reden, at=one.op)
        return
    found = inspection.inspect(one.data, one.naam, _rules(stores.catalog, one))
    assert not found.geweigerd, [melding.tekst for melding in found.meldingen if melding.weigert][:3]
    submissions.keep(stores.vault, stores.settings.raw_dir, found, one.data, codejaar=CODEJAAR, by=ORIGIN, at=one.op)


def _rules(catalog: Catalog, one: Aanlevering) -> Rules:
    """As for somebody who may deliver this source for every invented buurt on that day."""
    return rules_for(
        catalog,
        buurten_bronnen={buurt.sleutel: (one.bron,) for buurt in catalog.programmas[PROGRAMMA].buurten},
        inwoners={},
        verouderd=frozenset(),
        vandaag=one.op.date(),
        programma=PROGRAMMA,
        bron=one.bron,
    )


def _of_name(vault: sa.Engine, naam: str) -> int:
    mine = sa.select(sa.func.max(delivery.c.id)).where(delivery.c.tabel == PROGRAMMA, delivery.c.file_name == naam)
    with translated(), vault.connect() as connection:
        return int(connection.scalar(mine) or 0)
