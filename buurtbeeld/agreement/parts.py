"""The part of a publication about the agreement: one per programma that delivered something it needs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from buurtbeeld.agreement.answers import to_text
from buurtbeeld.agreement.assembly import agreement as assembled
from buurtbeeld.agreement.design import Older
from buurtbeeld.agreement.watch import AIMS, WATCHED
from buurtbeeld.catalog import Catalog
from buurtbeeld.outcomes import people
from buurtbeeld.outcomes.figures import HOURS
from buurtbeeld.outcomes.some_rows import SomeRows
from buurtbeeld.storage import publishing
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_agreement import agreement
from buurtbeeld.storage.schema_published import part

METHOD_VERSION = "6"  # raise when a number or a sentence would change
NEEDED = (HOURS, *WATCHED, *AIMS)  # figures that are looked at
BRON = TABEL = "afspraak"
Block = tuple[str, str]
_RULES = {"soort", "factor", "teller", "noemer", "themas", "bron", "ook_van", "meting", "naam"}
_PLACES = {"sleutel", "naam", "rol", "start", "eind", "partner", "gemeente"}


def ensure(
    published: sa.Engine, catalog: Catalog, part_ids: Collection[int], rows: Mapping[Block, SomeRows]
) -> list[int]:
    """Make the parts that are not there yet.

    Args:
        part_ids: parts of open figures in the same publication: inhabitants of 65 and older.
        rows: per programma and source the published rows of NEEDED; they are read only for a part that is not there.

    Returns:
        Ids of the parts.

    Raises:
        StorageError: the store cannot be read or written.
    """
    found = []
    for programma in sorted({one for one, _ in rows}):
        mine = {bron: some for (one, bron), some in sorted(rows.items()) if one == programma}
        found.append(_part(published, catalog, programma, mine, _older(published, catalog, part_ids, mine)))
    return found


def _older(published: sa.Engine, catalog: Catalog, part_ids: Collection[int], rows: Mapping[str, SomeRows]) -> Older:
    years = sorted({one.jaar for some in rows.values() for one in some.years})
    with translated(), published.connect() as connection:
        return people.older_people(connection, catalog, part_ids, years)


def _part(published: sa.Engine, catalog: Catalog, programma: str, rows: Mapping[str, SomeRows], older: Older) -> int:
    mark = _fingerprint(catalog, programma, rows, older)
    with translated(), published.connect() as connection:
        known = _known(connection, mark)
    if known is not None:
        return known
    text = to_text(assembled({bron: some.rows() for bron, some in rows.items()}, catalog, programma, older))
    with translated(), published.begin() as connection:
        publishing.one_writer(connection)
        return _known(connection, mark) or _write(connection, catalog, programma, mark, text)


def _known(connection: sa.Connection, mark: str) -> int | None:
    found: int | None = connection.scalar(sa.select(part.c.id).where(part.c.fingerprint == mark))
    return found


def _fingerprint(catalog: Catalog, programma: str, rows: Mapping[str, SomeRows], older: Older) -> str:
    """What the document depends on: rows, buurten, rules, inhabitants, the method."""
    rules = [
        catalog.indicatoren[code].model_dump_json(include=_RULES) for code in NEEDED if code in catalog.indicatoren
    ]
    places = [one.model_dump_json(include=_PLACES) for one in catalog.programmas[programma].buurten]
    running = hashlib.sha256("\n".join((METHOD_VERSION, programma, *rules, *places)).encode())
    mine = {one.sleutel for one in catalog.programmas[programma].buurten}
    running.update(repr(sorted(item for item in older.items() if item[0][0] in mine)).encode())
    for bron in sorted(rows):
        running.update(f"{bron} {rows[bron].som}".encode())
    return running.hexdigest()[:24]


def _write(connection: sa.Connection, catalog: Catalog, programma: str, mark: str, text: str) -> int:
    jaar = catalog.programmas[programma].codejaar
    part_id = publishing.add_part(
        connection,
        fingerprint=mark,
        programma=programma,
        bron=BRON,
        tabel=TABEL,
        jaar=jaar,
        indeling=jaar,
        levering=0,
        sha256="",
        raw_file="",
        origin="",
        source_version="",
        release_note="",
        fetched_at=datetime.now(UTC),
        made_at=datetime.now(UTC),
        areas=0,
        whole_country=False,
    )
    connection.execute(sa.insert(agreement).values(part_id=part_id, inhoud=text))
    return part_id
