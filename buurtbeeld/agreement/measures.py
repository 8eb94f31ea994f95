"""What is counted under each definition, on the log scale; and which delivered series the agreement is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.agreement.answers import Definitie
from buurtbeeld.agreement.design import FEWEST, Choices, Design, Older, design
from buurtbeeld.agreement.groups import Groups
from buurtbeeld.agreement.panel import Panel, Rows, panels
from buurtbeeld.outcomes.figures import HOURS

Table = npt.NDArray[np.float64]
ENOUGH_WITH_YEARS = 6  # periods after the start from which twelve months at a time say enough


@dataclass(frozen=True)
class Source:
    """The hours as they are read for the agreement.

    Attributes:
        older: inhabitants of 65 and older per buurt and year.
    """

    panel: Panel
    older: Older

    def y(self, definitie: Definitie) -> Table:
        """(n, T) natural logarithm; NaN = unknown."""
        above, below = hours(self.panel), self.panel.noemer
        if definitie == "per_client":
            given = np.where(np.isfinite(above) & (below > 0), above / np.where(below > 0, below, 1.0), np.nan)
            return _log(np.where(np.isfinite(given), given, self.panel.waarde))
        if definitie == "per_1000_65plus":
            above = above / self._people()
        return _log(above)

    def _people(self) -> Table:
        return np.array(
            [
                [self.older.get((key, one.last_day.year), np.nan) for one in self.panel.periods]
                for key in self.panel.keys
            ]
        )


def hours(panel: Panel) -> Table:
    """(n, T) hours, also where only the mean and the clients were delivered."""
    return np.where(np.isfinite(panel.teller), panel.teller, panel.waarde * panel.noemer)


def chosen(rows: Rows, groups: Groups, older: Older, first: str) -> Source | None:
    """The series of hours that reaches furthest past the starts.

    Of one source over several kinds of period, twelve months at a time goes first, as the agreement says, once it
    covers a year after the start.

    Args:
        first: source that goes first when two reach as far.

    Returns:
        None when nobody delivered hours.
    """
    found = [(Source(panel, older), panel) for panel in panels(rows, HOURS)]
    reached = [(one, panel, _reach(one, groups)) for one, panel in found]
    furthest = max(reached, key=lambda one: (one[2], one[1].bron == first), default=None)
    if furthest is None:
        return None
    same = [one for one in reached if one[1].bron == furthest[1].bron]
    return max(same, key=lambda one: (_by_the_year(one[1], one[2]), one[2]))[0]


def others(rows: Rows, older: Older, than: Source) -> list[Source]:
    """The same figure from other sources."""
    return [Source(one, older) for one in panels(rows, HOURS) if one.bron != than.panel.bron]


def studied(
    source: Source, definitie: Definitie, groups: Groups, control: Sequence[object], choices: Choices
) -> Design:
    """The study of one definition."""
    return design(
        source.panel, source.y(definitie), groups, control, choices,  # type: ignore[arg-type]
        weight=source.panel.noemer, persons=source.panel.noemer,
    )  # fmt: skip


def _reach(source: Source, groups: Groups) -> tuple[bool, int]:
    one = studied(source, "per_client", groups, groups.vergelijking, Choices())
    return len(one.treated) >= FEWEST and len(one.control) >= FEWEST, one.perioden


def _by_the_year(panel: Panel, reach: tuple[bool, int]) -> bool:
    """Whether it counts twelve months at a time, and long enough to say something."""
    usable, perioden = reach
    return usable and panel.soort.months == 12 and perioden >= ENOUGH_WITH_YEARS


def _log(values: Table) -> Table:
    known = np.isfinite(values) & (values > 0)
    found: Table = np.where(known, np.log(np.where(known, values, 1.0)), np.nan)
    return found


NAMES: Mapping[str, str] = {
    "per_client": "uren per cliënt", "volume": "totaal aantal uren", "per_1000_65plus": "uren per 1.000 65-plussers",
}  # fmt: skip
