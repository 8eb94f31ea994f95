"""Ons buurtbeeld as data: every baseline indicator of one plek, beside its gemeente and the country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from buurtbeeld.answers import Profile, Row, Spread
from buurtbeeld.areas import land_of
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.errors import NotFound
from buurtbeeld.figure_rows import FigureMaker, missing
from buurtbeeld.model import Figure, Niveau
from buurtbeeld.places import Look, Resolved, resolve
from buurtbeeld.storage import reading
from buurtbeeld.storage.reading import FigureRow, PartRow

ANY_CLASS = "alle"


@dataclass(frozen=True)
class _Sheet:
    """Everything read for one profile, before it is put in order."""

    resolved: Resolved
    maker: FigureMaker
    figures: Mapping[tuple[int, int, int], FigureRow]  # (part, area, indicator)
    coverage: Mapping[tuple[int, int], float]
    spreads: Mapping[tuple[int, int, str], sa.RowMapping]  # (part, indicator, stedelijkheid)
    parts: Mapping[str, tuple[PartRow, ...]]
    composites: Mapping[tuple[str, int], PartRow]  # (bron, jaar)
    filled: float

    def area_id(self, code: str, part: PartRow) -> int | None:
        row = self.resolved.in_year(code, part.indeling)
        return None if row is None else row.id

    def figure(self, code: str, part: PartRow, indicator: Indicator) -> Figure | None:
        """The figure of one area in one part; None when that part has none."""
        number, area_id = self.maker.ids.get(indicator.code), self.area_id(code, part)
        row = None if number is None or area_id is None else self.figures.get((part.id, area_id, number))
        area = self.resolved.in_year(code, part.indeling)
        return None if row is None or area is None else self.maker.figure(row, part, indicator, area.code, area.naam)

    def main_figure(self, part: PartRow, indicator: Indicator) -> Figure | None:
        """The figure of the plek itself in one part: of its area, or of the whole it is composed into."""
        if not self.resolved.composite:
            return self.figure(self.resolved.plek.gebieden[0].code, part, indicator)
        whole = self.composites.get((part.bron, part.jaar))
        return None if whole is None else self.figure(self.resolved.composite, whole, indicator)


def of(look: Look, sleutel: str, jaar: int | None) -> Profile:
    """Every baseline indicator of one plek.

    Per indicator the newest year is taken in which it is filled for this gemeente (app.yaml: dekking),
    not later than `jaar` when that is given; gemeente and country always come from the same year.

    Raises:
        NotFound: unknown key, or the plek has no figures for `jaar`.
    """
    resolved = resolve(look, sleutel)
    jaren = _editions(look, resolved)
    if jaar is not None and jaar not in jaren:
        known = ", ".join(str(year) for year in jaren) or "geen enkel jaar"
        raise NotFound(
            f"Voor {resolved.plek.naam} zijn er geen cijfers over {jaar}.", doe=f"Er zijn cijfers over: {known}."
        )
    sheet = _sheet(look, resolved, jaar)
    rows = {one.code: _row(sheet, one) for one in look.catalog.baseline()}
    editions = look.editions(resolved.plek.gebieden[0].code)
    used = [*editions, *(part for parts in sheet.parts.values() for part in parts)]
    return Profile(
        plek=resolved.plek,
        jaar=jaar or next(iter(jaren), 0),
        jaren=jaren,
        rows=rows,
        bijgewerkt=max((part.fetched_at for part in used), default=None),
        publicatie=look.snapshot.publicatie,
        land_geladen=any(part.whole_country for part in editions if part.jaar == (jaar or next(iter(jaren), 0))),
        meldingen=tuple(zin for zin, _ in reading.failures(look.connection).values()),
    )


def _editions(look: Look, resolved: Resolved) -> tuple[int, ...]:
    codes = [gebied.code for gebied in resolved.plek.gebieden]
    return tuple(
        part.jaar
        for part in look.editions(codes[0])
        if all(resolved.in_year(code, part.indeling) is not None for code in codes)
    )


def _sheet(look: Look, resolved: Resolved, jaar: int | None) -> _Sheet:
    snapshot, loaded = look.snapshot, look.parts(resolved.plek.gebieden[0].code)
    parts = {bron: tuple(part for part in rows if jaar is None or part.jaar <= jaar) for bron, rows in loaded.items()}
    composites = {
        (bron, year): part
        for (programma, bron, year), part in snapshot.composites.items()
        if programma == resolved.plek.programma and resolved.composite
    }
    part_ids = [part.id for rows in parts.values() for part in rows] + [part.id for part in composites.values()]
    rows = dict(resolved.rows)
    if resolved.composite:
        rows |= reading.areas_by_code(look.connection, {resolved.composite})
    resolved = Resolved(resolved.plek, resolved.home, rows, resolved.gemeente_code, resolved.composite)
    figures = reading.figures_of(look.connection, part_ids, [row.id for row in rows.values()])
    niveau = resolved.plek.niveau.value
    own = {gebied.code for gebied in resolved.plek.gebieden}
    classes = {row.stedelijkheid for row in rows.values() if row.code in own} | {ANY_CLASS}
    spreads = reading.spreads_of(look.connection, part_ids, niveau, classes)
    return _Sheet(
        resolved=resolved,
        maker=FigureMaker.of(look),
        figures={(row.part_id, row.area_id, row.indicator_id): row for row in figures},
        coverage=reading.coverage_of(look.connection, part_ids, resolved.gemeente_code, niveau),
        spreads={(row["part_id"], row["indicator_id"], row["stedelijkheid"]): row for row in spreads},
        parts=parts,
        composites=composites,
        filled=look.catalog.app.dekking,
    )


def _spread(row: sa.RowMapping) -> Spread:
    names = ("stedelijkheid", "n", "p10", "p25", "p50", "p75", "p90", "low", "high")
    return Spread(niveau=Niveau(row["niveau"]), **{name: row[name] for name in names})


def _row(sheet: _Sheet, indicator: Indicator) -> Row:
    plek = sheet.resolved.plek
    part = _best_part(sheet, indicator)
    if part is None:
        own = missing(indicator, plek, sheet.parts.get(indicator.bron, ()), sheet.maker.bronnen)
        return Row(indicator.code, own)
    own, apart = _own(sheet, indicator, part)
    return Row(
        indicator=indicator.code,
        own=own,
        parts=apart,
        gemeente=_beside(sheet, indicator, part, sheet.resolved.gemeente_code, below=Niveau.GEMEENTE),
        land=_beside(sheet, indicator, part, land_of(plek.gebieden[0].code), below=Niveau.LAND),
        spread=_spread_of(sheet, indicator, part),
    )


def _best_part(sheet: _Sheet, indicator: Indicator) -> PartRow | None:
    """The newest year that is filled here; else the newest with a value; else the newest that says why not."""
    parts = sheet.parts.get(indicator.bron, ())
    here = [part for part in parts if sheet.main_figure(part, indicator) is not None]
    number = sheet.maker.ids.get(indicator.code, 0)
    for part in here:
        if sheet.coverage.get((part.id, number), 0.0) >= sheet.filled:
            return part
    with_value = (part for part in here if _has_value(sheet, indicator, part))
    return next(with_value, next(iter(here), None))


def _has_value(sheet: _Sheet, indicator: Indicator, part: PartRow) -> bool:
    codes = [gebied.code for gebied in sheet.resolved.plek.gebieden]
    figures = [sheet.main_figure(part, indicator), *(sheet.figure(code, part, indicator) for code in codes)]
    return any(figure is not None and figure.status.has_value for figure in figures)


def _own(sheet: _Sheet, indicator: Indicator, part: PartRow) -> tuple[Figure, tuple[Figure, ...]]:
    codes = [gebied.code for gebied in sheet.resolved.plek.gebieden]
    apart = tuple(found for code in codes if (found := sheet.figure(code, part, indicator)) is not None)
    if not sheet.resolved.composite:
        return apart[0], ()
    own = sheet.main_figure(part, indicator)
    assert own is not None  # such a part would not have been chosen
    if own.status.has_value:
        return own, ()
    return _said_by_all(own, apart), apart


def _said_by_all(own: Figure, apart: Iterable[Figure]) -> Figure:
    """When every part lacks the figure for the same reason, the whole says that reason."""
    reasons = {(figure.status, figure.reden) for figure in apart}
    if len(reasons) != 1 or next(iter(reasons))[0].has_value:
        return own
    status, reden = reasons.pop()
    return Figure(**{**own.__dict__, "status": status, "reden": reden})


def _beside(sheet: _Sheet, indicator: Indicator, part: PartRow, code: str, *, below: Niveau) -> Figure | None:
    """The gemeente's or the country's figure; None for a plek that is not below it."""
    order = list(Niveau)
    if order.index(sheet.resolved.plek.niveau) <= order.index(below) or not code:
        return None
    return sheet.figure(code, part, indicator)


def _spread_of(sheet: _Sheet, indicator: Indicator, part: PartRow) -> Spread | None:
    number = sheet.maker.ids.get(indicator.code, 0)
    classes = {
        area.stedelijkheid if area is not None else ""
        for gebied in sheet.resolved.plek.gebieden
        for area in [sheet.resolved.in_year(gebied.code, part.indeling)]
    }
    class_ = classes.pop() if len(classes) == 1 else ""
    found = sheet.spreads.get((part.id, number, class_ or ANY_CLASS))
    found = found or sheet.spreads.get((part.id, number, ANY_CLASS))
    return None if found is None else _spread(found)
