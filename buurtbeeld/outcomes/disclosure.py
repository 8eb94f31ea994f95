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
from buurtbeeld.outcomes import disclosure_near as near
from buurtbeeld.outcomes import levels
from buurtbeeld.outcomes.disclosure_cells import HIDDEN_ID, Maker, Places
from buurtbeeld.outcomes.disclosure_counts import Counts, buurt_of, quantities
from buurtbeeld.outcomes.disclosure_joined import Joined, Member, joined
from buurtbeeld.outcomes.disclosure_near import Beside
from buurtbeeld.outcomes.disclosure_sooner import shown_sooner
from buurtbeeld.outcomes.inside import inside
from buurtbeeld.outcomes.keys import HIDDEN, partner_key
from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.outcomes.shown_before import Key, Said
from buurtbeeld.privacy import secondary
from buurtbeeld.privacy.constraints import Cell, ContradictionError, System, system
from buurtbeeld.privacy.secondary import Choice, Violation

NAMED = 20  # cells named in a report
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
    indicator: Indicator,
    rows: Frame,
    figures: Frame,
    places: Places,
    *,
    drempel: int,
    before: Said | None = None,
    beside: Sequence[Beside] = (),
) -> Audited:
    """Hide what must be hidden beside others.

    Args:
        rows: delivered rows of this indicator, of buurten; in the columns of `outcomes.rows`.
        figures: as of `delivered_figures.published`, of what is to be published now.
        before: what publications before said of this indicator.
        beside: indicators that count the same people.

    Raises:
        ContradictionError: what was said before is not true of the rows, or what is left gives something away still;
            in Dutch, with the cells.
    """
    if not quantities(indicator):
        return Audited(figures)
    before = before or Said()
    every = [Beside(indicator, rows, before), *beside]
    some = near.buurten(every, figures, places, drempel=drempel)
    if some is not None and not some:
        return Audited(figures)
    theirs = near.audited(every, figures, some, places, drempel=drempel)
    maker, keys = _maker(every[0], places, drempel, some), _keys(figures)
    lines, chosen_from = near.only(figures, some)
    cells = {lines[at]: _kept(cell, keys[lines[at]], before) for at, cell in maker.of_figures(chosen_from, theirs)}
    if not theirs:
        return Audited(figures, said=_said(cells, {}, maker.truth, keys))
    members = [_member(one, number, places, drempel, theirs) for number, one in enumerate(every)]
    twelve = [near.windows(one.indicator, one.rows, None if number else figures) for number, one in enumerate(every)]
    sooner = shown_sooner(every, members, theirs, drempel=drempel)
    chosen = _chosen(
        indicator, joined(members, twelve, sooner), places, [one for at, one in cells.items() if keys[at][0] in theirs]
    )
    gone = {at: one for at, one in cells.items() if one.key in chosen.hidden}
    reasons = {keys[at]: chosen.hidden[one.key] for at, one in gone.items()}
    said = _said(cells, gone, maker.truth, keys)
    return Audited(_without(figures, sorted(gone)), reasons, chosen.violations, chosen.audited, said)


def hidden_where(figures: Frame, of: Frame) -> Frame:
    """Figures that are made of others, hidden where those are."""
    gone = {key for key, status in zip(_keys(of), of["status"], strict=True) if status == HIDDEN_ID}
    return _without(figures, [at for at, key in enumerate(_keys(figures)) if key in gone])


def _chosen(indicator: Indicator, known: Joined, places: Places, figures: Sequence[Cell]) -> Choice:
    """What is hidden; what cannot be published names its cells, never what is in them."""
    try:
        chosen = secondary.protect(_system(known, places, [known.of(one) for one in figures]))
    except ContradictionError as wrong:
        raise ContradictionError(f"{indicator.code}: wat eerder is getoond, klopt niet met de rijen") from wrong
    if chosen.unsafe:
        told = [f"{one.cell} (voor {one.role or 'iedereen'})" for one in chosen.unsafe]
        more = [f"en nog {len(told) - NAMED}"] if len(told) > NAMED else []
        raise ContradictionError(f"{indicator.code}: te herleiden is {', '.join([*told[:NAMED], *more])}")
    return chosen


def follows(
    indicator: Indicator, rows: Frame, places: Places, *, drempel: int, said: Said, beside: Sequence[Beside] = ()
) -> tuple[int, list[Violation]]:
    """What follows from everything that was ever said: how many sums were looked at, and which are known too well.

    Args:
        rows: delivered rows of this indicator, of all years.
        beside: indicators that count the same people.

    Raises:
        ContradictionError: what was said is not true of the rows.
    """
    every = [Beside(indicator, rows, said), *beside]
    members = [_member(one, number, places, drempel, None) for number, one in enumerate(every)]
    sooner = shown_sooner(every, members, None, drempel=drempel)
    known = joined(members, [near.windows(one.indicator, one.rows, None) for one in every], sooner)
    made = _system(known, places)
    own = {cell.key for cell in known.cells if not cell.beside}
    found = [one for one in secondary.audit(made, made.visible) if one.cell in own]
    return sum(made.cells[at].key in own for at in made.target_cell.tolist()), found


def _system(known: Joined, places: Places, figures: Sequence[Cell] = ()) -> System:
    roles = _roles(places, known.truth)
    told = {role: sums for role, sums in known.told.items() if role in roles or role.startswith("netwerk")}
    return system([*figures, *known.cells], known.truth, roles=roles, always=known.always, told=told)


def _maker(one: Beside, places: Places, drempel: int, some: frozenset[str] | None) -> Maker:
    rows = near.only(one.rows, some)[1]
    counts = Counts.of(one.indicator, rows, places.inside, stock=levels.is_stock(one.indicator))
    return Maker(counts, places, drempel)


def _member(one: Beside, number: int, places: Places, drempel: int, some: frozenset[str] | None) -> Member:
    maker = _maker(one, places, drempel, some)
    return Member(maker, one.said.of(some), f"{one.indicator.code}>" if number else "")


def _kept(cell: Cell, key: Key, before: Said) -> Cell:
    """A figure that was hidden beside others before, of the same counts, stays hidden."""
    return replace(cell, sticky=before.hidden[key] == _names(cell)) if key in before.hidden else cell


def _names(cell: Cell) -> tuple[str, ...]:
    return tuple(sorted({name for row in cell.rows for name in row.parts}))


def _said(cells: Mapping[int, Cell], gone: Mapping[int, Cell], truth: Mapping[str, float], keys: Sequence[Key]) -> Said:
    rows = tuple(row for at, one in cells.items() if at not in gone for row in one.rows)
    names = {name for row in rows for name in row.parts}
    hidden = {keys[at]: _names(one) for at, one in gone.items()}
    return Said(rows, {name: truth[name] for name in sorted(names)}, hidden)


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
    out["status"] = np.where(np.isin(np.arange(len(out)), at), HIDDEN_ID, out["status"].to_numpy())
    reasons = out["reden"].astype(object).to_numpy().copy()
    reasons[at] = HIDDEN
    out["reden"] = reasons
    return out
