"""Counts of several indicators together: what is the same is one count, what is part of another is taken off it.

A count is named as its own indicator names it; of the others their code stands before it. What is the same count by
two names, or a sum of others, is replaced by what it is made of, so that nobody needs to be told that two are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from buurtbeeld.outcomes.disclosure_cells import Maker
from buurtbeeld.outcomes.disclosure_counts import Place, buurt_of, is_rest
from buurtbeeld.outcomes.disclosure_kin import Counted, counted
from buurtbeeld.outcomes.disclosure_same import Same
from buurtbeeld.outcomes.shown_before import Said
from buurtbeeld.privacy.constraints import Cell, Parts, Row, Target

Where = tuple[str, Place, str]  # whom, place, period
Groups = Mapping[Where, Mapping[float, Parts]]  # whom, where -> how many -> the counts that they are

Some = tuple[float, Parts]  # how many, and the counts that they are
Part = tuple[str, str, Place, str, Some, Some]  # what is left, outside or not, place, period, whole and part


@dataclass(frozen=True)
class Member:
    """One of the indicators: its counts, and everything that was said of it up to now.

    Attributes:
        prefix: before the names of its counts; "" for the one that is audited.
    """

    maker: Maker
    said: Said
    prefix: str = ""

    def of(self, parts: Parts) -> dict[str, float]:
        """A sum of its counts, by the names they have together."""
        return {self.prefix + name: times for name, times in parts.items()}

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        """Whom it counts."""
        return counted(self.maker.counts.indicator)

    def sums(self) -> Iterator[tuple[Where, float, Parts]]:
        """Whom it counts at every place and period: how many, and the counts that they are."""
        counts = self.maker.counts
        for place, periods in counts.rows.items():
            for code, (_, row) in periods.items():
                for one in self.counted:
                    names = [name for what in one.quantities for name in counts.names(place, code, what)]
                    how_many = sum(row[what] for what in one.quantities)
                    yield (one.wie, place, code), how_many, self.of(dict.fromkeys(names, 1.0))

    def head(self, name: str) -> tuple[str, ...]:
        """What a count is of, whichever delivery it is from: whom, place and period, and whether it is what is left."""
        quantity, *place, _ = name.split("|")[:5]
        alike = {one.quantities[0]: one.wie for one in self.counted if len(one.quantities) == 1}
        left = "buiten" if is_rest(name) else ""
        return (alike.get(quantity, f"{self.maker.counts.indicator.code}>{quantity}"), *place, left)


@dataclass(frozen=True)
class Joined:
    """Everything that is known of the counts of some indicators.

    Attributes:
        truth: count -> exact value.
        always: what is known whatever is hidden.
        cells: what is protected besides the figures of the one that is audited.
        told: who is inside -> sums that one knows exactly.
        same: what is made of what; `drempel`: below which a sum is of too few people.
    """

    truth: Mapping[str, float]
    always: Sequence[Row]
    cells: Sequence[Cell]
    told: Mapping[str, Sequence[Parts]]
    same: Same
    drempel: int

    def of(self, cell: Cell) -> Cell:
        """A cell of the indicator that is audited, in these counts.

        A count that another indicator has too and may show, is not protected because this one may not show it.
        """
        made = _replaced(cell, self.same)
        kept = tuple(
            one for one in made.protected if not (one.parts.keys() <= self.same.common and self._is_large(one))
        )
        return replace(made, protected=kept)

    def _is_large(self, target: Target) -> bool:
        return sum(self.truth[name] for name in target.parts) >= self.drempel


def joined(members: Sequence[Member], twelve: Sequence[Sequence[str]], sooner: Sequence[Sequence[Row]] = ()) -> Joined:
    """Put together what is known of some indicators; the first one is audited.

    Args:
        twelve: per member the twelve months of which too few people are protected.
        sooner: per member what was shown before anything was remembered.
    """
    same, truth = Same(), {one.prefix + name: count for one in members for name, count in one.maker.truth.items()}
    several = len(members) > 1 or any(place[1] for place in members[0].maker.counts.rows)
    groups = _groups(members, same) if several else {}
    remains = list(_remains(members, groups, same, truth))
    cells = [
        replace(cell, key=one.prefix + cell.key, protected=_named(one, cell.protected), beside=bool(one.prefix))
        for one, codes in zip(members, twelve, strict=True)
        for cell in (*one.maker.of_rows(), *one.maker.of_windows(list(codes)), *one.maker.of_rests())
    ]
    known = [*_memory(members, truth), *(_row(row, one.of) for one in members for row in one.maker.shown_already())]
    known += [_row(row, one.of) for one, some in zip(members, sooner, strict=False) for row in some]
    return Joined(
        {name: count for name, count in truth.items() if name not in same.made},
        [*(_row(row, same.of) for row in known), *(_row(row, same.of) for row in same.rows)],
        [_replaced(cell, same) for cell in (*cells, *remains)],
        _told(members, same),
        same,
        members[0].maker.drempel,
    )


def _row(row: Row, of: Callable[[Parts], Parts]) -> Row:
    return Row(of(row.parts), row.lower, row.upper)


def _named(one: Member, protected: Iterable[Target]) -> tuple[Target, ...]:
    return tuple(replace(target, parts=one.of(target.parts)) for target in protected)


def _replaced(cell: Cell, same: Same) -> Cell:
    if not same.made:
        return cell
    protected = tuple(replace(target, parts=same.of(target.parts)) for target in cell.protected)
    return replace(cell, rows=tuple(_row(row, same.of) for row in cell.rows), protected=protected)


def _groups(members: Sequence[Member], same: Same) -> Groups:
    """Per people, place and period every number of them there is, what is alike once; places inside others first."""
    found: dict[Where, list[tuple[float, Parts]]] = {}
    for one in members:
        for where, how_many, parts in one.sums():
            found.setdefault(where, []).append((how_many, parts))
    groups: dict[Where, dict[float, Parts]] = {}
    for where, some in sorted(found.items(), key=lambda item: (max(len(parts) for _, parts in item[1]), item[0])):
        once = groups.setdefault(where, {})
        for how_many, parts in sorted(some, key=lambda one: -len(one[1])):
            if how_many in once:
                same.equal(once[how_many], parts)
                same.common |= same.of(parts).keys()
            else:
                once[how_many] = parts
    return groups


def _remains(members: Sequence[Member], groups: Groups, same: Same, truth: dict[str, float]) -> Iterator[Cell]:
    """Who is in the whole and not in its parts: a count of its own, protected when it is of too few people."""
    for what, outside, place, code, whole, part in [*_outside(members, groups, same), *_parts(members, groups)]:
        left = whole[0] - part[0]
        if left < 0:
            continue  # the source does not count as config says, so nobody can take it off
        name = f"{what}|{place[0]}|{place[1]}|{code}|{whole[0]!r}-{part[0]!r}{outside}"
        truth[name] = left
        same.equal(whole[1], {**same.of(part[1]), name: 1.0})
        if left < members[0].maker.drempel:
            yield Cell(f"{place[0]}|{code}|{place[1]}|{what}{outside}", (), (Target({name: 1.0}),))


def _outside(members: Sequence[Member], groups: Groups, same: Same) -> Iterator[Part]:
    """Buurten with others inside them, of which not one indicator has all that is delivered inside."""
    inside = members[0].maker.places.inside
    for (who, place, code), some in groups.items():
        within = [groups.get((who, (one, place[1]), code), {}) for one in inside.get(place[0], ())]
        parts = [next(iter(one.items())) for one in within if one]
        for whole in some.items() if parts else ():
            together = {name: 1.0 for _, one in parts for name in one}
            left = same.of(whole[1]).keys() - same.of(together).keys()
            if len(left) > 1 or not any(is_rest(name) for name in left):
                yield who, "|buiten", place, code, whole, (sum(count for count, _ in parts), together)


def _parts(members: Sequence[Member], groups: Groups) -> Iterator[Part]:
    """Groups of a buurt beside everybody in it, and people who are among others."""
    within = {one.wie: one.within for member in members for one in member.counted if one.within}
    for (who, place, code), some in groups.items():
        wholes = [(within[who], place)] if who in within else []
        wholes += [(who, (place[0], ""))] if place[1] else []
        for whose, where in wholes:
            for whole in groups.get((whose, where, code), {}).items():
                yield from ((f"{who} niet, {whose} wel", "", place, code, whole, part) for part in some.items())


def _memory(members: Sequence[Member], truth: dict[str, float]) -> Iterator[Row]:
    """What was said before. A count that has another value now than then is another count; what is alike is one."""
    alike: dict[tuple[tuple[str, ...], float], str] = {}
    if any(one.said.rows for one in members):
        for one in members:
            for name, count in one.maker.truth.items():
                alike.setdefault((one.head(name), count), one.prefix + name)
    for one in members:
        other: dict[str, str] = {}
        for name, count in one.said.truth.items():
            mine = one.prefix + name
            if truth.get(mine) == count:
                continue
            free = f"{mine}|was" if mine in truth else mine
            other[name] = alike.setdefault((one.head(name), count), free)
            truth[other[name]] = count
        for row in one.said.rows:
            parts: dict[str, float] = {}
            for name, times in row.parts.items():
                called = other.get(name, one.prefix + name)
                parts[called] = parts.get(called, 0.0) + times
            yield Row(parts, row.lower, row.upper)


def _told(members: Sequence[Member], same: Same) -> dict[str, list[Parts]]:
    """Sums that a network and its partner know of a buurt itself, where what lies in it is known to others."""
    sums = [
        (place[0], one.of(one.maker.counts.total(place, code, name)))
        for one in members
        for place, code, name in one.maker.counts.rests
    ]
    sums += [(buurt_of(name), {name: 1.0}) for name in same.made if buurt_of(name)]
    places = members[0].maker.places
    found: dict[str, dict[tuple[str, ...], Parts]] = {}
    for buurt, parts in sums:
        made = same.of(parts)
        if any(buurt_of(name) != buurt for name in made):
            for role in (f"netwerk van {buurt}", places.partners.get(buurt, "")):
                found.setdefault(role, {})[tuple(sorted(made))] = made
    return {role: list(some.values()) for role, some in found.items() if role}
