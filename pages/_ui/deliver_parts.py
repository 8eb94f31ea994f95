"""The other parts of Gegevens aanleveren: template, short form, and taking back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.delivery_calendar import Due, Stand
from buurtbeeld.delivery_rules import Choice
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.keys import file_code
from buurtbeeld.periods import Periode
from buurtbeeld.roles import User
from pages._ui import cached, deliver_show, deliver_steps, desk, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SELF_COUNTED = "buurtnetwerk"  # the source whose small counts are entered in a form
HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"


def buurt(user: User, current: str) -> str:
    """Choice of the buurt somebody delivers for; the one of the page when that is among them."""
    mine = desk.buurten(user)
    if len(mine) == 1:
        return mine[0]
    index = mine.index(current) if current in mine else 0
    return str(
        st.selectbox("Buurt", mine, index=index, format_func=deliver_show.buurt_naam, key="leverbuurt", width=320)
    )


def template(user: User, sleutel: str) -> Choice:
    """Choice of the source and its template. Returns how a file of it is to be read."""
    bronnen = desk.bronnen(user, sleutel)
    programma = _programma(sleutel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        bron = str(st.selectbox("Bron", bronnen, format_func=deliver_show.bron_naam, key="leverbron", width=260))
        shapes = {"": "ons sjabloon", **desk.formaten()}
        shape = str(
            st.selectbox("Vorm van het bestand", shapes, format_func=shapes.__getitem__, key="levervorm", width=260)
        )
        for csv, label, icon in ((False, "Sjabloon als Excel", "table"), (True, "Sjabloon als CSV", "csv")):
            name, body = cached.made(
                "sjabloon", (*cached.key(user), bron, programma, csv),
                partial(desk.template, user, bron, programma, csv=csv),
            )  # fmt: skip
            mime = "text/csv" if csv else XLSX
            st.download_button(label, body, name, mime, icon=f":material/{icon}:", on_click="ignore", key=f"vorm{csv}")
    return Choice(programma=programma, formaat=shape, bron=bron)


def counts(user: User, sleutel: str, due: tuple[Due, ...]) -> None:
    """A short form for what the buurtnetwerk counts itself, in place of a file."""
    if SELF_COUNTED not in desk.bronnen(user, sleutel):
        return
    open_ones = [one for one in due if one.bron == SELF_COUNTED and one.stand is not Stand.NOG_NIET]
    if not open_ones:
        return
    with st.expander("Zelf getelde aantallen invullen zonder bestand", icon=":material/edit_note:"):
        names = {one.periode.code: one.periode.naam for one in open_ones}
        code = str(st.selectbox("Periode", names, format_func=names.__getitem__, key="telperiode", width=320))
        wanted = [one for one in open_ones if one.periode.code == code]
        with st.form("tellingen", border=False):
            given = {
                indicator: st.number_input(
                    _indicator(indicator), min_value=0, max_value=100_000, value=None, step=1, width=320,
                    key=f"tel_{indicator}_{code}",
                )
                for one in wanted
                for indicator in one.indicatoren
            }  # fmt: skip
            sent = st.form_submit_button("Controleer deze aantallen", icon=":material/fact_check:")
        filled = {indicator: value for indicator, value in given.items() if value is not None}
        if sent and filled:
            body = _as_csv(sleutel, code, filled)
            choice = Choice(programma=_programma(sleutel), bron=SELF_COUNTED)
            deliver_steps.offer(user, body, f"formulier_{sleutel}_{code}.csv", choice)


def take_back(user: User) -> None:
    """Retract a delivery with a reason."""
    open_ones = {one.levering: one for one in cached.deliveries(user) if one.stand == "aanvaard"}
    if not open_ones:
        return
    with st.expander("Een levering terugtrekken", icon=":material/undo:"), st.form("terugtrekken", border=False):
        number = st.selectbox(
            "Levering", list(open_ones), width=420, format_func=lambda one: f"{one}: {open_ones[one].bestand}"
        )
        reason = st.text_input("Reden", max_chars=200, width=420, placeholder="Bijvoorbeeld: verkeerde maand")
        if st.form_submit_button("Trek deze levering terug", icon=":material/undo:"):
            _retracted(user, int(number), reason)


def _retracted(user: User, number: int, reason: str) -> None:
    if not reason.strip():
        st.session_state[deliver_steps.FAILED] = (
            "Geef een reden op: die komt in het logboek te staan. (E_REDEN_ONTBREEKT)"
        )
        st.rerun()
    try:
        with st.spinner("De levering wordt teruggetrokken…"):
            desk.retract(user, number, reason, lambda _share, _text: None)
    except BuurtbeeldError as error:
        st.session_state[deliver_steps.FAILED] = f"{error} ({error.code})"
    else:
        st.session_state[deliver_steps.DONE] = f"Levering {number} is teruggetrokken. De cijfers zijn bijgewerkt."
    st.rerun()


def _programma(sleutel: str) -> str:
    known = services.catalog().buurt(sleutel)
    return known[0].code if known else ""


def _indicator(code: str) -> str:
    return services.catalog().indicatoren[code].naam


def _as_csv(sleutel: str, code: str, filled: dict[str, int]) -> bytes:
    periode = file_code(Periode.parse(code))
    rows = [f"{sleutel};{periode};{indicator};{value};;;" for indicator, value in filled.items()]
    return "\r\n".join([HEADER, *rows, ""]).encode()
