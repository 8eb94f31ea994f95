"""Of which buurten figures can hang together at all: elsewhere a hidden figure is in no sum, and no audit is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes import levels
from buurtbeeld.outcomes.disclosure_cells import HIDDEN_ID, Places
from buurtbeeld.outcomes.disclosure_counts import TELLER
from buurtbeeld.outcomes.disclosure_kin import Counted, counted
from buurtbeeld.outcomes.keys import PROGRAMMA
from buurtbeeld.outcomes.panels import Frame, by_word, placed
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.shown_before import Said
from buurtbeeld.periods import Periode, PeriodeSoort, add_months

YEARLY = PeriodeSoort.TWAALFMAANDS


@dataclass(frozen=True)
class Beside:
    """An indicator that is audited, or that counts the same people: its delivered rows, and what was said of it."""

    indicator: Indicator
    rows: Frame
    said: Said = field(default_factory=Said)


def buurten(every: Sequence[Beside], figures: Frame, places: Places, *, drempel: int) -> frozenset[str] | None:
    """Buurten of which figures can hang together; None when all can.

    Args:
        every: the indicator that is audited first, then those that count the same people.
        figures: of the first one.
    """
    if everywhere(every):
        return None
    there = {buurt for one in every for buurt in _names(one.rows, "buurt")}
    found = {name.split("|")[1] for one in every for name in one.said.truth}
    for whole, within in places.inside.items():
        if whole in there and there.intersection(within):
            found |= {whole, *there.intersection(within)}
    found |= {key[0] for one in every for key in one.said.hidden}
    rhythms = (_of_several_rhythms(frame) for frame in (figures, *(one.rows for one in every)))
    return frozenset(found.union(*rhythms, *_beside_a_part(every, drempel)))


def everywhere(every: Sequence[Beside]) -> bool:
    """Whether figures of all buurten hang together, by way of what is above them."""
    return any(one.indicator.toon_vanaf == "partner" or levels.goes_up(one.indicator) for one in every)


def audited(
    every: Sequence[Beside], figures: Frame, some: frozenset[str] | None, places: Places, *, drempel: int
) -> frozenset[str]:
    """Buurten and levels in which something may be protected, with all that hang together with those.

    Args:
        some: buurten of which figures can hang together; None when all can.
    """
    hidden = figures["status"].eq(HIDDEN_ID).to_numpy()
    marked = {*_names(figures[hidden], "buurt"), *(key[0] for key in every[0].said.hidden)}
    marked.update(*(_of_few(one, drempel) for one in every), *_beside_a_part(every, drempel))
    there = {buurt for one in every for buurt in _names(one.rows, "buurt")}
    groups = [[whole, *within] for whole, within in places.inside.items() if there.intersection(within)]
    marked.update(*groups)
    if some is not None:
        marked &= some
    if not marked:
        return frozenset()
    if some is None:
        keys = {PROGRAMMA, *places.partners.values()} - {""}
        groups += [[key, *places.members(key)] for key in sorted(keys)]
    found = _joined([*groups, *_said_together(every)], marked)
    return frozenset(found if some is None else found & some)


def _of_few(one: Beside, drempel: int) -> set[str]:
    """Buurten with a row of too few people, or that leaves too few over."""
    teller, noemer, n = (one.rows[name].to_numpy(dtype=float) for name in ("teller", "noemer", "n"))
    below = np.where(np.isfinite(noemer), noemer, n)
    few = (teller < drempel) | (below < drempel) | (below - teller < drempel)
    return set(_names(one.rows[few], "buurt"))


def _said_together(every: Sequence[Beside]) -> list[list[str]]:
    """Buurten of which something was said together before."""
    place = {name: name.split("|")[1] for one in every for name in one.said.truth}
    found = {frozenset(place[name] for name in row.parts) for one in every for row in one.said.rows}
    return [sorted(some) for some in found if len(some) > 1]


def _joined(groups: Sequence[Sequence[str]], marked: set[str]) -> set[str]:
    """Places in a group with a marked one, by way of as many groups as it takes."""
    found, left = set(marked), [set(one) for one in groups]
    while some := [one for one in left if one & found]:
        found.update(*some)
        left = [one for one in left if not one & found]
    return found


def only(frame: Frame, some: frozenset[str] | None) -> tuple[list[int], Frame]:
    """Lines of some buurten: their places, and the lines themselves."""
    if some is None:
        return list(range(len(frame))), frame
    at = np.flatnonzero(frame["buurt"].isin(sorted(some)).to_numpy())
    return at.tolist(), frame.iloc[at]


def windows(indicator: Indicator, rows: Frame, figures: Frame | None) -> list[str]:
    """Twelve months that are protected per buurt, where those of more buurten together are a figure.

    Args:
        figures: those of which there is a figure; None: every one that ends with a period.
    """
    if not indicator.bundel:
        return []
    if figures is not None:
        return [one for one in _names(figures, "periode") if period(one).soort is YEARLY]
    ends = sorted({period(code).eind for code in _names(rows, "periode")})
    return [Periode.starting(add_months(end, -12), YEARLY).code for end in ends]


def _of_several_rhythms(rows: Frame) -> set[str]:
    """Buurten of which some period may lie in another."""
    known = {code: period(code).soort.value for code in _names(rows, "periode")}
    if len(set(known.values())) < 2:
        return set()
    kind = by_word(rows["periode"], known)
    per_kind = [set(_names(rows[kind == one], "buurt")) for one in sorted(set(known.values()))]
    return {buurt for some, other in combinations(per_kind, 2) for buurt in some & other}


def _beside_a_part(every: Sequence[Beside], drempel: int) -> Iterator[set[str]]:
    """Buurten in which almost everybody of a group is in a part of it too."""
    people = [(said, one.rows) for one in every for said in counted(one.indicator)]
    for said, rows in people:
        groups = rows[rows["uitsplitsing"].ne("").to_numpy()]
        for whose, some in people:
            if len(groups) and whose.wie == said.wie:
                everybody = some[some["uitsplitsing"].eq("").to_numpy()]
                yield _small_rest(_people(groups, said), _people(everybody, whose), ["buurt", "periode"], drempel)
            if whose.wie == said.within:
                on = ["buurt", "periode", "uitsplitsing"]
                yield _small_rest(_people(rows, said), _people(some, whose), on, drempel)


def _small_rest(part: Frame, whole: Frame, on: list[str], drempel: int) -> set[str]:
    known = part.merge(whole, on=on, suffixes=("", "_alle"))
    left = known["aantal_alle"] - known["aantal"]
    return set(known["buurt"][left.ge(0) & left.lt(drempel)])


def _people(rows: Frame, said: Counted) -> Frame:
    """How many persons there are of whom an indicator counts: columns buurt, periode, uitsplitsing, aantal."""
    count = rows["teller"] if said.quantities == (TELLER,) else rows["noemer"].where(rows["noemer"].notna(), rows["n"])
    return rows[["buurt", "periode", "uitsplitsing"]].astype(str).assign(aantal=count.to_numpy(dtype=float))


def _names(frame: Frame, column: str) -> list[str]:
    return [str(one) for one in placed(frame[column])[1]]
