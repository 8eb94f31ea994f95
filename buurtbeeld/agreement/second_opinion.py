"""Other estimators for the same effect, from diff-diff: a number that only one of them gives is not told as certain.

Loading diff-diff takes more than a second, so it is loaded here only, by whoever publishes.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
NEVER = 0  # first treated period of a unit that never begins, as diff-diff wants it
APART = 0.25  # share that two estimators may differ


@dataclass(frozen=True)
class Opinion:
    """What one estimator says. `by_moment`: effect per period since the start, 0 = the first treated one."""

    overall: float
    se: float
    by_moment: Mapping[int, float]


@dataclass(frozen=True)
class Cell:
    """ATT of one cohort in one period."""

    effect: float
    se: float


def callaway_santanna(y: Table, first: Numbers, *, control: str = "never_treated") -> Opinion:
    """ATT(g, t) of Callaway & Sant'Anna 2021, averaged over cohorts and periods by size.

    Args:
        y: (n, T) complete panel.
        first: (n,) column of the first treated period, -1 = never.
        control: "never_treated" or "not_yet_treated".
    """
    found = _group_time(y, first, control)
    with _quiet():
        dynamic = found.aggregate("event_study")
        whole = found.aggregate("simple")
    return Opinion(float(whole.att[0]), float(whole.se[0]), _by_moment(dynamic))


def cohorts(y: Table, first: Numbers) -> Mapping[int, float]:
    """Effect per cohort (column of its first treated period), over all its periods since the start."""
    with _quiet():
        found = _group_time(y, first, "never_treated").aggregate("group")
    return {int(g) - 1: float(effect) for g, effect in zip(found.label, found.att, strict=True) if g != "overall"}


def group_time(y: Table, first: Numbers, *, control: str = "never_treated") -> Mapping[tuple[int, int], Cell]:
    """ATT per cohort and period, both as columns of y."""
    found = _group_time(y, first, control).group_time_effects
    return {
        (int(g) - 1, int(t) - 1): Cell(float(one["effect"]), float(one["se"])) for (g, t), one in found.items()
    }  # fmt: skip


def imputation(y: Table, first: Numbers) -> Opinion:
    """Imputation of Borusyak, Jaravel & Spiess 2024: unit and period effects from untreated cells only."""
    import diff_diff

    with _quiet():
        found = diff_diff.ImputationDiD().fit(_frame(y, first), "y", "unit", "time", "first")
    # means by moment of what was imputed: its own event study also makes standard errors, which nobody asks here
    means = found.treatment_effects.groupby("rel_time")["tau_hat"].mean()
    moments = {int(moment): float(effect) for moment, effect in means.items() if moment >= 0}
    return Opinion(float(found.att), float(found.se), moments)


def sun_abraham(y: Table, first: Numbers) -> Opinion:
    """Interaction-weighted estimator of Sun & Abraham 2021.

    By moment the same as `callaway_santanna` where buurten never begin and nothing else is in the model (a test).
    """
    import diff_diff

    with _quiet():
        found = diff_diff.SunAbraham().fit(_frame(y, first), "y", "unit", "time", "first")
    moments = {int(e): float(one["effect"]) for e, one in found.event_study_effects.items()}
    return Opinion(float(found.overall_att), float(found.overall_se), moments)


def honest(y: Table, first: Numbers, sizes: Sequence[float]) -> list[tuple[float, float]]:
    """95% limits when trends may have differed after the start by each of `sizes` times as much as before it.

    Source: Rambachan & Roth 2023, relative magnitudes, on the event study of Callaway & Sant'Anna.
    """
    import diff_diff

    model = diff_diff.CallawaySantAnna(base_period="universal")
    with _quiet():
        found = model.fit(_frame(y, first), "y", "unit", "time", "first").aggregate("event_study")
        answers = [diff_diff.HonestDiD(method="relative_magnitude", M=size).fit(found) for size in sizes]
    return [(float(one.ci_lb), float(one.ci_ub)) for one in answers]


def apart(one: float, other: float) -> bool:
    """Whether two estimates differ by more than a quarter of the larger one."""
    return abs(one - other) > APART * max(abs(one), abs(other))


def _by_moment(dynamic: Any) -> dict[int, float]:
    return {int(e): float(effect) for e, effect in zip(dynamic.event_time, dynamic.att, strict=True)}


def _group_time(y: Table, first: Numbers, control: str) -> Any:
    import diff_diff

    with _quiet():
        model = diff_diff.CallawaySantAnna(control_group=control)
        return model.fit(_frame(y, first), "y", "unit", "time", "first")


def _frame(y: Table, first: Numbers) -> pd.DataFrame:
    """Long, with periods counted from 1 because 0 means never."""
    n, periods = y.shape
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), periods),
            "time": np.tile(np.arange(1, periods + 1), n),
            "first": np.repeat(np.where(first >= 0, first + 1, NEVER), periods),
            "y": y.ravel(),
        }
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """It warns of what we chose on purpose: small cohorts, and moments that only some units reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def synthetic_control(y: Table, unit: int, before: int) -> float:
    """Mean difference of one unit with its synthetic control (Abadie 2010), matched on the periods before.

    Args:
        y: (n, T) complete panel. unit: the treated row. before: periods before the start.
    """
    import diff_diff

    with _quiet():
        model = diff_diff.SyntheticControl(v_method="custom", custom_v=np.ones(before), standardize="none", seed=1)
        years = list(range(1, before + 1))
        found = model.fit(
            _switched(y, unit, before), "y", "treated", "unit", "time", pre_period_outcomes=years
        )  # fmt: skip
    return float(found.att)


def synthetic_did(y: Table, unit: int, before: int) -> float:
    """Synthetic difference-in-differences of one unit (Arkhangelsky et al. 2021)."""
    import diff_diff

    frame = _switched(y, unit, before)
    frame["treated"] = (frame["unit"] == unit).astype(int)
    after = list(range(before + 1, y.shape[1] + 1))
    with _quiet():
        model = diff_diff.SyntheticDiD(variance_method="placebo", n_bootstrap=2, seed=1)
        found = model.fit(frame, "y", "treated", "unit", "time", post_periods=after)
    return float(found.att)


def _switched(y: Table, unit: int, before: int) -> pd.DataFrame:
    frame = _frame(y, np.full(len(y), -1))
    frame["treated"] = ((frame["unit"] == unit) & (frame["time"] > before)).astype(int)
    return frame
