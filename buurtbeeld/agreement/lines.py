"""Index lines of both groups, what a change in hours is made of, and how alike both groups were at the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.agreement import weights
from buurtbeeld.agreement.answers import Balans, Maand, Ontbinding, Punt
from buurtbeeld.agreement.design import FEWEST, Choices, Design, enough_persons
from buurtbeeld.agreement.groups import Groups
from buurtbeeld.agreement.measures import Source, hours, studied
from buurtbeeld.agreement.moments import BASE_YEAR
from buurtbeeld.agreement.panel import Panel, complete_until
from buurtbeeld.agreement.values import window_scores
from buurtbeeld.agreement.weights import dominated
from buurtbeeld.periods import Periode
from buurtbeeld.programma_schema import Buurt
from buurtbeeld.statistics.event_study import Events
from buurtbeeld.statistics.gaps import Scores, additive_fill
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.two_groups import margin

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
USELESS = 0.40  # half a margin (log) with which there is no number
ALIKE = 0.10  # difference at the start that is told


def index_lines(source: Source, groups: Groups) -> tuple[Punt, ...]:
    """Hours per client of both groups, the mean of 2024 being 100; a buurt weighs as many clients as it had then."""
    panel, y = source.panel, source.y("per_client")
    base = _base_year(panel.periods)
    own, other = (_line(panel, y, some, base, groups) for some in (groups.transitie, groups.vergelijking))
    if own is None and other is None:
        return ()
    keys = [one.sleutel for one in (*groups.transitie, *groups.vergelijking)]
    until = complete_until(panel, keys)
    return tuple(
        Punt(one.code, _at(own, 0, at), _at(own, 1, at), _at(own, 2, at), _at(other, 0, at), at >= until)
        for at, one in enumerate(panel.periods)
    )


def _base_year(periods: Sequence[Periode]) -> npt.NDArray[np.bool_]:
    """Periods that lie in 2024; of twelve months at a time the calendar year."""
    return np.array([one.start.year == BASE_YEAR == one.last_day.year for one in periods], dtype=bool)


def _line(
    panel: Panel, y: Table, some: Sequence[Buurt], base: npt.NDArray[np.bool_], groups: Groups
) -> list[Table] | None:
    """Index with its margin, or None when it has no base or fewer than four buurten."""
    y = _until_end(panel, y, some)
    kept = [one for one in some if one.sleutel in panel.rows and _has_base(panel, y, panel.rows[one.sleutel], base)]
    rows = [panel.rows[one.sleutel] for one in kept]
    if len(rows) < FEWEST:
        return None
    weight = weights.in_base(panel.noemer, rows, base)
    filled = additive_fill(y[rows], weight)
    delivered = base & np.isfinite(y[rows]).any(axis=0)
    level = filled - filled[:, delivered].mean(axis=1, keepdims=True)
    clusters = weights.partners(kept) if groups.by_partner else None
    made = [_point(level[:, at], np.isfinite(y[rows, at]), weight, clusters) for at in range(y.shape[1])]
    return [100 * np.exp(part) for part in np.array(made).T]


def _point(level: Table, there: npt.NDArray[np.bool_], weight: Table, clusters: Numbers | None) -> tuple[float, ...]:
    """Mean and margin in one period, of the buurten that have a figure in it; NaN when those are too few."""
    share = weight[there] / weight[there].sum() if there.any() else weight[there]
    if there.sum() < FEWEST or dominated(share):
        return np.nan, np.nan, np.nan
    mean = float(weight @ level / weight.sum())
    mine = None if clusters is None else clusters[there]
    nobody = np.zeros(0)
    found = margin(Scores(level[there], nobody, share, nobody, mean, mean), clusters=mine, resample=False)
    return mean, found.lower, found.upper


def _until_end(panel: Panel, y: Table, some: Sequence[Buurt]) -> Table:
    """Without what a buurt that stopped delivered of after its end."""
    kept = y.copy()
    for one in some:
        if one.eind is not None and one.sleutel in panel.rows:
            later = [period.last_day > one.eind for period in panel.periods]
            kept[panel.rows[one.sleutel], later] = np.nan
    return kept


def _has_base(panel: Panel, y: Table, row: int, base: npt.NDArray[np.bool_]) -> bool:
    """Whether there is a figure in the base, of not too few clients."""
    cells = base & np.isfinite(y[row])
    return bool(cells.any()) and enough_persons(panel.noemer[row][cells])


def _at(line: list[Table] | None, which: int, at: int) -> float | None:
    if line is None or not np.isfinite(line[which][at]):
        return None
    return round(float(line[which][at]), 1)


def since_start(found: Events) -> tuple[Maand, ...]:
    """The effect by months since the start, each with its margin."""
    half = stdtrit(found.df, 0.975) * np.sqrt(np.diag(found.covariance))
    rows = zip(found.months, found.effect, half, found.units, strict=True)
    return tuple(
        Maand(round(float(month), 1), _tenth(b), _tenth(b - h), _tenth(b + h), int(count))
        for month, b, h, count in rows
        if h <= USELESS
    )


def _tenth(change: float) -> float:
    return round(percent(change), 1) + 0.0


def decomposition(source: Source, groups: Groups, one: Design) -> tuple[Ontbinding, ...]:
    """Hours = clients × hours per client, of both groups: the last twelve months beside the base."""
    panel = source.panel
    chosen = replace(
        groups, transitie=tuple(b for b in groups.transitie if b.sleutel in one.treated)
    )  # fmt: skip
    beside = [b for b in groups.vergelijking if b.sleutel in one.control]
    if len(chosen.transitie) < FEWEST:
        return ()
    known = np.where(np.isfinite(hours(panel)), panel.noemer, np.nan)  # both changes of the same buurten and periods
    clients = Source(replace(panel, teller=known, waarde=np.full_like(known, np.nan)), source.older)
    parts = [_changes(clients, "volume", chosen, beside), _changes(source, "volume", chosen, beside)]
    if any(part is None for part in parts) or not np.isfinite(hours(panel)).any():
        return ()
    (own_clients, other_clients), (own_hours, other_hours) = parts  # type: ignore[misc]
    made = [_parts("transitie", own_clients, own_hours)]
    if np.isfinite([other_clients, other_hours]).all():
        made.append(_parts("vergelijking", other_clients, other_hours))
    return tuple(made)


def _parts(groep: str, clients: float, total: float) -> Ontbinding:
    return Ontbinding(groep, _tenth(clients), _tenth(total - clients), _tenth(total))


def _changes(source: Source, definitie: str, groups: Groups, beside: Sequence[Buurt]) -> tuple[float, float] | None:
    """Own change and that of the comparison, as logs: NaN, or None for both, where it would tell of one buurt."""
    one = studied(source, definitie, groups, beside, Choices())  # type: ignore[arg-type]
    if len(one.treated) < FEWEST:
        return None
    found = window_scores(one)
    if len(found.treated) < FEWEST or dominated(found.weight):
        return None
    few = len(found.control) < FEWEST or dominated(found.control_weight)
    return found.own, np.nan if few else found.own - found.estimate


def balance(source: Source, one: Design) -> tuple[Balans, ...]:
    """Level at the base: the agreement asks that both groups start about alike."""
    made = [_balance(source, one, name, wat) for name, wat in (
        ("per_client", "uren per cliënt"), ("per_1000_65plus", "uren per 1.000 65-plussers"))]  # fmt: skip
    return tuple(row for row in made if row is not None)


def _balance(source: Source, one: Design, definitie: str, wat: str) -> Balans | None:
    y = source.y(definitie)[:, : one.columns]  # type: ignore[arg-type]
    times = 1000 if definitie == "per_1000_65plus" else 1
    base = one.cells(lambda place: place.base)
    rows = [source.panel.rows[key] for key in one.treated]
    other = [source.panel.rows[key] for key in one.control]
    if len(rows) < FEWEST or len(other) < FEWEST:
        return None
    own = [_mean(y[row][cells]) for row, cells in zip(rows, base, strict=True)]
    anybody: npt.NDArray[np.bool_] = np.asarray(base.any(axis=0))
    beside = [_mean(y[row][anybody]) for row in other]
    first, second = _mean(np.array(own)), _mean(np.array(beside))
    if not np.isfinite([first, second]).all():
        return None
    far = abs(np.exp(first - second) - 1) > ALIKE
    zin = "De start verschilt meer dan 10%. " if far else "De start was ongeveer gelijk. "
    zin += "Wij vergelijken veranderingen, dus een ander begin telt niet als effect."
    return Balans(wat, _three(times * np.exp(first)), _three(times * np.exp(second)), zin)


def _mean(values: Table) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _three(value: float) -> float:
    return float(f"{value:.3g}")
