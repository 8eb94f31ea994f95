"""Counts that are others added up, or one count by two names."""

from __future__ import annotations

from dataclasses import dataclass, field

from buurtbeeld.privacy.constraints import Parts, Row


@dataclass
class Same:
    """What is made of what.

    Attributes:
        made: count -> the counts that it is made of.
        rows: sums that are the same, of which neither is one count.
        common: counts that more than one indicator has.
    """

    made: dict[str, Parts] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    common: set[str] = field(default_factory=set)

    def of(self, parts: Parts) -> Parts:
        """A sum in terms of counts that are made of nothing else."""
        if not any(name in self.made for name in parts):
            return parts
        found: dict[str, float] = {}
        for name, times in parts.items():
            for inner, often in (self.of(self.made[name]) if name in self.made else {name: 1.0}).items():
                found[inner] = found.get(inner, 0.0) + times * often
        return {name: times for name, times in found.items() if times}

    def equal(self, one: Parts, other: Parts) -> None:
        """Note that two sums are the same."""
        left, right = self.of(one), self.of(other)
        every = {name: left.get(name, 0.0) - right.get(name, 0.0) for name in {**left, **right}}
        over = {name: times for name, times in every.items() if times}
        above, below = ({name: sign * times for name, times in over.items() if sign * times > 0} for sign in (1, -1))
        for alone, rest in ((below, above), (above, below)):
            if rest and list(alone.values()) == [1.0]:
                self.made[next(iter(alone))] = rest
                return
        if over:
            self.rows.append(Row(over, 0.0, 0.0))
