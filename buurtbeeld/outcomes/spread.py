"""How much figures scatter more than chance: the dispersion that margins of rates and means are widened with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes import delivered_figures
from buurtbeeld.outcomes.earlier import Earlier
from buurtbeeld.outcomes.panels import Frame, Numbers, by_word, placed
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.statistics.two_way import dispersion


def phi(indicator: Indicator, made: Frame, years: Collection[int], earlier: Earlier) -> Numbers:
    """Dispersion per figure, over all buurten and periods up to the end of its year: an older year stays as it is.

    A hidden figure is not in it, why ever it is hidden, or the margins of others would say how far it lies from them.

    Args:
        made: figures as of `delivered_figures.published`, with jaar; what is hidden of them has no number any more.
        years: of which it is wanted.
        earlier: panels of years before; it gets those of these years.
    """
    exact, weight = (made[name].to_numpy(dtype=float) for name in ("exact", "gewicht"))
    if indicator.soort == "rate" and not delivered_figures.is_sum(indicator):
        weight = exact * weight / indicator.factor
    y, found = np.full(len(made), np.nan), np.full(len(made), np.nan)
    np.log(exact, out=y, where=(exact > 0) & (weight > 0))
    kinds = by_word(made["periode"], {code: period(code).soort.value for code in made["periode"].unique()})
    jaar = made["jaar"].to_numpy()
    group, words = placed(made["uitsplitsing"])
    new = np.ones(len(made), dtype=bool) if earlier.since is None else jaar >= earlier.since
    for one, kind in sorted(set(zip(group[new].tolist(), kinds[new].tolist(), strict=True))):
        at = np.flatnonzero((group == one) & (kinds == kind) & new)
        line = ("spreiding", indicator.code, words[one], kind)
        panel = earlier.whole(line, made.iloc[at], y[at], weight[at])
        for wanted in sorted(years):
            here = at[jaar[at] == wanted]
            if len(here):
                known = _up_to(wanted, panel.codes, PeriodeSoort(kind))
                found[here] = dispersion(panel.first[:, known], panel.second[:, known]).phi
    return found


def _up_to(jaar: int, codes: Sequence[str], soort: PeriodeSoort) -> list[int]:
    """Columns of periods that end in this year or before.

    Of twelve months that roll on, only those a year apart: the others say the same again.
    """
    known = [at for at, code in enumerate(codes) if year(code) <= jaar]
    if soort is not PeriodeSoort.TWAALFMAANDS:
        return known
    return [at for at in known if period(codes[at]).eind.month == period(codes[known[-1]]).eind.month]
