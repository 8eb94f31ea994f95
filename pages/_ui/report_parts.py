"""The parts of Buurtverslag: what is released, and for the network the draft with what may be done to it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.report import buurtverslag, drafting, gathering
from buurtbeeld.report.buurtverslag import Inhoud
from buurtbeeld.report.document import Document
from buurtbeeld.report.drafting import Verslag
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, document_parts, html, marks, services, show
from pages._ui.document_parts import Over
from pages._ui.told import Told

told = Told("verslag", "Er is niets veranderd.")
STATES = {
    "concept": "Dit is een concept. De burgervertegenwoordiger moet nog akkoord geven.",
    "akkoord": "De burgervertegenwoordiger is akkoord. Het is nog niet vrijgegeven.",
    "vrijgegeven": "Dit verslag is vrijgegeven. Iedereen kan het lezen.",
    "ingetrokken": "Dit verslag is ingetrokken. Niemand buiten het netwerk kan het lezen.",
}


def takes_part(sleutel: str) -> bool:
    """Whether this buurt makes buurtverslagen."""
    known = services.catalog().buurt(sleutel)
    return known is not None and known[1].rol == "transitie"


def without(plek: Plek | None) -> None:
    """The page of a plek that makes none."""
    show.title("Buurtverslag")
    name = plek.naam if plek is not None else "deze plek"
    show.sentence(f"Van {name} is er geen buurtverslag. Alleen buurten die meedoen maken er een.")


def public(user: User, plek: Plek, *, first: bool) -> None:
    """What is released, the newest first; the older ones folded. `first`: nothing stands above it with a title."""
    found = drafting.released(services.reader(), user, plek.sleutel)
    if not found:
        if first:
            show.title("Buurtverslag")
        show.sentence(f"Van {plek.naam} is nog geen buurtverslag vrijgegeven.")
        return
    _paper(plek, found[0], (Action.BUURTVERSLAG_LEZEN,), first=first)
    for one in found[1:]:
        with st.expander(f"Buurtverslag {one.nummer}, {date_text(one.op)}", key=f"ouder{one.id}"):
            document_parts.files(
                partial(_document, one), _name(plek, one), _over(plek, one, (Action.BUURTVERSLAG_LEZEN,))
            )


def draft(user: User, plek: Plek) -> bool:
    """The draft, for who may read it; nothing for others. Returns whether one was shown."""
    if not may(user, Action.BUURTVERSLAG_CONCEPT, buurt=plek.sleutel):
        return False
    shown = False
    with show.guard():
        told.show()
        one = drafting.newest(services.reader(), user, plek.sleutel)
        shown = one is not None and one.stand != drafting.VRIJGEGEVEN
        if one is None or one.stand == drafting.VRIJGEGEVEN:
            if one is not None and may(user, Action.BUURTVERSLAG_VRIJGEVEN, buurt=plek.sleutel):
                take_back(user, one)
            with st.expander("Een nieuw buurtverslag maken", icon=":material/edit_document:", key="verslagnieuw"):
                _make(user, plek, one)
        else:
            _at_work(user, plek, one)
    return shown


def _at_work(user: User, plek: Plek, one: Verslag) -> None:
    """A draft: where it is, what may be done to it, and the paper itself."""
    html.show("verslagstand", tekst=STATES[one.stand], regels=[_event(event) for event in one.gebeurtenissen])
    if may(user, Action.BUURTVERSLAG_VRIJGEVEN, buurt=plek.sleutel):
        _decide(user, one)
    with st.expander("Een nieuwe versie maken", icon=":material/edit_document:", key="verslagversie"):
        _make(user, plek, one)
    _paper(plek, one, (Action.BUURTVERSLAG_CONCEPT,), first=True)


def _event(event: drafting.Gebeurtenis) -> str:
    why = f": {event.reden}" if event.reden else ""
    return f"{event.gebeurtenis.capitalize()} door {event.naam} op {date_text(event.op)}{why}."


def _paper(plek: Plek, one: Verslag, acties: tuple[Action, ...], *, first: bool) -> None:
    with st.container(key=f"verslag{one.id}"):
        document_parts.show_document(_document(one), first=first)
        document_parts.files(partial(_document, one), _name(plek, one), _over(plek, one, acties))


def _document(one: Verslag) -> Document:
    return buurtverslag.document(one.inhoud, nummer=one.nummer, concept=one.stand != drafting.VRIJGEGEVEN)


def _name(plek: Plek, one: Verslag) -> str:
    state = "" if one.stand == drafting.VRIJGEGEVEN else "_concept"
    return f"buurtverslag_{plek.sleutel}_{one.nummer}{state}{'_verzonnen' if plek.verzonnen else ''}"


def _over(plek: Plek, one: Verslag, acties: tuple[Action, ...]) -> Over:
    own = acties != (Action.BUURTVERSLAG_LEZEN,)  # a released one is for everybody, of whatever programma
    programma = marks.programma(plek.sleutel) if own else ""
    return Over("buurtverslag", acties, programma, plek.sleutel if own else "", str(one.id))


def _make(user: User, plek: Plek, last: Verslag | None) -> None:
    """One click: everything comes from the meetings; what may be added or left out is optional."""
    if not may(user, Action.BUURTVERSLAG_SCHRIJVEN, buurt=plek.sleutel):
        show.note("De kartrekker van uw buurt maakt het buurtverslag.")
        return
    reader = services.reader()
    asked = (*cached.outcome_key(user), plek.sleutel, today(), gathering.mark(reader, user, plek.sleutel))
    found = cached.made("verslagstof", asked, lambda: drafting.gathered(reader, user, plek.sleutel))
    number = told.number
    show.note(_covers(found))
    before = last.inhoud.woord if last is not None and last.stand != drafting.VRIJGEGEVEN else ""
    with st.form(f"verslag{number}", border=False):
        woord = st.text_area("Een eigen woord (mag leeg)", before, key=f"woord{number}", height=110)
        quotes = {one.sleutel: one.tekst for one in found.stemmen}
        away = st.multiselect("Welke uitspraken laat u weg?", list(quotes), format_func=quotes.__getitem__,
                              placeholder="Kies…", key=f"weg{number}") if quotes else []  # fmt: skip
        show.note("Noem geen namen van mensen. Lees elke uitspraak na: herkent iemand zichzelf of een ander?")
        sent = st.form_submit_button("Maak het buurtverslag", icon=":material/article:", type="primary")
    if sent:
        na = (last.nummer, last.versie) if last is not None else (0, 0)
        told.done(lambda: drafting.draw_up(services.reader(), user, plek.sleutel, woord=woord, weglaten=away, na=na),
              "Het concept staat hieronder. Vraag de burgervertegenwoordiger om akkoord.")  # fmt: skip


def _covers(found: Inhoud) -> str:
    if not found.besprekingen:
        return "Er is nog geen bespreking afgesloten. Het verslag vertelt dan alleen wat de cijfers zeggen."
    return f"Het verslag gaat over {found.van} tot en met {found.tot}: de woorden en cijfers van uw besprekingen."


def _decide(user: User, one: Verslag) -> None:
    """Agree, release or take back, by the representative of the residents."""
    number, reader = told.number, services.reader()
    with st.form(f"besluit{number}", border=False):
        naam = st.text_input("Uw naam", key=f"besluitnaam{number}", width=420, placeholder="Naam en functie")
        with st.container(horizontal=True):
            if one.stand == drafting.AKKOORD:
                released = st.form_submit_button("Geef vrij", icon=":material/public:", type="primary")
                agreed = False
            else:
                agreed, released = st.form_submit_button("Akkoord", icon=":material/verified:", type="primary"), False
    if agreed:
        told.done(lambda: drafting.agree(reader, user, one, naam=naam), "Uw akkoord is bewaard.")
    if released:
        told.done(lambda: drafting.release(reader, user, one, naam=naam), "Het buurtverslag is vrijgegeven.")
    if one.stand == drafting.AKKOORD:
        take_back(user, one)


def take_back(user: User, one: Verslag) -> None:
    """The form that takes agreement or release back."""
    number = told.number
    with (
        st.expander("Intrekken", icon=":material/undo:", key=f"intrekken{number}"),
        st.form(f"terug{number}", border=False),
    ):
        naam = st.text_input("Wie trekt in?", key=f"terugnaam{number}", width=420)
        reden = st.text_input("Waarom?", key=f"terugreden{number}", width=420)
        sent = st.form_submit_button("Trek in", icon=":material/undo:")
    if sent:
        reader = services.reader()
        told.done(lambda: drafting.take_back(reader, user, one, naam=naam, reden=reden), "Het is ingetrokken.")
