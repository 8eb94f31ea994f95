"""Figures of the invented buurten of which the truth is known: who changed, by how much, and who did not."""

from __future__ import annotations

from datetime import date

import numpy as np

from buurtbeeld.periods import PeriodeSoort, periods_between

CONSULTS, NPS = "ha_consulten_per_1000", "nps_clienten"
PRACTICES, LIST = "huisartspraktijken", "nps_vragenlijst"
BETTER, WORSE = "hoepelwijk", "inktpotwijk"
STEPS = {BETTER: 0.78, WORSE: 1.15}  # the others stay as they are
FIRST, LAST = date(2021, 1, 1), date(2026, 4, 1)
SIZE = 6000.0


def rows(catalog):
    """Bron -> rows as `Village.deliver` takes them."""
    buurten = catalog.programmas["voorbeeld"].buurten
    return {PRACTICES: [row for one in buurten for row in _consults(one)]}


def _consults(buurt):
    rng = np.random.default_rng(sum(map(ord, buurt.sleutel)))
    level = 900 * np.exp(rng.normal(0, 0.1))
    for one in periods_between(FIRST, LAST, PeriodeSoort.KWARTAAL):
        step = STEPS.get(buurt.sleutel, 1.0) if buurt.start and one.start >= buurt.start else 1.0
        value = level * step * np.exp(rng.normal(0, 0.02))
        yield (buurt.sleutel, one.code, CONSULTS, "", float(round(value * SIZE / 1000)), SIZE)
