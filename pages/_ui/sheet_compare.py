"""Vergelijk met: the same figure of up to six other buurten, side by side on one scale; never a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from buurtbeeld.charts import small_multiples
from buurtbeeld.dutch import number, status_word
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Beside, Comparison
from buurtbeeld.periods import Periode, today
from buurtbeeld.roles import User
from pages._ui import cached, html, services, sheet_address
from pages._ui.sheet_address import MOST, Asked
from pages._ui.sheet_tables import row_name, unit
from pages._ui.sheet_view import View
from pages._ui.verdicts import mark

KEY = "vergelijkkeuze"
QUICK = 3  # the most similar ones
ROWS = 8
NO_VERDICT = "geen oordeel"


@dataclass(frozen=True)
class Panel:
    """One buurt: its heading and its chart; None when nothing of it is shown."""

    sleutel: str
    kop: str
    grafiek: dict[str, Any] | None
    zin: str


@dataclass(frozen=True)
class Panels:
    """All of them and the table under them."""

    panelen: tuple[Panel, ...]
    tabel: str


def section(user: User, view: View, asked: Asked) -> None:
    """Choose other buurten, and see them beside the own one."""
    sleutel, bron = view.sheet.plek.sleutel, view.sheet.reeksen[0].bron
    found = cached.comparison(
        user, sleutel, view.indicator.code, view.sheet.thema, met=_known(view, asked.met), bron=bron
    )
    html.show("kopje", niveau=2, tekst="Vergelijk met andere buurten", schatting=False, bij=WHY)
    _choose(found, sleutel)
    if not found.anderen:
        return
    key = (*cached.outcome_key(user), sleutel, view.indicator.code, found.thema, asked.met, bron, today())
    _show(cached.made("vergelijking", key, lambda: _panels(found, view)))


UNDER = "Onder elk cijfer staat de marge. Elk oordeel vergelijkt een buurt met haar eigen start."
WHY = "Elke grafiek heeft dezelfde schaal. Ze staan in de volgorde waarin u ze kiest; het is geen ranglijst."


def _known(view: View, met: tuple[str, ...]) -> tuple[str, ...]:
    """What is asked for, without what no programma knows: an address may hold anything."""
    return tuple(one for one in met if services.catalog().buurt(one) and one != view.sheet.plek.sleutel)


def _choose(found: Comparison, sleutel: str) -> None:
    choices = cached.made("vergelijkkeuzes", (found.publicatie, sleutel), lambda: choices_of(found, sleutel))
    st.session_state[KEY] = [one.plek.sleutel for one in found.anderen]
    with st.container(horizontal=True, key="vergelijkknoppen"):
        for label, keys in choices.samen.items():
            st.button(label, on_click=sheet_address.choose_buurten, args=(keys,), key=f"vergelijk-{label}")
        if found.anderen:
            st.button("Wis de keuze", on_click=sheet_address.choose_buurten, args=((),), key="vergelijk-wis")
    st.multiselect(
        f"Kies zelf, hooguit {MOST}. Buurten die het meest op deze lijken, staan bovenaan.",
        list(choices.namen), format_func=choices.namen.__getitem__, key=KEY, max_selections=MOST, placeholder="Kies…",
        on_change=_chosen, select_all=False,
    )  # fmt: skip


def _chosen() -> None:
    sheet_address.choose_buurten(st.session_state[KEY])


@dataclass(frozen=True)
class Choices:
    """Buurten to choose from.

    Attributes:
        namen: key -> name, those that are most alike first and the rest by name.
        samen: sets that one click chooses; what would be empty is not there.
    """

    namen: Mapping[str, str]
    samen: Mapping[str, tuple[str, ...]]


def choices_of(found: Comparison, sleutel: str) -> Choices:
    """The other buurten of the programma of a buurt that is in one."""
    known = services.catalog().buurt(sleutel)
    assert known is not None  # the page has asked
    programma, own = known
    near = [ref.sleutel for ref in found.meest_gelijk]
    others = {one.sleutel: one for one in sorted(programma.buurten, key=lambda one: one.naam.casefold())}
    ordered = [others[key] for key in dict.fromkeys([*near, *others]) if key in others and key != sleutel]
    joins = [one for one in ordered if one.rol == "transitie"]
    sets = {
        f"De {QUICK} die er het meest op lijken": [one.sleutel for one in joins if one.sleutel in near][:QUICK],
        f"Uit {own.gemeente}": [one.sleutel for one in joins if own.gemeente and one.gemeente == own.gemeente],
        "Buurten die niet meedoen": [one.sleutel for one in ordered if one.rol == "vergelijking"],
    }
    return Choices(
        {one.sleutel: one.naam if one.rol == "transitie" else f"{one.naam} (doet niet mee)" for one in ordered},
        {label: tuple(keys[:MOST]) for label, keys in sets.items() if keys},
    )


def _panels(found: Comparison, view: View) -> Panels:
    everyone = (found.eigen, *found.anderen)
    scale = small_multiples.shared_scale([one.reeks for one in everyone], vanaf_nul=view.telt)
    return Panels(tuple(_panel(one, view, scale) for one in everyone), _table(everyone, view))


def _panel(one: Beside, view: View, scale: small_multiples.Scale | None) -> Panel:
    percent = view.indicator.weergave == "procent"
    drawn = small_multiples.panel(one.reeks, scale, procent=percent, vanaf_nul=view.telt) if scale is not None else None
    oordeel, last = one.beoordeling.oordeel, one.reeks.figures[-1] if one.reeks.figures else None
    kop = html.render(
        "bladpaneel",
        naam=one.plek.naam,
        inwoners=f"{number(one.inwoners)} inwoners" if one.inwoners else "",
        merk=mark(oordeel),
        woord=oordeel.value if oordeel is not None else NO_VERDICT,
        leeg="" if drawn else (last.reden if last else "Niet geleverd."),
    )
    zin = f"{one.plek.naam}: {words.plain(words.wat_ziet_u(one.reeks, view.indicator))}"
    return Panel(one.plek.sleutel, kop, drawn, zin)


def _table(everyone: tuple[Beside, ...], view: View) -> str:
    periods = sorted({figure.periode for one in everyone for figure in one.reeks.figures}, reverse=True)[:ROWS]
    return html.render(
        "bladnaast",
        naam=view.indicator.naam,
        buurten=[one.plek.naam for one in everyone],
        oordelen=[_word(one) for one in everyone],
        rijen=[
            {"periode": row_name(periode), "cellen": [_cell(one, periode, view) for one in everyone]}
            for periode in periods
        ],
        noot=f"{unit(view.indicator, everyone[0].reeks)} {UNDER}",
    )


def _word(one: Beside) -> dict[str, object]:
    oordeel = one.beoordeling.oordeel
    return {"merk": mark(oordeel), "woord": oordeel.value if oordeel is not None else NO_VERDICT}


def _cell(one: Beside, periode: Periode, view: View) -> dict[str, str]:
    figure = next((figure for figure in one.reeks.figures if figure.periode == periode), None)
    if figure is None or figure.value is None:
        return {"tekst": status_word(figure.status) if figure else "niet geleverd", "marge": "", "leeg": "ja"}
    text = words.cijfer(figure, view.indicator)
    return {"tekst": text, "marge": words.marge(figure, view.indicator), "leeg": ""}


def _show(panels: Panels) -> None:
    with st.container(horizontal=True, key="panelen"):
        for one in panels.panelen:
            with st.container(width=290, gap=None, key=f"paneel-{one.sleutel}"):
                html.place(one.kop)
                if one.grafiek is not None:
                    st.vega_lite_chart(one.grafiek, theme=None, alt=one.zin, key=f"paneelgrafiek-{one.sleutel}")
    html.place(panels.tabel)
