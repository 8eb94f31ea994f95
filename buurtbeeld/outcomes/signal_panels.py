"""The matrices that signals rest on: exact complete figures on the scale of a verdict, and the persons behind them."""

from __future__ import annotations

import numpy as np

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes.earlier import Earlier
from buurtbeeld.outcomes.panels import Frame, Numbers, Panel
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, without_gaps

MARGINS = {"nps": 30.0, "schaal": 1.5}  # ±15% of −100..100, and of 0..10; the others are on the log scale


def panel_of(indicator: Indicator, rows: Frame, earlier: Earlier) -> Panel:
    """The matrix of the exact figures that are shown and complete, and of the persons behind every shown one.

    Args:
        rows: figures over one kind of period.
    """
    soort = period(str(rows["periode"].iloc[0])).soort
    complete = rows["status"].eq(STATUS_ID[Status.OK]).to_numpy()
    exact = np.where(complete, rows["exact"].to_numpy(dtype=float), np.nan)
    y = exact if indicator.soort in MARGINS else _log(exact)
    line = ("signaal", indicator.code, "", soort.value)
    return earlier.whole(line, rows, y, rows["gewicht"].to_numpy(dtype=float))


def whole_line(panel: Panel) -> tuple[Panel, list[Periode]]:
    """With a column for every period in between that nobody delivered."""
    periods = without_gaps(period(code) for code in panel.codes)
    missing = [one.code for one in periods if one.code not in set(panel.codes)]
    nothing = np.full((len(panel.keys), len(missing)), np.nan)
    return Panel.joined([panel, *([Panel(panel.keys, missing, nothing, nothing)] if missing else [])]), periods


def _log(exact: Numbers) -> Numbers:
    out = np.full(exact.shape, np.nan)
    np.log(exact, out=out, where=exact > 0)
    return out
