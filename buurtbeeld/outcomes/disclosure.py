"""Figures of one indicator with what must be hidden beside others hidden: the audit of a publication.

Only where figures hang together: with a partner, the programma or twelve months above them, a longer period beside
shorter ones, or a buurt whose areas are part of another's. Elsewhere a hidden figure is in no sum at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import levels
from buurtbeeld.outcomes.disclosure_cells import Maker, Places
from buurtbeeld.outcomes.disclosure_counts import Counts, buurt_of, quantities
from buurtbeeld.outcomes.inside import inside
from buurtbeeld.outcomes.keys import HIDDEN, partner_key
from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.shown_before import Key, Said
from buurtbeeld.periods import Periode, PeriodeSoort, add_months
from buurtbeeld.privacy import secondary
from buurtbeeld.privacy.constraints import Cell, ContradictionError, Parts, Row, system
from buurtbeeld.privacy.secondary import Violation

NUMBERS = ["value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998", "exact", "gewicht"]


@dataclass(frozen=True)
class Audited:
    """What the audit of one indicator decided.

    Attributes:
        figures: with what is hidden beside others hidden.
        hidden: figure -> the protected cell for which it was hidden.
        violations: protected cells that follow from what was published before; what is beside them is hidden.
        protected: how many sums of too few people were looked at.
        said: what the figures that are left say, to be remembered.
    """

    figures: Frame
    hidden: Mapping[Key, str] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    protected: int = 0
    said: Said = field(default_factory=Said)


def places_of(catalog: Catalog, programma: str) -> Places:
    """How the buurten of a programma hang together, by partner and by area."""
    buurten = catalog.programmas[programma].buurten
    moving = [one for one in buurten if one.rol == "transitie"]
    partners = {one.sleutel: partner_key(one.partner) if one.partner else "" for one in moving}
    return Places(partners, inside(buurten))


def audited(
    indicator: Indicator, rows: Frame, figures: Frame, places: Places, *, drempel: int, before: Said | None = None
) -> Audited:
    """Hide what must be hidden beside others.

    Args:
        rows: delivered rows of this indicator, of buurten; in the columns of `outcomes.rows`.
        figures: as of `delivered_figures.published`, of what is to be published now.
        before: what publications before said of this indicator.

    Raises:
        ContradictionError: what was said before is not true of the rows, or what is left gives something away still.
    """
    before = before or Said()
    if not quantities(indicator) or not (before.rows or _hangs_together(indicator, rows, figures, places)):
        return Audited(figures)
    counts = Counts.of(indicator, rows, places.inside, stock=levels.is_stock(indicator))
    maker = Maker(counts, places, drempel)
    keys = _keys(figures)
    cells = {at: _kept(cell, keys[at], before) for at, cell in maker.of_figures(figures)}
    known, truth = _known(before, maker.truth)
    every = [*cells.values(), *_protected(indicator, maker, figures)]
    made = system(every, truth, roles=_roles(places, truth), always=[*known, *maker.shown_already()], told=_told(maker))
    chosen = secondary.protect(made)
    if chosen.unsafe:
        one = chosen.unsafe[0]
        raise ContradictionError(f"{one.cell} cannot be protected from {one.role or 'everybody'}")
    gone = {at: one for at, one in cells.items() if one.key in chosen.hidden}
    reasons = {keys[at]: chosen.hidden[one.key] for at, one in gone.items()}
    said = _said(cells, gone, maker.truth, keys)
    return Audited(_without(figures, sorted(gone)), reasons, chosen.violations, chosen.audited, said)


def follows(
    indicator: Indicator, rows: Frame, places: Places, *, drempel: int, said: Said
) -> tuple[int, list[Violation]]:
    """What follows from everything that was ever said: how many sums were looked at, and which are known too well.

    Args:
        rows: delivered rows of this indicator, of all years.

    Raises:
        ContradictionError: what was said is not true of the rows.
    """
    counts = Counts.of(indicator, rows, places.inside, stock=levels.is_stock(indicator))
    maker = Maker(counts, places, drempel)
    known, truth = _known(said, maker.truth)
    codes = sorted({code for periods in counts.rows.values() for code in periods})
    cells = [*maker.of_rows(), *maker.of_windows(_twelve(codes) if indicator.bundel else []), *maker.of_rests()]
    made = system(cells, truth, roles=_roles(places, truth), always=known, told=_told(maker))
    return len(made.target_cell), secondary.audit(made, made.visible)


def _twelve(codes: Sequence[str]) -> list[str]:
    """Twelve months that end with each of some periods."""
    ends = sorted({period(code).eind for code in codes})
    return [Periode.starting(add_months(end, -12), PeriodeSoort.TWAALFMAANDS).code for end in ends]


def _kept(cell: Cell, key: Key, before: Said) -> Cell:
    """A figure that was hidden beside others before, of the same counts, stays hidden."""
    return replace(cell, sticky=before.hidden.get(key) == _names(cell))


def _names(cell: Cell) -> tuple[str, ...]:
    return tuple(sorted({name for row in cell.rows for name in row.parts}))


def _said(cells: Mapping[int, Cell], gone: Mapping[int, Cell], truth: Mapping[str, float], keys: Sequence[Key]) -> Said:
    rows = tuple(row for at, one in cells.items() if at not in gone for row in one.rows)
    names = {name for row in rows for name in row.parts}
    hidden = {keys[at]: _names(one) for at, one in gone.items()}
    return Said(rows, {name: truth[name] for name in sorted(names)}, hidden)


def _hangs_together(indicator: Indicator, rows: Frame, figures: Frame, places: Places) -> bool:
    if indicator.toon_vanaf == "partner" or levels.goes_up(indicator):
        return True
    if len({period(str(code)).soort for code in figures["periode"].unique()}) > 1:
        return True
    there = set(rows["buurt"].unique())
    return any(whole in there and there.intersection(within) for whole, within in places.inside.items())


def _protected(indicator: Indicator, maker: Maker, figures: Frame) -> list[Cell]:
    codes = sorted(str(one) for one in figures["periode"].unique())
    twelve = [one for one in codes if period(one).soort is PeriodeSoort.TWAALFMAANDS] if indicator.bundel else []
    return [*maker.of_rows(), *maker.of_windows(twelve), *maker.of_rests()]


def _known(before: Said, truth: Mapping[str, float]) -> tuple[list[Row], dict[str, float]]:
    """What was said before, and every count: one that has another value now than then is another count."""
    other = {name: f"{name}|was" for name, count in before.truth.items() if truth.get(name, count) != count}
    rows = [
        Row({other.get(name, name): times for name, times in row.parts.items()}, row.lower, row.upper)
        for row in before.rows
    ]
    return rows, {**{other.get(name, name): count for name, count in before.truth.items()}, **truth}


def _roles(places: Places, truth: Mapping[str, float]) -> dict[str, frozenset[str]]:
    """Who is inside: the network of every buurt, and every partner; each knows its own exact figures of any moment."""
    mine: dict[str, set[str]] = {}
    for name in truth:
        mine.setdefault(buurt_of(name), set()).add(name)
    found = {f"netwerk van {one}": frozenset(mine[one]) for one in places.partners if one in mine}
    for partner in sorted({*places.partners.values()} - {""}):
        theirs = [one for one in places.members(partner) if one in mine]
        if len(theirs) > 1:
            found[partner] = frozenset().union(*(mine[one] for one in theirs))
    return found


def _told(maker: Maker) -> dict[str, list[Parts]]:
    """Sums that the network of a buurt with others inside it knows of itself."""
    found: dict[str, list[Parts]] = {}
    for place, code, name in maker.counts.rests:
        found.setdefault(f"netwerk van {place[0]}", []).append(maker.counts.total(place, code, name))
    return found


def _keys(figures: Frame) -> list[Key]:
    names = (figures[name].astype(object) for name in ("buurt", "periode", "uitsplitsing"))
    return [(str(key), str(code), str(part)) for key, code, part in zip(*names, strict=True)]


def _without(figures: Frame, gone: Sequence[int]) -> Frame:
    """The figures with some of them hidden, every number of them gone."""
    if not gone:
        return figures
    out = figures.copy()
    at = np.array(gone)
    for name in NUMBERS:
        column = out[name].to_numpy(dtype=float).copy()
        column[at] = np.nan
        out[name] = column
    out["methode"] = np.where(np.isin(np.arange(len(out)), at), 0, out["methode"].to_numpy())
    out["status"] = np.where(np.isin(np.arange(len(out)), at), STATUS_ID[Status.AFGESCHERMD], out["status"].to_numpy())
    reasons = out["reden"].astype(object).to_numpy().copy()
    reasons[at] = HIDDEN
    out["reden"] = reasons
    return out
