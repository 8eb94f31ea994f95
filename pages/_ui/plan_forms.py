"""Writing the plan: adding a part, changing it, beginning it, and why a thema was chosen or not."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.interventions import day_in
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.plan import writing
from buurtbeeld.plan.budget import BEGROOT, GELD
from buurtbeeld.plan.parts import BEDACHT, BEGONNEN, STANDEN, Plan
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Bewaard, Tekst
from pages._ui import services, show
from pages._ui.told import Told

told = Told("plan")


def forms(user: User, plek: Plek, plan: Plan) -> None:
    """The forms, for who may write the plan of this buurt."""
    if not may(user, Action.PLAN_SCHRIJVEN, buurt=plek.sleutel):
        return
    number = told.number
    names = {one.code: one.naam for one in plan.themas}
    with st.expander("Iets aan het plan toevoegen", icon=":material/add:", key=f"planerbij{number}"):
        _add(user, plek.sleutel, [one.code for one in plan.themas if one.gekozen], names)
    if plan.onderdelen:
        with st.expander("Iets aanpassen, beginnen of weghalen", icon=":material/edit:", key=f"plananders{number}"):
            _choose(user, plan, number)
    with st.expander("Waarom kiezen we een thema, of niet?", icon=":material/rule:", key=f"planwaarom{number}"):
        _argue(user, plek.sleutel, plan, names)


def _add(user: User, sleutel: str, themas: list[str], names: dict[str, str]) -> None:
    number, catalog = told.number, services.catalog()
    thema = str(st.selectbox("Thema", themas, format_func=names.__getitem__, key=f"planthema{number}", width=420))
    cards = {code: one.naam for code, one in catalog.menukaart.items() if one.thema == thema}
    card = st.selectbox("Van de menukaart (mag leeg)", list(cards), index=None, placeholder="Kies…",
                        format_func=cards.__getitem__, key=f"plankaart{number}{thema}", width=420)  # fmt: skip
    with st.form(f"plannieuw{number}", border=False):
        wat = st.text_input("Wat gaat u doen?", cards.get(card or "", "")[:80], key=f"planwat{number}{thema}{card}",
                            placeholder="In een paar woorden")  # fmt: skip
        fields = {"wat": wat, "kaart": card or "", **_who(f"{number}", {})}
        sent = st.form_submit_button("Zet dit in het plan", icon=":material/add:", type="primary")
    if sent:
        told.done(lambda: writing.add(services.reader(), user, sleutel, thema, fields), "Het staat in het plan.")


def _who(key: str, now: dict[str, str]) -> dict[str, str]:
    waarom = st.text_input("Waarom? (mag leeg)", now.get("waarom", ""), key=f"planwaaromveld{key}")
    with st.container(horizontal=True):
        wie = st.text_input("Wie? (mag leeg)", now.get("wie", ""), key=f"planwie{key}", width=300,
                            placeholder="Voornaam of functie")  # fmt: skip
        wanneer = st.text_input("Wanneer? (mag leeg)", now.get("wanneer", ""), key=f"planwanneer{key}", width=220,
                                placeholder="3 maart 2027")  # fmt: skip
    with st.container(horizontal=True):
        kosten = st.text_input("Wat kost het? (mag leeg)", now.get("kosten", ""), key=f"plankosten{key}", width=220,
                               placeholder="1.250", icon=":material/euro:")  # fmt: skip
        betaler = st.text_input("Wie betaalt? (mag leeg)", now.get("betaler", ""), key=f"planbetaler{key}", width=300,
                                placeholder="Zorgverzekeraar")  # fmt: skip
        geld = st.selectbox("Hoe ver is het geld?", GELD, GELD.index(now.get("geld") or BEGROOT), width=220,
                            format_func=str.capitalize, key=f"plangeld{key}")  # fmt: skip
    show.note("Noem bij de andere velden geen namen van mensen.")
    return {"waarom": waarom, "wie": wie, "wanneer": wanneer, "kosten": kosten, "betaler": betaler, "geld": str(geld)}


def _choose(user: User, plan: Plan, number: int) -> None:
    by_key = {one.sleutel: one for one in plan.onderdelen}
    chosen = st.selectbox("Welk onderdeel?", list(by_key), index=None, placeholder="Kies…", key=f"plankeuze{number}",
                          format_func=lambda key: by_key[key].velden["wat"], width=420)  # fmt: skip
    if chosen is None:
        return
    one: Tekst = st.session_state.setdefault(f"planopen{number}{chosen}", by_key[chosen])
    _change(user, one, f"{number}{chosen}")
    if one.velden.get("stand") != BEGONNEN:
        _begin(user, one, f"{number}{chosen}")


def _change(user: User, one: Tekst, key: str) -> None:
    with st.form(f"plananders{key}", border=False):
        fields = {"wat": st.text_input("Wat gaat u doen?", one.velden["wat"], key=f"planwat{key}")}
        fields |= _who(key, dict(one.velden))
        now = one.velden.get("stand", BEDACHT)
        if now != BEGONNEN:
            stand = st.selectbox("Hoe staat het ermee?", STANDEN, STANDEN.index(now), key=f"planstand{key}",
                                 format_func=str.capitalize, width=300)  # fmt: skip
            fields["stand"] = str(stand)
        with st.container(horizontal=True):
            saved = st.form_submit_button("Bewaar", icon=":material/check:", type="primary")
            removed = st.form_submit_button("Haal weg", icon=":material/delete:")
    if saved:
        told.done(lambda: _alone(writing.change(services.reader(), user, one, fields)), "Het plan is aangepast.")
    if removed:
        told.done(lambda: _alone(writing.take_away(services.reader(), user, one)), "Het is uit het plan gehaald.")


def _begin(user: User, one: Tekst, key: str) -> None:
    with st.form(f"planbegin{key}", border=False):
        day = st.text_input("Eerste dag", date_text(today()), key=f"planstart{key}", width=220)
        sent = st.form_submit_button("Dit is begonnen", icon=":material/flag:")
    if sent:
        told.done(lambda: _begun(user, one, day), "Het is een actie geworden. De vlag staat in de grafieken.")


def _begun(user: User, one: Tekst, text: str) -> None:
    day = day_in(text)
    if day is None:
        raise BuurtbeeldError("Deze dag is niet te lezen.", doe="Schrijf bijvoorbeeld 3 maart 2027.", code="E_PLAN_DAG")
    writing.begin(services.reader(), user, one, day)


def _argue(user: User, sleutel: str, plan: Plan, names: dict[str, str]) -> None:
    number = told.number
    code = str(st.selectbox("Thema", list(names), format_func=names.__getitem__, key=f"plankies{number}", width=420))
    now = next(one.waarom for one in plan.themas if one.code == code)
    with st.form(f"planreden{number}", border=False):
        text = st.text_area(
            "Waarom wel of niet?", now.velden.get("waarom", "") if now else "", key=f"planreden{number}{code}"
        )
        sent = st.form_submit_button("Bewaar", icon=":material/check:")
    if sent:
        reader = services.reader()
        told.done(lambda: _alone(writing.argue(reader, user, sleutel, code, text, was=now)), "Het is bewaard.")


def _alone(kept: Bewaard) -> None:
    if kept.ander:
        raise BuurtbeeldError(
            f"Tegelijk paste {kept.ander} dit aan. Wat u allebei schreef, staat er nu in.",
            doe="Lees het na.",
            code="E_TEKST_SAMEN",
        )
