"""What was shown before figures hung together: nothing of that was remembered, for there was nothing to protect yet.

A delivery is published when it is confirmed. So a row that was delivered before the figures around it became part of
each other was shown, as far as its own number of people allows; from then on it is remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from buurtbeeld.outcomes import delivered_figures, delivered_nps
from buurtbeeld.outcomes.disclosure_cells import Maker
from buurtbeeld.outcomes.disclosure_counts import Counts, Place
from buurtbeeld.outcomes.disclosure_joined import Member
from buurtbeeld.outcomes.disclosure_near import Beside, everywhere, only
from buurtbeeld.outcomes.panels import Frame, by_word
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.privacy.constraints import Row

Around = tuple[str, int]  # the buurt around all that hang together, year in which a period ends
Where = tuple[str, Place, str]  # whom, place, period


def shown_sooner(
    every: Sequence[Beside], members: Sequence[Member], some: frozenset[str] | None, *, drempel: int
) -> list[list[Row]]:
    """Per indicator what figures said that were published before they were part of anything.

    Args:
        every: indicators that count the same people; `members`: the same ones, with their counts.
        some: buurten that are audited; None when all are.
    """
    if everywhere(every):  # remembered from the first figure on
        return []
    inside = members[0].maker.places.inside
    around = _around(inside)
    since = _since(members, around, drempel)
    if not since:
        return []
    return [
        _of_one(
            replace(one, rows=_sooner(only(one.rows, some)[1], since, around, _remembered(one, member))), member.maker
        )
        for one, member in zip(every, members, strict=True)
    ]


def _of_one(one: Beside, maker: Maker) -> list[Row]:
    if one.rows.empty:
        return []
    rows = delivered_nps.whole_answers(one.rows) if one.indicator.soort == "nps" else one.rows
    shown = delivered_figures.published(one.indicator, rows, drempel=maker.drempel)
    return [row for _, cell in maker.of_figures(shown, frozenset()) for row in cell.rows]


def _sooner(
    rows: Frame, since: Mapping[Around, int], around: Mapping[str, str], known: Collection[tuple[str, int]]
) -> Frame:
    """The rows that were delivered before something was part of something, and of which nothing is remembered."""
    jaar = by_word(rows["periode"], {code: year(str(code)) for code in rows["periode"].unique()})
    there = zip(rows["buurt"].astype(str), jaar.tolist(), rows["levering"].tolist(), strict=True)
    wanted = [
        levering < since.get((around.get(buurt, buurt), ends), 0) and (buurt, ends) not in known
        for buurt, ends, levering in there
    ]
    return rows[np.array(wanted, dtype=bool)]


def _remembered(one: Beside, member: Member) -> set[tuple[str, int]]:
    """Buurten and years of which is remembered what was shown."""
    names = {tuple(name.split("|", 4)[1:4:2]) for name in member.said.truth}
    return {(buurt, year(code)) for buurt, code in names | {key[:2] for key in one.said.hidden}}


def _since(members: Sequence[Member], around: Mapping[str, str], drempel: int) -> dict[Around, int]:
    """Delivery since which figures of a year are part of each other, where they are."""
    found: dict[Around, int] = {}
    for (buurt, jaar), levering in (*_of_rhythms(members), *_of_places(members), *_of_people(members, drempel)):
        key = (around.get(buurt, buurt), jaar)
        found[key] = min(found.get(key, levering), levering)
    return found


def _rows(member: Member) -> Iterator[tuple[Place, str, int]]:
    for place, periods in member.maker.counts.rows.items():
        for code, (levering, _) in periods.items():
            yield place, code, levering


def _of_rhythms(members: Sequence[Member]) -> Iterator[tuple[Around, int]]:
    """Periods of several lengths."""
    for one in members:
        first: dict[Around, dict[int, int]] = {}
        for place, code, levering in _rows(one):
            some = first.setdefault((place[0], year(code)), {})
            months = period(code).soort.months
            some[months] = min(some.get(months, levering), levering)
        yield from ((key, sorted(some.values())[1]) for key, some in first.items() if len(some) > 1)


def _of_places(members: Sequence[Member]) -> Iterator[tuple[Around, int]]:
    """Buurten inside another."""
    first: dict[Around, int] = {}
    for one in members:
        for place, code, levering in _rows(one):
            key = (place[0], year(code))
            first[key] = min(first.get(key, levering), levering)
    for whole, within in members[0].maker.places.inside.items():
        for jaar in {jaar for buurt, jaar in first if buurt == whole}:
            parts = [first[one, jaar] for one in within if (one, jaar) in first]
            if parts:
                yield (whole, jaar), max(first[whole, jaar], min(parts))


def _of_people(members: Sequence[Member], drempel: int) -> Iterator[tuple[Around, int]]:
    """A group beside everybody, and people who are among others, that leave few over."""
    first: dict[Where, dict[float, int]] = {}
    for one in members:
        for wie, place, code, how_many, levering in _people(one):
            some = first.setdefault((wie, place, code), {})
            some[how_many] = min(some.get(how_many, levering), levering)
    within = {one.wie: one.within for member in members for one in member.counted if one.within}
    for (wie, place, code), some in first.items():
        wholes = [(within[wie], place)] if wie in within else []
        wholes += [(wie, (place[0], ""))] if place[1] else []
        for whose, where in wholes:
            for whole, sooner in first.get((whose, where, code), {}).items():
                few = [levering for part, levering in some.items() if 0 <= whole - part < drempel]
                yield from (((place[0], year(code)), max(sooner, levering)) for levering in few)


def _people(member: Member) -> Iterator[tuple[str, Place, str, float, int]]:
    counts: Counts = member.maker.counts
    for place, periods in counts.rows.items():
        for code, (levering, row) in periods.items():
            for one in member.counted:
                yield one.wie, place, code, sum(row[what] for what in one.quantities), levering


def _around(inside: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Buurt -> one name for all buurten that lie in each other, of those that do."""
    found: dict[str, str] = {}
    for whole, within in inside.items():
        some = {whole, *within}
        names = {found.get(one, one) for one in some}
        same = {one for one, name in found.items() if name in names} | some
        found |= dict.fromkeys(same, min(names))
    return found
