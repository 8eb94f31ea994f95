"""What the kinds of delivered figures have in common: columns in, columns out, limits never narrower than shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.outcomes.margins import Margins
from buurtbeeld.privacy import rounding

Frame = pd.DataFrame
Numbers = npt.NDArray[np.float64]
PLACE = ["buurt", "periode"]
KEPT = ["levering", "gecorrigeerd"]
_SAME = (*PLACE, "uitsplitsing", "status", *KEPT)
_ABSENT = ("som_kwadraten", "n_bronnen", "grootste_aandeel", "phi")


def complete(rows: Frame) -> Frame:
    """The rows with every column there, so that a caller need not give what a kind does not use."""
    plain = {name: np.nan for name in _ABSENT if name not in rows} | {name: 0 for name in KEPT if name not in rows}
    return rows.reset_index(drop=True).assign(**plain)


def numbers(rows: Frame, *names: str) -> tuple[Numbers, ...]:
    """Columns as arrays of float."""
    return tuple(rows[name].to_numpy(dtype=float) for name in names)


def shaped(rows: Frame, margins: Margins, **columns: Any) -> Frame:
    """Place, status and delivery of the rows with their figures: teller and noemer only when they are given."""
    nothing = np.full(len(rows), np.nan)
    made = {name: rows[name].array for name in _SAME} | {"teller": nothing, "noemer": nothing}
    return pd.DataFrame(made | columns | margins.columns(), index=rows.index, copy=False)


def ratio(teller: Numbers, noemer: Numbers, factor: float) -> Numbers:
    """Teller / noemer * factor; NaN where there is nobody in the noemer."""
    exact = np.full(teller.shape, np.nan)
    np.divide(teller * factor, noemer, out=exact, where=noemer > 0)
    return exact


def outwards(margins: Margins, decimals: npt.NDArray[np.int64]) -> Margins:
    """Limits as precise as the value, never narrower than they are."""
    return Margins(
        rounding.down(margins.lower, decimals),
        rounding.up(margins.upper, decimals),
        rounding.down(margins.lower_998, decimals),
        rounding.up(margins.upper_998, decimals),
        margins.methode,
    )
