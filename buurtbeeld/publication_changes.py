"""What is different between two publications, and why: for whoever asks why a figure is not what it was.

Only published values are compared. Parts that both publications share are the same by definition and are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.change_answers import Oorzaak, Openbaar, Publicatie, Soort, Verandering, Veranderingen
from buurtbeeld.errors import NotFound
from buurtbeeld.model import STATUS_BY_ID, Status
from buurtbeeld.outcomes.keys import PARTNER, PROGRAMMA, partner_key
from buurtbeeld.periods import Periode
from buurtbeeld.storage import reading, reading_changes
from buurtbeeld.storage.reading_changes import NONE, Changed, Names, PartKey, PublicationRow


@dataclass(frozen=True)
class _Between:
    """The two publications. `seen`: newest delivery that the old one rests on; `retracted`: taken back since."""

    old: PublicationRow
    new: PublicationRow
    seen: int
    retracted: frozenset[int]


def publications(connection: sa.Connection, limit: int) -> tuple[Publicatie, ...]:
    """Publications, the newest first."""
    return tuple(Publicatie(one.id, one.made_at) for one in reading_changes.publications(connection, limit))


def between(
    connection: sa.Connection,
    catalog: Catalog,
    oud: int | None,
    nieuw: int | None,
    *,
    sees: Callable[[str], bool],
    buurt: str = "",
    limit: int = 500,
) -> Veranderingen:
    """Compare two publications.

    Args:
        oud: number; the one before `nieuw` when None.
        nieuw: number; the newest when None.
        sees: whether the user may see outcomes of the buurt of a key.
        buurt: only about this one; all of them, and the levels above, when "".
        limit: most figures to list.

    Raises:
        NotFound: there is no such buurt or publication, or none before it.
    """
    if buurt and catalog.buurt(buurt) is None:
        raise NotFound(f"Er is geen buurt '{buurt}'.")
    new = _known(connection, nieuw or reading.current_publication(connection))
    old = _known(connection, oud or reading_changes.before(connection, new.id), first=not oud)
    before, after = (reading_changes.parts_of(connection, one.id) for one in (old, new))
    differs = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    seen = reading_changes.newest_delivery(connection, before.values())
    found: list[tuple[PartKey, Changed]] = []
    total = 0
    names = reading_changes.names(connection)
    places = _places(names, catalog, sees, buurt)
    for key in (one for one in differs if one.programma and not one.tabel):
        mine = [number for number, (programma, _) in places.items() if programma == key.programma]
        parts = before.get(key, NONE), after.get(key, NONE)
        rows, count = reading_changes.changes(connection, *parts, mine, limit)
        total += count
        found += [(key, row) for row in rows]
    numbers = {row.was_levering for _, row in found if row.was_levering}
    told = _Between(old, new, seen, frozenset(reading_changes.retracted(connection, numbers, new.high_water_mark)))
    return Veranderingen(
        oud=Publicatie(old.id, old.made_at),
        nieuw=Publicatie(new.id, new.made_at),
        regels=tuple(_lines(names, catalog, told, found))[:limit],
        aantal=total,
        openbaar=tuple(_open(differs, before, after)),
    )


def _known(connection: sa.Connection, number: int, *, first: bool = False) -> PublicationRow:
    found = reading_changes.publication_of(connection, number)
    if found is not None:
        return found
    newest = reading.current_publication(connection)
    if first:
        raise NotFound("Er is geen publicatie hiervoor om mee te vergelijken.")
    raise NotFound(f"Er is geen publicatie {number}.", doe=f"Kies een nummer van 1 tot en met {newest}.")


def _places(names: Names, catalog: Catalog, sees: Callable[[str], bool], buurt: str) -> dict[int, tuple[str, str]]:
    """Id -> (programma, key) of the buurten this user sees, and of the levels above them when no buurt is named."""
    mine = {(programma.code, one.sleutel) for programma, one in catalog.buurten() if sees(one.sleutel)}
    if buurt:
        mine = {one for one in mine if one[1] == buurt}
    else:
        mine |= {(programma, PROGRAMMA) for programma, _ in mine}
        mine |= {
            (programma.code, partner_key(one.partner))
            for programma, one in catalog.buurten()
            if one.partner and (programma.code, one.sleutel) in mine
        }
    return {number: key for number, key in names.buurten.items() if key in mine}


def _lines(
    names: Names, catalog: Catalog, told: _Between, found: Iterable[tuple[PartKey, Changed]]
) -> list[Verandering]:
    made = [
        Verandering(
            sleutel=names.buurten[row.buurt_id][1],
            naam=_name(catalog, *names.buurten[row.buurt_id]),
            indicator=names.indicatoren[row.indicator_id],
            bron=key.bron,
            periode=Periode.parse(names.perioden[row.periode_id]),
            uitsplitsing=row.uitsplitsing,
            soort=_kind(row),
            oorzaak=_reason(row, told),
            was=None if row.werd is None or _reason(row, told) is Oorzaak.INTREKKING else row.was,
            was_status=_status(row.was_status),
            werd=row.werd,
            werd_status=_status(row.werd_status),
        )
        for key, row in found
    ]
    return sorted(made, key=lambda one: (one.naam, one.sleutel, one.indicator, one.bron, one.periode, one.uitsplitsing))


def _name(catalog: Catalog, programma: str, sleutel: str) -> str:
    if sleutel == PROGRAMMA:
        return f"Het hele programma {catalog.programmas[programma].naam}"
    known = catalog.buurt(sleutel)
    return known[1].naam if known is not None else f"Heel {sleutel.removeprefix(PARTNER)}"


def _status(number: int | None) -> Status:
    return Status.NIET_GELEVERD if number is None else STATUS_BY_ID[number]


def _kind(row: Changed) -> Soort:
    if row.was is None:
        return Soort.VERSCHENEN
    return Soort.VERDWENEN if row.werd is None else Soort.VERANDERD


def _reason(row: Changed, told: _Between) -> Oorzaak:
    """From what is stored with the figures; what is not certain is said to depend on other figures."""
    if row.was_levering is None:
        return Oorzaak.LEVERING if (row.werd_levering or 0) > told.seen else _of_the_program(told)
    if row.was_levering != row.werd_levering:
        if row.was_levering in told.retracted:
            return Oorzaak.INTREKKING
        if row.gecorrigeerd:
            return Oorzaak.CORRECTIE
        if (row.werd_levering or 0) > told.seen:
            return Oorzaak.LEVERING
    return _of_the_program(told)


def _of_the_program(told: _Between) -> Oorzaak:
    definition = told.old.config_hash != told.new.config_hash
    method = told.old.code_version != told.new.code_version
    if definition and method:
        return Oorzaak.BEIDE
    return Oorzaak.DEFINITIE if definition else Oorzaak.METHODE if method else Oorzaak.ANDERE


def _open(differs: Iterable[PartKey], before: Mapping[PartKey, int], after: Mapping[PartKey, int]) -> list[Openbaar]:
    """Editions of open sources, newest first; every table of an edition together."""
    found: dict[tuple[str, int], set[Soort]] = {}
    for key in differs:
        if not key.programma:
            kind = Soort.VERSCHENEN if key not in before else Soort.VERDWENEN if key not in after else Soort.VERANDERD
            found.setdefault((key.bron, key.jaar), set()).add(kind)
    made = [
        Openbaar(bron, jaar, kinds.pop() if len(kinds) == 1 else Soort.VERANDERD)
        for (bron, jaar), kinds in found.items()
    ]
    return sorted(made, key=lambda one: (one.bron, -one.jaar))
