"""From a panel and two groups to a study: who has a base, who has enough after the start, and from which period on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from buurtbeeld.agreement import weights
from buurtbeeld.agreement.groups import Groups, margin_notes, one_partner
from buurtbeeld.agreement.moments import NO_MOMENT, Base, Moments, moments, months_between
from buurtbeeld.agreement.panel import Panel, complete_until
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.programma_schema import Buurt
from buurtbeeld.statistics import gaps
from buurtbeeld.statistics.event_study import Events, events
from buurtbeeld.statistics.projection import Seen

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Older = Mapping[tuple[str, int], float]  # (buurt, year) -> inhabitants of 65 and older
FEWEST = 4  # buurten in a group: of whoever knows one of them, three others remain
FEWEST_PERSONS = 10  # mean clients in the base
FEWEST_PERIODS = 3  # of two months, after the start
BASE_THERE = 0.5  # share of the base periods a buurt must have
MOMENT_SHARE = 0.25  # of the transitiebuurten, for an effect at one moment


@dataclass(frozen=True)
class Choices:
    """How the agreement is computed; each differs in one sensitivity line.

    Attributes:
        earlier: months before the start in which something may have changed.
        weighted: by clients in the base, where those are known, instead of every buurt alike.
        provisional: provisional figures count too.
        without: buurten to compare with that are left out.
        once: a list that is filled in once before the start and once after it: what is newest before it is the base,
            and everything after it counts.
    """

    base: Base = Base.YEAR
    earlier: int = 0
    weighted: bool = True
    provisional: bool = False
    without: frozenset[str] = frozenset()
    once: bool = False


@dataclass(frozen=True)
class Design:
    """A study with what its sentences need.

    Attributes:
        study: the treated against the comparison; without comparison, their own start.
        places: moments of each treated buurt, rows as in study.treated.
        treated, control: keys, in the order of the rows.
        periods: columns.
        clusters: partner of every buurt as a number when one works in more than one buurt; None else.
        weighted: by clients in the base.
        notes: about buurten that were left out.
    """

    study: gaps.Study
    places: tuple[Moments, ...]
    treated: tuple[str, ...]
    control: tuple[str, ...]
    soort: PeriodeSoort
    columns: int
    notes: tuple[str, ...]
    clusters: Numbers | None = None
    once: bool = False
    weighted: bool = False
    months_after: Table = field(default_factory=lambda: np.zeros(0))

    @property
    def perioden(self) -> int:
        """Complete periods of two months after the start that half of the treated buurten have at least."""
        return int(np.median(self.months_after) // 2) if len(self.months_after) else 0

    def cells(self, pick: Callable[[Moments], Mask]) -> Mask:
        """(m, T) of the treated buurten."""
        found = np.array([pick(one) for one in self.places], dtype=bool)
        return found.reshape(len(self.places), self.columns)

    def last_year(self) -> Mask:
        """(m, T) periods after the start within the last twelve months that count."""
        if self.once:
            return self.cells(lambda one: one.post)
        count = 1 if self.soort.months == 12 else 12 // self.soort.months
        return self.cells(lambda one: one.post) & (np.arange(self.columns) >= self.columns - count)

    def seen(self) -> Seen:
        """What was seen after the start, for what is to come."""
        months = np.array([one.months for one in self.places], dtype=float).reshape(len(self.places), self.columns)
        return Seen.of(self.study, self.cells(lambda one: one.post), months, self.soort.months)

    def after(self) -> Events:
        """Effects by moment after the start."""
        return self._events(lambda one: one.post)

    def before(self) -> Events:
        """The same before the start, the base itself included."""
        return self._events(lambda one: one.before)

    def _events(self, pick: Callable[[Moments], Mask]) -> Events:
        fewest = max(FEWEST, int(np.ceil(MOMENT_SHARE * len(self.treated))))
        number = np.array([np.where(pick(one), one.moment, NO_MOMENT) for one in self.places]).reshape(-1, self.columns)
        months = np.array([one.months for one in self.places]).reshape(-1, self.columns)
        return events(
            self.study, number, months, fewest=fewest, fewest_beside=FEWEST, most=weights.DOMINANT,
            clusters=self.clusters,
        )  # fmt: skip


def design(
    panel: Panel,
    y: Table,
    groups: Groups,
    control: Sequence[Buurt],
    choices: Choices,
    *,
    weight: Table | None = None,
    persons: Table | None = None,
) -> Design:
    """Make the study of one figure.

    Args:
        panel: where y comes from.
        y: (n, T) on the working scale; rows and columns of the panel.
        groups: the transitiebuurten.
        control: the buurten to compare with; empty compares with the own start.
        weight: (n, T) persons behind y, for weights at the base.
        persons: (n, T) a buurt with fewer than ten of these in its base (to compare with: in that of any) is left out.
    """
    rows = panel.rows
    beside = [one for one in control if one.sleutel in rows and one.sleutel not in choices.without]
    began = [one for one in groups.transitie if one.sleutel in rows]
    keys = [one.sleutel for one in (*began, *beside)]
    # A list is filled in by a few at a time: there is no period that most of them delivered.
    until = len(panel.periods) if choices.once else complete_until(panel, keys, provisional=choices.provisional)
    y = np.where(panel.provisional & (not choices.provisional), np.nan, y)[:, :until]
    kept, places, notes = _treated(panel, y, began, choices, persons=persons, until=until)
    base = np.array([one.base for one in places], dtype=bool).reshape(len(places), until)
    chosen = _large(y, _beside(y, beside, rows), rows, np.asarray(base.any(axis=0)), persons)
    own, other = [rows[one.sleutel] for one in kept], [rows[one.sleutel] for one in chosen]
    by_partner = groups.by_partner and not one_partner(kept)  # of one nobody knows how much partners differ
    notes += margin_notes(groups, kept)
    weighted = choices.weighted and weight is not None and bool(np.isfinite(weight).any())
    sizes = weights.sizes(weight, own, other, base) if weighted and weight is not None else (None, None)
    one = gaps.study(y[own], y[other], base, weight=sizes[0], control_weight=sizes[1])
    return Design(
        one, tuple(places), tuple(b.sleutel for b in kept), tuple(b.sleutel for b in chosen), panel.soort, until,
        tuple(notes), weights.partners((*kept, *chosen)) if by_partner else None,
        choices.once, weighted, _months_after(panel, kept, y[own], places),
    )  # fmt: skip


def _beside(y: Table, some: Sequence[Buurt], rows: Mapping[str, int]) -> list[Buurt]:
    """Comparison buurten with a value in at least half of the periods."""
    return [one for one in some if y.shape[1] and np.isfinite(y[rows[one.sleutel]]).mean() >= BASE_THERE]


def _large(y: Table, some: Sequence[Buurt], rows: Mapping[str, int], base: Mask, persons: Table | None) -> list[Buurt]:
    """Comparison buurten with enough clients in the periods that are base for any; unknown is enough."""
    if persons is None:
        return list(some)
    found = ((one, rows[one.sleutel]) for one in some)
    return [one for one, row in found if enough_persons(persons[row, : len(base)][base & np.isfinite(y[row])])]


def enough_persons(cells: Table) -> bool:
    """Whether the clients in a base are not so few that the buurt does not count; unknown is enough."""
    return not weights.mean(cells) < FEWEST_PERSONS


def _treated(
    panel: Panel, y: Table, some: Sequence[Buurt], choices: Choices, *, persons: Table | None, until: int
) -> tuple[list[Buurt], list[Moments], list[str]]:
    """Transitiebuurten with a base and enough after it; and sentences about the others."""
    kept, places, gone = [], [], {"base": [], "short": []}  # type: ignore[var-annotated]
    for one in some:
        row = panel.rows[one.sleutel]
        assert one.start is not None  # groups.transitie has a start
        found = moments(
            panel.periods[:until], one.start, base=choices.base, earlier=choices.earlier, eind=one.eind
        )  # fmt: skip
        there = np.isfinite(y[row])
        if choices.once:
            found = replace(found, base=_newest(found.before & there))
        if not found.base.any() or there[found.base].mean() < BASE_THERE:
            gone["base"].append(one.naam)
        elif persons is not None and not enough_persons(persons[row, :until][found.base & there]):
            gone["base"].append(one.naam)  # the same words: fewer than ten would tell how many there were
        elif _months(panel, one, there & found.post) < 2 * FEWEST_PERIODS:
            gone["short"].append(one.naam)
        else:
            kept.append(one)
            places.append(found)
    return kept, places, list(filter(None, (_sentence(reason, names) for reason, names in gone.items())))


def _newest(cells: Mask) -> Mask:
    """The last of some columns by itself."""
    last = np.zeros_like(cells)
    last[np.flatnonzero(cells)[-1:]] = True
    return last


def _sentence(reason: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    who = names[0] if len(names) == 1 else f"{len(names)} transitiebuurten"
    verb = "telt" if len(names) == 1 else "tellen"
    return {
        "base": f"{who} {verb} niet mee: er is geen (zichtbaar) cijfer van voor de start.",
        "short": f"{who} {verb} nog niet mee: er is minder dan een half jaar aan cijfers na de start.",
    }[reason]


def _months(panel: Panel, one: Buurt, cells: Mask) -> int:
    """Months after the start that are covered by complete figures."""
    places = np.flatnonzero(cells)
    assert one.start is not None
    if not len(places):
        return 0
    return months_between(one.start.replace(day=1), panel.periods[int(places[-1])].eind)


def _months_after(panel: Panel, some: Sequence[Buurt], y: Table, places: Sequence[Moments]) -> Table:
    cells = zip(some, y, places, strict=True)
    return np.array([_months(panel, one, np.isfinite(line) & found.post) for one, line, found in cells], dtype=float)
