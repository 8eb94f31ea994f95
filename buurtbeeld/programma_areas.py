"""Whether the areas of a programma exist, as far as the published store can tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from buurtbeeld.model import VERZONNEN
from buurtbeeld.programma_schema import Buurt
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import area, part, publication, publication_part

LISTS_EVERY_AREA = "cbs_kerncijfers"  # the source whose table names every gemeente, wijk and buurt of a year
AT_ONCE = 1000  # codes in one question


@dataclass(frozen=True)
class Missing:
    """An area of a buurt that is not in the published store.

    Attributes:
        zeker: every area of the country is loaded for that year, so this one does not exist then.
        jaren: years for which it is there, oldest first.
    """

    buurt: str
    code: str
    jaar: int
    zeker: bool
    jaren: tuple[int, ...] = ()


def missing(published: sa.Engine | None, buurten: Iterable[Buurt]) -> tuple[Missing, ...]:
    """Areas of these buurten that are not there, in their order; invented areas are never looked for.

    Args:
        published: the published store; None when there is none yet. With the embedded default alone it knows few
            areas, so that nothing is `zeker`.
        buurten: with the year of their codes.

    Raises:
        StorageError: the published store cannot be read.
    """
    wanted = [
        (buurt.sleutel, code, buurt.codejaar)
        for buurt in buurten
        for code in buurt.gebieden
        if buurt.codejaar is not None and not code.startswith(VERZONNEN)
    ]
    if published is None:
        known, whole = {}, set()
    else:
        with translated(), published.connect() as connection:
            known, whole = _years(connection, sorted({code for _, code, _ in wanted})), _whole_years(connection)
    return tuple(
        Missing(sleutel, code, jaar, jaar in whole, tuple(sorted(known.get(code, ()))))
        for sleutel, code, jaar in wanted
        if jaar not in known.get(code, ())
    )


def sentence(some: Collection[Missing]) -> str:
    """What somebody can do about areas that are only not loaded yet; "" when there are none."""
    unsure = [one for one in some if not one.zeker]
    if not unsure:
        return ""
    codes = ", ".join(f"{one.code} ({one.jaar}, buurt {one.buurt})" for one in unsure)
    years = sorted({one.jaar for one in unsure})
    commands = " en ".join(f"`python -m data_sources haal {LISTS_EVERY_AREA} {jaar}`" for jaar in years)
    count = "Dit gebied is" if len(unsure) == 1 else f"Deze {len(unsure)} gebieden zijn"
    return f"{count} nog niet geladen, dus of de code klopt is niet bekend: {codes}. Laad ze met {commands}."


def _years(connection: sa.Connection, codes: list[str]) -> dict[str, set[int]]:
    """Years for which each code is there."""
    found: dict[str, set[int]] = {}
    for start in range(0, len(codes), AT_ONCE):
        some = sa.select(area.c.code, area.c.jaar).where(area.c.code.in_(codes[start : start + AT_ONCE]))
        for code, jaar in connection.execute(some):
            found.setdefault(code, set()).add(jaar)
    return found


def _whole_years(connection: sa.Connection) -> set[int]:
    """Years of which every area of the country is there."""
    newest = sa.select(sa.func.max(publication.c.id)).scalar_subquery()
    query = (
        sa.select(part.c.indeling)
        .join(publication_part)
        .where(publication_part.c.publication_id == newest, part.c.bron == LISTS_EVERY_AREA, part.c.whole_country)
    )
    return set(connection.scalars(query))
