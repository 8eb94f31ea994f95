"""Which acties are named beside a figure: one rule for the headline, the chart and the lists. Pure; no cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes.answers import Comparison
from buurtbeeld.outcomes.parts import Interventie


def beside(indicator: Indicator, acties: Iterable[Interventie]) -> tuple[Interventie, ...]:
    """Acties of the themas in which this figure is measured; all of them when it is in none, as a guarding figure."""
    themas = {code for code, row in indicator.themas.items() if row.laag != "adoptie"}
    return tuple(one for one in acties if not themas or one.thema in themas)


def begun(acties: Iterable[Interventie], tot: date | None) -> tuple[Interventie, ...]:
    """Those that had begun on a day; none without a day. What is planned has not begun."""
    return tuple(one for one in acties if tot is not None and one.status != "gepland" and one.start <= tot)


def last_day(naast: Comparison | None) -> date | None:
    """Last day of the newest figure of the other buurt; None when it has none."""
    newest = naast.anderen[0].reeks.nieuwste if naast is not None and naast.anderen else None
    return None if newest is None else newest.periode.eind
