"""Parts of a publication that come from delivered files: one per programma, source and year of its periods.

The fingerprint of a part says what it was made of: the rows of its own year and of every year before it. So a new
period leaves the parts of older years alone, and only the rows of years with a new part are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.outcomes import earlier as outcome_earlier
from buurtbeeld.outcomes import figures as outcome_figures
from buurtbeeld.outcomes import part_rows, shown_before
from buurtbeeld.outcomes import people as outcome_people
from buurtbeeld.outcomes import rows as outcome_rows
from buurtbeeld.outcomes.figures import HOURS, PER_65, People
from buurtbeeld.outcomes.kept_rows import Block
from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.outcomes.rows import Source
from buurtbeeld.outcomes.some_rows import SomeRows
from buurtbeeld.privacy.constraints import ContradictionError
from buurtbeeld.storage import publishing
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import part, publication, publication_part

METHOD_VERSION = "12"  # raise when the way delivered figures are computed changes
AT_ONCE = 50_000  # figures written in one transaction: others who write wait no longer than that takes
NOT_AUDITED = (
    "E_AFSCHERMING: De cijfers van {bron} vanaf {jaar} zijn niet gepubliceerd: kleine aantallen erin zijn niet te "
    "beschermen, of wat eerder is getoond, klopt niet met de rijen. De vorige cijfers blijven staan. Bel de beheerder. "
    "Het gaat om {waarom}."
)
_RULES = {"soort", "factor", "teller", "noemer", "themas", "bewaking", "toon_vanaf", "bundel", "leverritme"}
_PLACES = {"sleutel", "rol", "start", "partner", "themas"}
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Delivered:
    """Delivered figures of a publication.

    Attributes:
        parts: ids of their parts.
        waiting: what is corrected or taken back and not published yet, as rows of table `waiting`.
        remarks: what the audit of small numbers could not prevent or not publish: codes and cells, in Dutch.
        rows: of some indicators the exact rows per programma and source, for what is computed over buurten together;
            of the sources that deliver one of them.
    """

    parts: Sequence[int]
    waiting: Sequence[Mapping[str, object]]
    rows: Mapping[Block, SomeRows]
    remarks: Sequence[str] = ()


def ensure(
    vault: sa.Engine,
    published: sa.Engine,
    catalog: Catalog,
    part_ids: Collection[int],
    closings: Closings,
    *,
    report: Report,
    keep: Collection[str] = (),
) -> Delivered:
    """Make the parts that are not there yet.

    Args:
        part_ids: parts of open figures in the same publication: the noemer of what is derived.
        closings: which rounds were closed, and the moment it is.
        report: hears a share (0..1) and a Dutch sentence between the sources.
        keep: indicators of which the rows may be wanted.

    Raises:
        StorageError: a store cannot be read or written.
    """
    found: list[int] = []
    late: list[Mapping[str, object]] = []
    kept: dict[Block, SomeRows] = {}
    remarks: list[str] = []
    for number, source in enumerate(outcome_rows.sources(vault, catalog, closings)):
        report(1 - 0.8**number, f"{catalog.bronnen[source.block[1]].naam} verwerken…")
        found += _parts(vault, published, catalog, source, part_ids, remarks=remarks)
        names = ("programma", "bron", "buurt", "aantal", "sinds")
        late += [dict(zip(names, (*source.block, *one), strict=True)) for one in source.waiting]
        source.forget()
        if (some := SomeRows.of(source, keep)) is not None:
            kept[source.block] = some
    return Delivered(found, late, kept, remarks)


def _parts(
    vault: sa.Engine,
    published: sa.Engine,
    catalog: Catalog,
    source: Source,
    part_ids: Collection[int],
    *,
    remarks: list[str],
) -> list[int]:
    """The parts of one source of one programma, oldest year first; nothing is computed when all of them are there."""
    years = [one.jaar for one in source.years]
    with translated(), published.connect() as connection:
        hours = any(HOURS in one.indicatoren for one in source.years)
        people = outcome_people.older_people(connection, catalog, part_ids, years) if hours else {}
        prints = _fingerprints(source, catalog, people)
        known = _known(connection, prints.values())
    new = [jaar for jaar in years if prints[jaar] not in known]
    if new:
        older = {jaar: prints[jaar] for jaar in years if jaar < new[0]}
        earlier = outcome_earlier.load(vault, source.block, older)
        wanted = [jaar for jaar in years if jaar not in earlier.known]
        rows = source.rows(_first_needed(source, catalog, wanted[0]) if earlier.known else None)
        before = shown_before.load(vault, source.block, years)
        try:
            made = outcome_figures.figures(
                rows, catalog, source.block[0], people, wanted, earlier=earlier, before=before
            )
        except ContradictionError as wrong:
            naam = catalog.bronnen[source.block[1]].naam
            remarks.append(NOT_AUDITED.format(bron=naam, jaar=new[0], waarom=wrong))
            return _as_before(published, source.block, known, prints)
        remarks += before.remarks
        shown_before.keep(vault, source.block, prints, before)
        codejaar = catalog.programmas[source.block[0]].codejaar
        for some in _portions(made, new):
            known |= _written(published, source.block, some, prints, codejaar)
        outcome_earlier.keep(vault, source.block, prints, earlier)
    return [known[prints[jaar]] for jaar in years]


def _as_before(published: sa.Engine, block: Block, known: Mapping[str, int], prints: Mapping[int, str]) -> list[int]:
    """Of the years that could not be audited the parts of the newest publication, when it had them."""
    newest = sa.select(sa.func.max(publication.c.id)).scalar_subquery()
    query = (
        sa.select(part.c.jaar, part.c.id)
        .join(publication_part, publication_part.c.part_id == part.c.id)
        .where(publication_part.c.publication_id == newest, part.c.programma == block[0], part.c.bron == block[1])
        .where(part.c.tabel == "")
    )
    with translated(), published.connect() as connection:
        before = {int(jaar): int(number) for jaar, number in connection.execute(query)}
    parts = {jaar: known.get(prints[jaar], before.get(jaar)) for jaar in sorted(prints)}
    return [number for number in parts.values() if number is not None]


def _first_needed(source: Source, catalog: Catalog, jaar: int) -> int:
    """First year of which rows are needed to make figures of a year of which the years before left their panels."""
    codes = {code for one in source.years if one.jaar >= jaar - 1 for code in one.indicatoren}
    return jaar - 1 if outcome_figures.reach_back(catalog, codes, source.periods(jaar - 1)) else jaar


def _portions(made: Frame, years: Sequence[int]) -> Iterator[dict[int, Frame]]:
    """Figures per year, as many years together as one transaction may hold."""
    some: dict[int, Frame] = {}
    for jaar in years:
        one = made[made["jaar"].eq(jaar).to_numpy()]
        if some and sum(map(len, some.values())) + len(one) > AT_ONCE:
            yield some
            some = {}
        some[jaar] = one
    yield some


def _written(
    published: sa.Engine, block: tuple[str, str], some: Mapping[int, Frame], prints: Mapping[int, str], codejaar: int
) -> dict[str, int]:
    """Write the parts of some years that nobody wrote meanwhile: fingerprint -> id of each."""
    with translated(), published.begin() as connection:
        publishing.one_writer(connection)
        found = _known(connection, [prints[jaar] for jaar in some])
        fresh = {jaar: figures for jaar, figures in some.items() if prints[jaar] not in found}
        return found | part_rows.write(connection, block, fresh, prints=prints, codejaar=codejaar)


def _known(connection: sa.Connection, prints: Collection[str]) -> dict[str, int]:
    query = sa.select(part.c.fingerprint, part.c.id).where(part.c.fingerprint.in_(sorted(prints)))
    return {str(fingerprint): int(number) for fingerprint, number in connection.execute(query)}


def _fingerprints(source: Source, catalog: Catalog, people: People) -> dict[int, str]:
    """What the part of each year depends on: rows and rules up to and including that year, buurten, people, method."""
    places = [one.model_dump_json(include=_PLACES) for one in catalog.programmas[source.block[0]].buurten]
    texts = [METHOD_VERSION, *source.block, str(catalog.app.drempel), *places]
    running = hashlib.sha256("\n".join(texts).encode())
    ruled: set[str] = set()
    found = {}
    for one in source.years:
        made = {PER_65} & set(catalog.indicatoren) if HOURS in one.indicatoren else set()  # of the hours
        codes = {*one.indicatoren, *made} - ruled
        rules = [catalog.indicatoren[code].model_dump_json(include=_RULES) for code in sorted(codes)]
        persons = sorted(item for item in people.items() if item[0][1] == one.jaar)
        running.update("\n".join([str(one.jaar), *rules, one.som, repr(persons)]).encode())
        ruled |= codes
        found[one.jaar] = running.hexdigest()[:24]
    return found
