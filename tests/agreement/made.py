"""Rows of a small invented programma with a known effect, and the agreement computed from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from buurtbeeld.agreement.assembly import agreement, brief
from buurtbeeld.catalog import load_catalog
from buurtbeeld.outcomes.panels import category
from buurtbeeld.periods import PeriodeSoort, periods_between
from buurtbeeld.programma_schema import Buurt, Programma

CONFIG = Path(__file__).parents[2] / "config"
HOURS, ALLIANCE = "uren_wijkverpleging_per_client", "alliantiepartners"
UNTIL = date(2027, 1, 1)
RAMP = 36


@cache
def shipped():
    return load_catalog(CONFIG)


def buurt(sleutel, **given):
    plain = {"naam": sleutel.capitalize(), "gebieden": ("GM0001",), "themas": tuple(shipped().themas)}
    return Buurt(sleutel=sleutel, **(plain | given))


def starters(count=20, start=date(2025, 1, 1), step=0, **given):
    """Transitiebuurten; `step` = months between their starts."""
    for at in range(count):
        month = start.year * 12 + start.month - 1 + step * (at % 6)
        yield buurt(f"t{at:02d}", start=date(month // 12, month % 12 + 1, 1), **given)


def others(count=60, **given):
    return (buurt(f"v{at:02d}", rol="vergelijking", **given) for at in range(count))


def catalog(*buurten):
    dorp = Programma(code="dorp", naam="Dorp", codejaar=2024, buurten=buurten)
    return replace(shipped(), programmas=MappingProxyType({"dorp": dorp}))


def shape(months, effect, *, build="lineair"):
    """Log effect after some months, for effect as a share: −0.15 at month 36, or all of it after a year."""
    until = {"lineair": RAMP, "jaar": 12}[build]
    return np.log1p(effect) * np.clip(months / until, 0, 1 if build == "jaar" else None)


def rows(
    buurten, *, effect=-0.25, seed=1, soort=PeriodeSoort.TWEEMAAND, van=date(2022, 1, 1), tot=UNTIL, build="lineair",
    noise=0.04, spread=0.10, size=(60, 400), hours=16.0, late=0,
):  # fmt: skip
    """Frame as of `outcomes.rows.Source.rows` for one source: hours and clients of every buurt and period."""
    rng = np.random.default_rng(seed)
    periods = list(periods_between(van, tot, soort))
    found = []
    season = {month: 1 + 0.04 * np.cos(month / 12 * 2 * np.pi) for month in range(1, 13)}
    for one in buurten:
        clients = rng.uniform(*size)
        own, drift = rng.normal(0, 0.15), rng.normal(0, spread)
        for at, period in enumerate(periods):
            since = 0.0
            if one.start is not None and one.rol == "transitie":
                since = 12 * (period.start.year - one.start.year) + period.start.month - one.start.month
                since += soort.months / 2
            level = own + (shape(max(since, 0), effect, build=build) if since > 0 else 0) + rng.normal(0, noise)
            level += drift * (max(at - len(periods) / 2, 0) / len(periods) * 2) - 0.015 / 6 * at
            noemer = max(round(clients * np.exp(rng.normal(0, 0.02))), 1)
            mean = hours * soort.months / 2 * season[period.start.month] * np.exp(level)
            teller = round(rng.gamma(noemer / 0.3) * 0.3 / noemer * mean * noemer, 1)
            found.append((one.sleutel, period.code, teller, noemer, at >= len(periods) - late, period.last_day.year))
    return framed(found)


def framed(cells, indicator=HOURS):
    keys, codes, teller, noemer, late, jaar = zip(*cells, strict=True)
    nothing = np.full(len(keys), np.nan)
    return pd.DataFrame({
        "buurt": category(keys), "periode": category(codes), "indicator": category([indicator] * len(keys)),
        "uitsplitsing": category([""] * len(keys)), "teller": np.array(teller, dtype=float),
        "noemer": np.array(noemer, dtype=float), "waarde": nothing, "n": nothing, "som_kwadraten": nothing,
        "n_bronnen": nothing, "grootste_aandeel": nothing,
        "status": category(["voorlopig" if one else "ok" for one in late]), "levering": 1, "gecorrigeerd": False,
        "jaar": np.array(jaar),
    })  # fmt: skip


def older(buurten, jaren=range(2020, 2030)):
    return {(one.sleutel, jaar): 1200.0 for one in buurten for jaar in jaren}


def computed(buurten, frame=None, *, bron=ALLIANCE, full=False, **given):
    """The agreement of these buurten; `full`: with what is told beside the readings."""
    buurten = tuple(buurten)
    frame = rows(buurten, **given) if frame is None else frame
    given = {bron: frame} if len(frame) else {}, catalog(*buurten), "dorp", older(buurten)
    return agreement(*given) if full else brief(*given)[0]


def reading(found, venster="laatste_12_maanden", *, definitie="per_client", vergelijking="niet_transitie",
            maat="relatief"):  # fmt: skip
    return found.lezing((definitie, vergelijking, maat, venster))
