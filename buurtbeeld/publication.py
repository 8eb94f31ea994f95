"""Publishing: accepted deliveries in the vault become one immutable, numbered publication.

A publication is a list of parts, one per source table and year of figures (and one more per programma
with composite buurten). A part whose raw answer, configuration and method are unchanged is shared, not
made again. Each part is written in a transaction of its own: until a publication names it nobody sees
it, so a crash in between leaves nothing half published.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld import composite_parts, part_writer
from buurtbeeld.agreement import parts as agreement_parts
from buurtbeeld.audit.log import Event, record
from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import rounds
from buurtbeeld.ingest import deliveries
from buurtbeeld.ingest.deliveries import DeliveryRow
from buurtbeeld.outcomes import delivered_parts
from buurtbeeld.sources import AREA_SOURCE, STARTSET, PublicTable, RawAnswer, SourceSpec
from buurtbeeld.storage import publishing, raw
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_plans import waiting
from buurtbeeld.storage.schema_published import part, publication, publication_part

# Raise when the way figures are computed changes, so that every part is made again.
METHOD_VERSION = "2"

LOGGER = logging.getLogger(__name__)
Reader = Callable[[SourceSpec, RawAnswer], Sequence[PublicTable]]
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Work:
    """What publishing needs at hand: the two stores, the raw files, the catalogue and the readers.

    Attributes:
        read: delivery id -> its tables, of deliveries that were read in this run already.
    """

    vault: sa.Engine
    published: sa.Engine
    raw_dir: Path
    catalog: Catalog
    readers: Mapping[str, Reader]
    read: Mapping[int, Sequence[PublicTable]] = field(default_factory=dict)


def quiet(_share: float, _text: str) -> None:
    """Report to nobody."""


def publish(work: Work, *, by: str, code_version: str, report: Report = quiet, nu: datetime | None = None) -> int:
    """Make a publication of everything that is accepted now; what was corrected waits for its round (`round_term`).

    Args:
        by: who asked for it.
        code_version: version of the program, stored with the publication.
        report: called with a share (0..1) and a Dutch sentence between the steps.
        nu: the moment it is, unless given.

    Returns:
        The publication's number; the existing one when nothing changed.

    Raises:
        SourceError: a kept raw answer can no longer be read.
        StorageError: a store cannot be read or written; no publication was made.
    """
    while True:
        number = _published(work, nu or datetime.now(UTC), by=by, code_version=code_version, report=report)
        if number is not None:
            return number


def _published(work: Work, nu: datetime, *, by: str, code_version: str, report: Report) -> int | None:
    """One try; None when meanwhile somebody published something newer than what it looked at, or closed a round."""
    with translated(), work.published.connect() as connection:
        closings = rounds.closings(connection, nu)
    rows, mark = deliveries.current(work.vault)
    chosen = _chosen(rows, work.catalog)
    part_ids: list[int] = []
    for number, delivery in enumerate(chosen):
        report(number / (len(chosen) + 2), f"{work.catalog.bronnen[delivery.bron].naam} {delivery.jaar} verwerken…")
        part_ids += _parts_of(work, delivery, chosen)
    part_ids += composite_parts.ensure(work.published, work.catalog, part_ids)
    delivered = delivered_parts.ensure(
        work.vault, work.published, work.catalog, part_ids, closings, report=_last_bit(report, len(chosen)),
        keep=agreement_parts.NEEDED,
    )  # fmt: skip
    part_ids += [*agreement_parts.ensure(work.published, work.catalog, part_ids, delivered.rows), *delivered.parts]
    for remark in delivered.remarks:  # which cells and why; the worker writes them down, a person reads them
        LOGGER.warning("%s", remark)
        report((len(chosen) + 1) / (len(chosen) + 2), remark)
    report((len(chosen) + 1) / (len(chosen) + 2), "Publicatie vastleggen…")
    with translated(), work.published.begin() as connection:
        _one_at_a_time(connection)
        if rounds.newest(connection) > closings.nummer:
            return None
        made = _publication(connection, part_ids, mark=mark, by=by, code_version=code_version, catalog=work.catalog)
        if made is not None:
            _write_waiting(connection, delivered.waiting)
        return made


def _last_bit(report: Report, steps: int) -> Report:
    """The delivered figures as the last step but one of the report."""
    first = steps / (steps + 2)
    return lambda share, text: report(first + (1 - first) / 2 * share, text)


def _chosen(rows: Iterable[DeliveryRow], catalog: Catalog) -> list[DeliveryRow]:
    """One delivery per source and edition: what was fetched goes before the embedded default."""
    best: dict[tuple[str, int], DeliveryRow] = {}
    for row in rows:
        key = (row.bron, row.jaar)
        spec = catalog.bronnen.get(row.bron)
        holds_figures = spec is not None and spec.soort != "geometrie"
        if holds_figures and (key not in best or _weight(row) > _weight(best[key])):
            best[key] = row
    return sorted(best.values(), key=lambda row: (not catalog.bronnen[row.bron].zegt_gebieden, row.bron, row.jaar))


def _weight(row: DeliveryRow) -> tuple[bool, int]:
    return row.origin != STARTSET, row.id


def _parts_of(work: Work, delivery: DeliveryRow, chosen: Sequence[DeliveryRow]) -> list[int]:
    fingerprint = _fingerprint(work.catalog, delivery, chosen)
    if known := _known_parts(work.published, fingerprint):
        return known
    spec = work.catalog.bronnen[delivery.bron]
    made = [part_writer.prepare(table, spec, work.catalog) for table in _tables(work, delivery, spec)]
    with translated(), work.published.begin() as connection:
        publishing.one_writer(connection)
        already = _known_parts(connection, fingerprint)
        return already or [
            part_writer.write(connection, one, delivery, fingerprint=fingerprint, catalog=work.catalog) for one in made
        ]


def _tables(work: Work, delivery: DeliveryRow, spec: SourceSpec) -> Sequence[PublicTable]:
    if delivery.id in work.read:
        return work.read[delivery.id]
    reader = work.readers[STARTSET if delivery.origin == STARTSET else delivery.bron]
    return reader(spec, raw.load(work.raw_dir, delivery))


def _known_parts(bind: sa.Engine | sa.Connection, fingerprint: str) -> list[int]:
    query = sa.select(part.c.id).where(part.c.fingerprint.startswith(f"{fingerprint}:", autoescape=True))
    if isinstance(bind, sa.Connection):
        return list(bind.scalars(query.order_by(part.c.id)))
    with bind.connect() as connection:
        return list(connection.scalars(query.order_by(part.c.id)))


def _fingerprint(catalog: Catalog, delivery: DeliveryRow, chosen: Sequence[DeliveryRow]) -> str:
    """What a part depends on: its raw answer, the areas of that year, the configuration and the method."""
    spec = catalog.bronnen[delivery.bron]
    edition = spec.edities.get(delivery.jaar)
    indeling = delivery.jaar if edition is None or edition.indeling is None else edition.indeling
    stand_ins = {real: bron for bron, real in catalog.stand_ins().items()}
    source = stand_ins[AREA_SOURCE] if spec.staat_voor else AREA_SOURCE
    others = [] if spec.zegt_gebieden else chosen
    areas = [row.sha256 for row in others if (row.bron, row.jaar) == (source, indeling)]
    texts = [METHOD_VERSION, delivery.sha256, delivery.origin, catalog.bron_hash(delivery.bron), *areas]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24]


def _publication(
    connection: sa.Connection, part_ids: Sequence[int], *, mark: int, by: str, code_version: str, catalog: Catalog
) -> int | None:
    latest = connection.execute(sa.select(publication).order_by(publication.c.id.desc()).limit(1)).mappings().first()
    if latest is not None and latest["high_water_mark"] > mark:
        return None
    if latest is not None and latest["config_hash"] == catalog.config_hash:
        inside = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == latest["id"])
        if set(connection.scalars(inside)) == set(part_ids):
            same = publication.c.id == latest["id"]  # the same figures, also after what happened since: it waits
            connection.execute(sa.update(publication).where(same).values(high_water_mark=mark))
            return int(latest["id"])
    key = connection.execute(
        sa.insert(publication).values(
            made_at=datetime.now(UTC),
            made_by=by,
            code_version=code_version,
            config_hash=catalog.config_hash,
            high_water_mark=mark,
        )
    ).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    number = int(key[0])
    if part_ids:
        links = [{"publication_id": number, "part_id": one} for one in sorted(set(part_ids))]
        connection.execute(sa.insert(publication_part), links)
    record(connection, Event.GEPUBLICEERD, wie=by, object=str(number), aantal=len(set(part_ids)))
    return number


def _write_waiting(connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """What waits is as new as the publication, also when that is the one there was."""
    connection.execute(sa.delete(waiting))
    if rows:
        connection.execute(sa.insert(waiting), [dict(row) for row in rows])


def _one_at_a_time(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite `begin()` already lets one writer in
        connection.execute(sa.text("LOCK TABLE publication IN SHARE ROW EXCLUSIVE MODE"))
