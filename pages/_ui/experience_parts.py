"""The parts of Ervaringen: scores with their spread, quotes that are approved, and forms on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from buurtbeeld.experiences import burden as work
from buurtbeeld.experiences import paper
from buurtbeeld.experiences import quotes as words
from buurtbeeld.experiences import scores as domain
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.review.parts import SPREKERS
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Tekst
from pages._ui import cached, document_parts, html, marks, menu, services, show
from pages._ui.document_parts import Over
from pages._ui.told import Told
from pages._ui.verdicts import mark

ON_PAPER = (
    "Eén bladzijde met grote letters. Tel bij Ervaring hoe vaak elk cijfer is gegeven. Tel bij de andere lijsten de "
    "cijfers op, en hoeveel mensen invulden. Vul dat in bij Gegevens aanleveren."
)
told = Told("ervaring")
EXPLAINED = (
    "Eén vraag, van 0 tot en met 10. Het cijfer is het deel dat 9 of 10 geeft, min het deel dat 0 tot en met 6 geeft."
)


def takes_part(user: User, sleutel: str) -> bool:
    """Whether there are experiences of this buurt that this user may see."""
    known = services.catalog().buurt(sleutel)
    return known is not None and known[1].rol == "transitie" and may(user, Action.UITKOMSTEN, buurt=sleutel)


def without(plek: Plek | None) -> None:
    """The page of a plek of which nobody asks experiences."""
    show.title("Ervaringen")
    show.sentence(f"Van {plek.naam if plek else 'deze plek'} zijn er geen ervaringen. Kies een buurt die meedoet.")


def scores(user: User, plek: Plek) -> None:
    """Every scored figure: answer, verdict, margin and how the answers were spread."""
    show.title("Ervaringen", EXPLAINED)
    asked = (*cached.outcome_key(user), plek.sleutel, today())
    found = cached.made("ervaringen", asked, lambda: domain.of_buurt(services.reader(), user, plek.sleutel, today()))
    html.show("ervaringen", ervaringen=[_view(one) for one in found])
    if may(user, Action.LEVEREN, buurt=plek.sleutel):
        menu.link(menu.AANLEVEREN, user, label="Vul aantallen in bij Gegevens aanleveren")


def _view(one: domain.Ervaring) -> dict[str, Any]:
    facts = (f"marge {one.marge}" if one.marge else "", one.antwoorden, one.periode, f"bron: {one.bron.lower()}")
    shares = [klasse.aandeel for klasse in one.klassen]
    return {
        "e": one,
        "merk": mark(one.oordeel),
        "feiten": " · ".join(filter(None, facts)),
        "balk": [round(share, 1) for share in shares if share is not None] if None not in shares else [],
    }


def quotes(user: User, plek: Plek) -> None:
    """What people said; for the network of this buurt only."""
    if not may(user, Action.ERVARINGEN_LEZEN, buurt=plek.sleutel):
        return
    html.show("kopje", niveau=2, tekst="Wat zeggen mensen?", schatting=False,
              bij="Een citaat wordt pas getoond als de kartrekker het heeft goedgekeurd.")  # fmt: skip
    with show.guard():
        told.show()
        found = words.read(services.reader(), user, plek.sleutel)
        good = [one for one in found if one.velden.get("stand") == words.GOED]
        if good:
            html.show("overlegstemmen", regels=[{"tekst": one.tekst, "wie": _who(one)} for one in good])
        else:
            show.note("Er is nog geen citaat goedgekeurd.")
        _write(user, plek)
        if may(user, Action.CITATEN_KEUREN, buurt=plek.sleutel):
            _judge(user, [one for one in found if one.velden.get("stand") == words.NIEUW])


def _who(one: Tekst) -> str:
    over = one.velden.get("over", "")
    return f"Een {one.velden['wie']}{f', over {over}' if over else ''}"


def _write(user: User, plek: Plek) -> None:
    if not may(user, Action.BESPREKING_REAGEREN, buurt=plek.sleutel):
        return
    number = told.number
    with (
        st.expander("Een citaat opschrijven", icon=":material/format_quote:", key=f"citaat{number}"),
        st.form(f"citaatnieuw{number}", border=False),
    ):
        wie = str(
            st.selectbox("Wie zegt dit?", SPREKERS, format_func=str.capitalize, key=f"citaatwie{number}", width=320)
        )
        over = st.selectbox("Waarover? (mag leeg)", words.OVER, index=None, placeholder="Kies…",
                            format_func=str.capitalize, key=f"citaatover{number}", width=320)  # fmt: skip
        text = st.text_area("Wat zegt die?", key=f"citaattekst{number}", height=110)
        show.note("Vraag of het mag. Noem geen namen van mensen, en niets waaraan u iemand herkent.")
        sent = st.form_submit_button("Leg voor aan de kartrekker", icon=":material/send:")
    if sent:
        add = partial(words.add, services.reader(), user, plek.sleutel, text, wie, over=str(over or ""))
        told.done(add, "Het citaat wacht op goedkeuring.")


def _judge(user: User, waiting: list[Tekst]) -> None:
    for one in waiting:
        html.show("overlegstemmen", regels=[{"tekst": one.tekst, "wie": f"{_who(one)}, nog niet gekeurd"}])
        with st.container(horizontal=True):
            if st.button("Keur goed", icon=":material/verified:", key=f"goed{one.sleutel}"):
                told.done(partial(words.judge, services.reader(), user, one, goed=True), "Het citaat is goedgekeurd.")
            if st.button("Wijs af", icon=":material/block:", key=f"niet{one.sleutel}"):
                told.done(partial(words.judge, services.reader(), user, one, goed=False), "Het citaat is afgewezen.")


def papers(user: User, plek: Plek) -> None:
    """The questions on paper."""
    if not may(user, Action.ERVARINGEN_LEZEN, buurt=plek.sleutel):
        return
    html.show("kopje", niveau=2, tekst="De vragen op papier", schatting=False, bij=ON_PAPER)
    code = str(st.selectbox("Welk formulier?", list(paper.NAMES), format_func=paper.NAMES.__getitem__, width=420))
    over = Over("vragenlijst", (Action.ERVARINGEN_LEZEN,), marks.programma(plek.sleutel), plek.sleutel, code)
    made = partial(paper.form, plek.naam, code, verzonnen=plek.verzonnen)
    document_parts.files(made, f"vragenlijst_{code}_{plek.sleutel}", over)


def burden(user: User, plek: Plek) -> None:
    """How much time writing down takes: a guess that says so."""
    if not may(user, Action.ERVARINGEN_LEZEN, buurt=plek.sleutel):
        return
    found, how = work.told(work.of_buurt(services.reader(), user, plek.sleutel, datetime.now(UTC)))
    html.show("kopje", niveau=2, tekst="Hoeveel werk is het opschrijven?", schatting=True, bij=found)
    show.note(how)
