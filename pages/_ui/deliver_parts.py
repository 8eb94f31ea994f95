"""The other parts of Gegevens aanleveren: for which buurt, the template, the short form and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from buurtbeeld.deliveries.calendar import Due, Stand, totals
from buurtbeeld.deliveries.rules import Choice
from buurtbeeld.ingest.keys import file_code
from buurtbeeld.periods import Periode
from buurtbeeld.privacy.gateway import Klaar, Uitvoer
from buurtbeeld.roles import Action, User
from pages._ui import (
    cached,
    deliver_show,
    deliver_steps,
    deliver_tables,
    desk,
    html,
    leaving,
    menu,
    pickers,
    services,
    show,
)

SELF_COUNTED = "buurtnetwerk"  # the source whose small counts are entered in a form
HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"
BUURT_KEY = "leverbuurt"


def head(user: User, sleutel: str, mine: Sequence[str]) -> None:
    """Header, title and the choice of the buurt somebody delivers for."""
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            html.show("kop", waar=_place(user, sleutel), cijfers="", bijgewerkt="")
        with st.container(horizontal=True, width="content", key="knoppen"):
            if sleutel in mine and len(mine) > 1:
                _picker(mine, sleutel)
            menu.link(menu.UITLEG, user, label="Uitleg")
    show.title("Gegevens aanleveren", "Cijfers over uw buurt, nooit over één persoon.")


def elsewhere(user: User, sleutel: str, mine: Sequence[str]) -> None:
    """What to do on a place somebody delivers nothing for."""
    if not mine:
        show.melding("U levert nu voor geen enkele buurt. Vraag het de projectcoördinator.", icoon="lock")
        return
    show.sentence(f"Voor {_place(user, sleutel)} levert u niets aan. Kies een buurt waarvoor u levert.")
    _picker(mine, None)


def heading(step: int) -> None:
    """What the part with the template and the file is called now."""
    text = "Bestand aanleveren" if step in {0, 4} else "Opnieuw aanleveren" if step == 1 else "Een ander bestand"
    html.show("kopje", niveau=2, tekst=text, schatting=False, bij="")


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
        for vorm, label in (("xlsx", "Sjabloon als Excel"), ("csv", "Sjabloon als CSV")):
            name, body = cached.made(
                "sjabloon", (*cached.key(user), bron, programma, vorm),
                partial(desk.template, user, bron, programma, csv=vorm == "csv"),
            )  # fmt: skip
            leaving.button(label, _form(bron, programma, vorm, body), name.removesuffix(f".{vorm}"), key=f"vorm{vorm}")
    return Choice(programma=programma, formaat=shape, bron=bron)


def _form(bron: str, programma: str, vorm: str, body: bytes) -> Uitvoer:
    """An empty form: no figure is in it."""
    return Uitvoer(
        "sjabloon", vorm, (Action.PAGINA_AANLEVEREN,), lambda: Klaar(body, 0), programma=programma, object=bron
    )


def counts(user: User, sleutel: str, due: tuple[Due, ...]) -> None:
    """A short form for what the buurtnetwerk counts itself, in place of a file."""
    if SELF_COUNTED not in desk.bronnen(user, sleutel):
        return
    open_ones = [one for one in due if one.bron == SELF_COUNTED and one.stand is not Stand.NOG_NIET]
    if not open_ones:
        return
    with st.expander("Of vul zelf getelde aantallen in, zonder bestand", icon=":material/edit_note:"):
        names = {one.periode.code: one.periode.naam for one in sorted(open_ones, key=lambda one: -one.dagen)}
        code = str(st.selectbox("Periode", names, format_func=names.__getitem__, key="telperiode", width=320))
        wanted = [one for one in open_ones if one.periode.code == code]
        show.note("Laat leeg wat u niet weet. Nul is ook een aantal.")
        with st.form("tellingen", border=False):
            with st.container(horizontal=True, key="levertellen"):
                given = {
                    indicator: st.number_input(
                        deliver_show.cijfer_naam(indicator), min_value=0, max_value=100_000, value=None, step=1,
                        width=420, key=f"tel_{sleutel}_{indicator}_{code}",
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


def calendar(user: User, sleutel: str, mine: Sequence[str], due: tuple[Due, ...]) -> None:
    """What is due when; with more than one buurt also for all of them together."""
    programma = _programma(sleutel)
    together = tuple(one for one in mine if _programma(one) == programma)
    html.show("kopje", niveau=2, tekst="Uw leverkalender", schatting=False, bij="")
    if len(together) > 1 and st.toggle(f"Al uw {len(together)} buurten samen", key="leversamen"):
        deliver_tables.totals(totals(cached.calendar(user, together)))
    else:
        deliver_tables.calendar(due)


def _picker(mine: Sequence[str], current: str | None) -> None:
    st.session_state[BUURT_KEY] = current
    st.selectbox(
        "Buurt waarvoor u levert", mine, index=0 if current else None, format_func=_option, key=BUURT_KEY,
        on_change=_buurt_chosen, placeholder="Kies…", width=260, label_visibility="collapsed" if current else "visible",
    )  # fmt: skip


def _buurt_chosen() -> None:
    if chosen := st.session_state.get(BUURT_KEY):
        pickers.open_plek(str(chosen))


def _option(sleutel: str) -> str:
    known = services.catalog().buurt(sleutel)
    naam = deliver_show.buurt_naam(sleutel)
    return f"{naam} (verzonnen)" if known and known[0].verzonnen else naam


def _place(user: User, sleutel: str) -> str:
    plek = cached.plek(user, sleutel)
    if plek is None:
        return "Onbekend gebied"
    return f"{plek.naam}, {plek.gemeente_naam}" if plek.gemeente_naam not in {"", plek.naam} else plek.naam


def _programma(sleutel: str) -> str:
    known = services.catalog().buurt(sleutel)
    return known[0].code if known else ""


def _as_csv(sleutel: str, code: str, filled: dict[str, int]) -> bytes:
    periode = file_code(Periode.parse(code))
    rows = [f"{sleutel};{periode};{indicator};{value};;;" for indicator, value in filled.items()]
    return "\r\n".join([HEADER, *rows, ""]).encode()
