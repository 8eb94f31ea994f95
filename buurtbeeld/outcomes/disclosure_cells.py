"""Figures of one indicator as cells of the audit: what each says, what it adds up, and what of it is protected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes.disclosure_counts import CLASSES, NOEMER, REST, TELLER, Counts, Place, quantities
from buurtbeeld.outcomes.keys import PARTNER, PROGRAMMA, is_level
from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.privacy import rounding
from buurtbeeld.privacy.constraints import NEED, Cell, Row, Target, read_count

HIDDEN_ID = STATUS_ID[Status.AFGESCHERMD]
COLUMNS = ("buurt", "periode", "uitsplitsing", "value", "teller", "noemer", "status")
Shown = tuple[float, float, float]  # value, teller, noemer; NaN = not shown


@dataclass(frozen=True)
class Places:
    """How places hang together.

    Attributes:
        partners: buurt in transition -> key of its partner, "" when it has none.
        inside: buurt -> the buurten whose areas are all part of it.
    """

    partners: Mapping[str, str]
    inside: Mapping[str, tuple[str, ...]]

    def members(self, key: str) -> list[str]:
        """The buurten that a level adds up; of a buurt itself only that one."""
        if not is_level(key):
            return [key]
        return sorted(one for one, partner in self.partners.items() if key in (PROGRAMMA, partner))

    def group(self, key: str) -> str:
        """Whom a place is beside: the buurten of one partner and their total are together."""
        return key if is_level(key) else self.partners.get(key, "")


@dataclass(frozen=True)
class Maker:
    """Makes cells of figures and of the rows behind them."""

    counts: Counts
    places: Places
    drempel: int

    def of_figures(self, figures: Frame, audited: frozenset[str]) -> Iterator[tuple[int, Cell]]:
        """(place in the frame, cell) of every figure that says something, or that is protected.

        Args:
            figures: as of `delivered_figures.published`, of one indicator.
            audited: buurten and levels in which something may be protected.
        """
        for at, (key, code, part, value, teller, noemer, status) in enumerate(
            zip(*(figures[name] for name in COLUMNS), strict=True)
        ):
            place, shown = (str(key), "" if self._is_nps else str(part)), (float(value), float(teller), float(noemer))
            rows = tuple(self.says(place, str(code), str(part), shown))
            few = status == HIDDEN_ID and not (self._is_nps and part)
            looked = (few or is_level(place[0])) and place[0] in audited
            protected = tuple(self.protected(place, str(code), every=few)) if looked else ()
            if rows or protected:
                size = next((one for one in (teller, noemer) if np.isfinite(one)), 0.0)
                yield at, self._cell(place, f"{code}|{part}", rows, protected, float(size))

    def of_rows(self) -> Iterator[Cell]:
        """Delivered rows of too few people, figure or not: protected, and never shown by themselves."""
        for place, periods in sorted(self.counts.rows.items()):
            for code in sorted(periods):
                if protected := tuple(self.protected(place, code)):
                    yield self._cell(place, f"{code}|{place[1]}|rij", (), protected, 0.0)

    def of_windows(self, codes: list[str]) -> Iterator[Cell]:
        """Twelve months of one buurt of too few people, where only those of more buurten together are a figure."""
        for place, periods in sorted(self.counts.rows.items()):
            for code in codes:
                protected = tuple(self.protected(place, code)) if code not in periods else ()
                if protected:
                    yield self._cell(place, f"{code}|{place[1]}|twaalf", (), protected, 0.0)

    def shown_already(self) -> Iterator[Row]:
        """What a longer period says that was delivered before the shorter ones in it: it may have been published."""
        for place, periods in sorted(self.counts.rows.items()):
            for code, (delivery, counts) in sorted(periods.items()):
                for name, count in counts.items():
                    parts = self.counts.total(place, code, name)
                    newer = any(self.counts.delivery_of(one) > delivery for one in parts)
                    if len(parts) > 1 and newer and count >= self.drempel:
                        shown = float(rounding.to_five(np.array([count]))[0])
                        yield Row(parts, *self._read(shown, parts))

    def of_rests(self) -> Iterator[Cell]:
        """What a buurt has more than the buurten inside it, where that is too few people."""
        for (place, code, name), count in sorted(self.counts.rests.items()):
            if count < self.drempel:
                target = Target({self.counts.rest_of(place, code, name): 1.0}, strict=not self._is_nps)
                yield self._cell(place, f"{code}|{place[1]}|buiten|{name}", (), (target,), 0.0)

    def total(self, place: Place, code: str, *quantity: str) -> dict[str, float]:
        """What a figure adds up, of a buurt or of a level; {} when it cannot be made."""
        asked = (place, code, quantity)
        if asked not in self._totals:
            found: dict[str, float] = {}
            for one in self.places.members(place[0]):
                found |= self.counts.total((one, place[1]), code, *quantity)
            self._totals[asked] = found
        return self._totals[asked]

    def says(self, place: Place, code: str, part: str, shown: Shown) -> Iterator[Row]:
        """What a shown figure says of the counts."""
        value, teller, noemer = shown
        if not np.isfinite(value):
            return
        if self._is_nps:
            yield from self._says_nps(place, code, part, shown)
            return
        above = self.total(place, code, TELLER) if TELLER in self._quantities else {}
        below = self.total(place, code, *self._below) if self._below else {}
        if np.isfinite(teller) and above:
            yield Row(above, *self._read(teller, above))
        if np.isfinite(noemer) and below:
            yield Row(below, *self._read(noemer, below))

    def protected(self, place: Place, code: str, *, every: bool = False) -> Iterator[Target]:
        """Sums of too few people in a figure.

        Args:
            every: also the first of its counts when it is large: the figure is hidden for another reason, as that it
                is of one organisation. Not of a sum: that is hidden beside its parts.
        """
        for names in dict.fromkeys([*((name,) for name in self._quantities), self._below]):
            parts = self.total(place, code, *names)
            shares = set(parts.values())
            if not parts or len(shares) > 1:
                continue
            share = shares.pop()
            few = share * sum(self.truth[name] for name in parts) < self.drempel
            if few or (every and len(parts) == 1 and names == (self._quantities[0],)):
                alone = self._is_nps and len(parts) == 1 and bool(self.counts.indicator.bundel)
                yield Target(dict.fromkeys(parts, 1.0), NEED / share, strict=not self._is_nps, inside=not alone)

    def _says_nps(self, place: Place, code: str, part: str, shown: Shown) -> Iterator[Row]:
        value, teller, noemer = shown
        everybody = self.total(place, code, *CLASSES)
        if part in CLASSES:
            parts = self.total(place, code, part)
            if parts and np.isfinite(teller):
                yield Row(parts, *self._read(teller, parts))
        elif everybody:
            yield Row(everybody, float(self.drempel), np.inf)
            if np.isfinite(noemer):
                yield Row(everybody, *self._read(noemer, everybody))
            above, below = self.total(place, code, CLASSES[2]), self.total(place, code, CLASSES[0])
            times = {name: 100.0 * ((name in above) - (name in below)) for name in everybody}
            yield Row({name: times[name] - value - 0.5 for name in everybody}, -np.inf, 0.0)
            yield Row({name: times[name] - value + 0.5 for name in everybody}, 0.0, np.inf)

    def _read(self, shown: float, parts: Mapping[str, float]) -> tuple[float, float]:
        """Bounds of what is shown to the nearest five; of a mean the part behind the comma was cut off before."""
        lower, upper = read_count(shown, self.drempel)
        return lower, upper if set(parts.values()) == {1.0} and self.whole else upper + 1

    def _cell(self, place: Place, what: str, rows: tuple[Row, ...], protected: tuple[Target, ...], size: float) -> Cell:
        key = place[0]
        level = 2 if key == PROGRAMMA else 1 if key.startswith(PARTNER) else 0
        return Cell(f"{key}|{what}", rows, protected, level, self.places.group(key), size)

    @property
    def _is_nps(self) -> bool:
        return self.counts.indicator.soort == "nps"

    @cached_property
    def _totals(self) -> dict[tuple[Place, str, tuple[str, ...]], dict[str, float]]:
        """Totals that were asked before: a figure asks for the same one several times."""
        return {}

    @cached_property
    def _quantities(self) -> tuple[str, ...]:
        return quantities(self.counts.indicator)

    @cached_property
    def _below(self) -> tuple[str, ...]:
        """The counts that are the noemer together."""
        return (TELLER, REST) if REST in self._quantities else tuple(one for one in self._quantities if one == NOEMER)

    @cached_property
    def truth(self) -> Mapping[str, float]:
        """Every count by its name."""
        return self.counts.truth()

    @cached_property
    def whole(self) -> bool:
        """Whether every count is a whole number."""
        return all(count == round(count) for count in self.truth.values())
