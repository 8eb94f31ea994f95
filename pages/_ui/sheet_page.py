"""The parts of the Cijferblad that somebody can use: header, choices, chart and download; and the pages without one."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, urlencode

import streamlit as st

from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.privacy import sheet_exports
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action, User
from pages._ui import cached, html, leaving, marks, menu, places, services, sheet_address, show
from pages._ui.sheet_address import BRON, MAAT
from pages._ui.sheet_parts import Parts
from pages._ui.sheet_view import View, measures

BRON_KEY, MAAT_KEY = "bronkeuze", "maatkeuze"
LAGEN = {"effectiviteit": "effect"}


def header(user: User, page: Parts) -> None:
    """Buurt, period, freshness, Uitleg and Download in one line, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            html.place(page.kop)
        with st.container(horizontal=True, width="content", key="knoppen"):
            menu.link(menu.UITLEG, user, label="Uitleg")
            _download(page.view)
    sheet = page.view.sheet
    themas = services.catalog().themas
    thema = themas[sheet.thema].naam if sheet.thema in themas else ""
    steps = [one for one in (thema, LAGEN.get(sheet.laag, sheet.laag)) if one]
    html.show("bladkruimel", adres=f"uitkomsten?{urlencode({'buurt': sheet.plek.sleutel})}", stappen=steps)


def sources(view: View) -> None:
    """Which source, where there are several."""
    names = {reeks.bron: bron_naam(reeks.bron, view.catalog) for reeks in view.sheet.reeksen}
    if len(names) < 2:
        return
    ordered = sorted(names, key=lambda bron: (bron != view.indicator.bron, bron))
    _segments("Volgens welke bron?", {bron: names[bron] for bron in ordered}, view.sheet.reeksen[0].bron, BRON_KEY)


def chart(page: Parts) -> None:
    """The series: heading, choice of measure, chart, and what one sees."""
    view, names = page.view, {page.view.indicator.code: page.view.indicator.naam}
    names |= {reeks.indicator: view.catalog.indicatoren[reeks.indicator].naam for reeks in measures(view.sheet)}
    html.place(page.grafiekkop)
    if len(names) > 1:
        _segments("Hoe bekeken?", names, view.over.code, MAAT_KEY)
    if page.grafiek is not None:
        key = f"reeks-{view.over.code}-{view.reeks.bron}"
        st.vega_lite_chart(page.grafiek, theme=None, alt=page.ziet, key=key)
    html.place(page.onder)


def unknown(user: User, sleutel: str, wat: str) -> None:
    """A buurt without outcomes, or a figure that does not exist: what there is instead."""
    known = cached.plek(user, sleutel)
    if known is None:
        show.title("Deze buurt kennen we niet")
        show.melding("Kies hieronder of links een buurt.", icoon="location_off")
        places.suggestions(user, sleutel)
        return
    if services.catalog().buurt(sleutel) is None:
        show.title("Hier is geen cijferblad van")
        show.sentence(f"Van {known.naam} zijn er geen uitkomsten. Alleen buurten van een programma leveren cijfers.")
        return
    show.title("Kies een cijfer")
    if wat:
        show.melding(wat, icoon="search_off")
    _all_figures(sleutel)


def _all_figures(sleutel: str) -> None:
    """Every figure of the monitoring plans, per thema, as a link."""
    from pages._ui.outcome_views import address

    catalog = services.catalog()
    groups = [
        (thema.naam, [(one.naam, address(sleutel, one.code, thema.code)) for one in catalog.outcomes(thema.code)])
        for thema in catalog.themas.values()
    ]
    html.show("bladkeuze", groepen=groups)


def _segments(label: str, names: dict[str, str], chosen: str, key: str) -> None:
    st.session_state[key] = chosen
    st.segmented_control(
        label, list(names), format_func=lambda one: menu.plain(names[one]), key=key, required=True, wrap=True,
        on_change=_chosen, args=(key,),
    )  # fmt: skip


def _chosen(key: str) -> None:
    sheet_address.choose(BRON if key == BRON_KEY else MAAT, st.session_state.get(key))


def _download(view: View) -> None:
    plek = view.sheet.plek
    name = f"cijferblad_{plek.sleutel}_{view.indicator.code}{'_verzonnen' if plek.verzonnen else ''}"
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Cijfers", partial(_asked, view), name)
        html.show("bladlink", post=_mail(view))


def _asked(view: View, vorm: str) -> Uitvoer:
    """The file of this Cijferblad."""
    sheet = view.sheet
    return Uitvoer(
        "cijferblad", vorm, (Action.UITKOMSTEN_EXPORT,),
        partial(sheet_exports.table, sheet, view.catalog, marks.lines(sheet.plek)),
        programma=marks.programma(sheet.plek.sleutel), buurt=sheet.plek.sleutel, object=sheet.indicator,
        keuzes={"thema": sheet.thema, "bron": sheet.reeksen[0].bron, "publicatie": sheet.publicatie},
    )  # fmt: skip


def _mail(view: View) -> str:
    """A mail with the address of what is shown now; nothing of a figure stands in it."""
    base = (st.context.url or "").partition("?")[0]
    if not base.startswith(("http://", "https://")):
        return ""
    address = f"{base}?{urlencode(st.query_params.to_dict())}"
    subject = f"Cijferblad: {view.indicator.naam}, {view.sheet.plek.naam}"
    return f"mailto:?subject={quote(subject)}&body={quote(address)}"
