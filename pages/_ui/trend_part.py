"""The small trend of Ons buurtbeeld: chart, what one sees, and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from buurtbeeld import wording
from buurtbeeld.answers import Profile, Series, SeriesPoint
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts.trend import lines, trend
from buurtbeeld.dutch import figure_text, status_word
from buurtbeeld.model import Plek, Status
from buurtbeeld.roles import User
from pages._ui import cached, html, services


@dataclass(frozen=True)
class Trend:
    """A trend that can be shown: the specification of its chart and the markup under it."""

    indicator: Indicator
    schatting: bool
    spec: dict[str, Any]
    zin: str
    onder: str


def trends(user: User, profile: Profile) -> tuple[Trend, ...]:
    """The trends of this plek that have at least two years, in the order of config/app.yaml."""
    plek = profile.plek
    return cached.made("verloop", (*cached.key(user), plek), lambda: _trends(user, plek))


def show_trend(user: User, profile: Profile) -> None:
    """The trend and, when there are more, which one."""
    found = {trend.indicator.code: trend for trend in trends(user, profile)}
    if not found:
        html.show("kopje", niveau=2, tekst="Verloop door de jaren", schatting=False, bij="")
        html.show("geentrend", zin="Voor dit gebied is er nog maar één jaar geladen.")
        return
    several = len(found) > 1
    if several:
        html.show("kopje", niveau=2, tekst="Verloop door de jaren", schatting=False, bij="")
    chosen = found[_choice(found) if several else next(iter(found))]
    about, code = chosen.indicator, chosen.indicator.code
    html.show("kopje", niveau=3 if several else 2, tekst=about.naam, schatting=chosen.schatting, bij=_unit(about))
    st.vega_lite_chart(chosen.spec, theme=None, alt=chosen.zin, key=f"verloop-{code}")
    html.place(chosen.onder)


def _choice(found: dict[str, Trend]) -> str:
    names = {code: trend.indicator.naam for code, trend in found.items()}
    kept = st.session_state.get("verloopkeuze")
    if kept not in names:
        st.session_state["verloopkeuze"] = next(iter(names))
    return str(
        st.selectbox(
            "Verloop van welk cijfer?", list(names), format_func=names.__getitem__, key="verloopkeuze",
            label_visibility="collapsed",
        )
    )  # fmt: skip


def _unit(indicator: Indicator) -> str:
    return indicator.toelichting.split(". ")[0] if indicator.toelichting else ""


def _trends(user: User, plek: Plek) -> tuple[Trend, ...]:
    catalog = services.catalog()
    made = (
        _made(cached.series(user, plek.sleutel, code), catalog.indicatoren[code], plek) for code in catalog.app.trends
    )
    return tuple(one for one in made if one is not None)


def _made(series: Series, indicator: Indicator, plek: Plek) -> Trend | None:
    known = [point.figure for point in series.own if point.figure.value is not None]
    drawn = lines(series, plek.naam, plek.gemeente_naam, plek.land_naam)
    spec = trend(drawn, lambda figure: figure_text(figure, indicator))
    if spec is None or len(known) < 2:
        return None
    zin = wording.trend_sentence(known[-1], known[0], indicator)
    estimate = known[-1].status is Status.GESCHAT
    return Trend(indicator, estimate, spec, zin, _under(series, indicator, plek, zin))


def _under(series: Series, indicator: Indicator, plek: Plek, zin: str) -> str:
    estimate = any(point.figure.status is Status.GESCHAT for point in series.own)
    margins = any(point.figure.lower is not None for point in series.own)
    noten = [series.breuk] if series.breuk else []
    if margins:
        noten.append("De lichte band is de marge.")
    if estimate:
        unknown = "" if margins else "De marge is nog niet ingelezen. "
        noten.append(f"{unknown}Een schatting laat het effect van onze acties niet zien.")
    columns = [(plek.naam, series.own), (plek.gemeente_naam, series.gemeente), (plek.land_naam, series.land)]
    columns = [(who, points) for who, points in columns if points]
    years = sorted({point.jaar for _, points in columns for point in points}, reverse=True)
    origin = series.own[-1].figure.origin
    return html.render(
        "trendtabel",
        ziet=zin,
        noten=noten,
        kolommen=[who for who, _ in columns],
        tabel=[(str(jaar), [_cell(points, jaar, indicator) for _, points in columns]) for jaar in years],
        bron=f"Bron: {origin.bron_naam} ({origin.tabel}), {origin.licentie}." if origin else "",
    )


def _cell(points: tuple[SeriesPoint, ...], jaar: int, indicator: Indicator) -> str:
    figure = next((point.figure for point in points if point.jaar == jaar), None)
    if figure is None:
        return "niet geladen"
    return figure_text(figure, indicator) if figure.value is not None else status_word(figure.status)
