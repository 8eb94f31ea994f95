"""The five steps of a meeting, one thing on the screen at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from buurtbeeld.charts.seen import seen_chart
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.review.parts import (
    AFSPREKEN,
    DUIDING,
    HERKENNEN,
    LEREN,
    LES,
    NIEUW,
    OPMERKING,
    OPVALT,
    Gezien,
)
from pages._ui import cached, html, meeting_agreed, meeting_notes, show
from pages._ui.meeting_head import View
from pages._ui.verdicts import MARKS, Mark

MOST_NEW = 12
NOTHING = "Geen enkel cijfer is duidelijk anders. Dat is ook een uitkomst: praat over wat u zelf ziet."
AT_ONCE = "Streepjeslijn: nulmeting. Lichte band: marge. Open rondje: voorlopig."


def step(view: View) -> None:
    """The step that is open."""
    STEPS[view.step.code](view)


def _new(view: View) -> None:
    meeting_agreed.earlier(view)
    found = view.kept.nieuw
    rows = [{"naam": one.naam, "cijfer": one.cijfer, "periode": one.periode, "merk": _mark(one),
             "bij": "gecorrigeerd" if one.gecorrigeerd else ""} for one in found[:MOST_NEW]]  # fmt: skip
    title = (
        f"{_cijfers(len(found))} {'is' if len(found) == 1 else 'zijn'} nieuw."
        if found
        else "Er zijn geen nieuwe cijfers."
    )
    fresh = f"Bijgewerkt t/m {view.kept.bijgewerkt}." if view.kept.bijgewerkt else "Er zijn nog geen cijfers geleverd."
    html.show("overlegnieuw", kop=title, regels=rows, meer=max(len(found) - MOST_NEW, 0), bij=fresh)


def _stands_out(view: View) -> None:
    one, room = _beside(view)
    with room:
        if one is None:
            html.show("overlegtitel", titel=NOTHING, zin="", merk=None, bij="")
            meeting_notes.notes(view, OPMERKING, "", "Wat valt u op?")
            return
        _signal(view, one)
        meeting_notes.notes(view, OPMERKING, one.indicator, "Wat valt u op?")


def _recognised(view: View) -> None:
    one, room = _beside(view)
    with room:
        about = one.indicator if one is not None else ""
        title = one.naam if one is not None else "Herkennen we dit?"
        html.show(
            "overlegtitel", titel=title, zin=one.zin if one else "", merk=_mark(one), bij=one.richting if one else ""
        )
        explained = meeting_notes.may_explain(view, about)  # before the voices, which look whether it changed
        meeting_notes.voices(view, about)
        if explained:
            html.show("overlegkopje", tekst="Hoe kan dit komen?")
            show.note("Dit is wat wij denken. Het is geen bewijs.")
            meeting_notes.notes(view, DUIDING, about, "Onze verklaring")
        else:
            show.note(
                "Eerst vertelt iemand uit de buurt of hij of zij dit herkent. Daarna pas zoeken we een verklaring."
            )


def _learned(view: View) -> None:
    other = view.kept.ander
    if other is None:
        html.show("overlegtitel", titel="Wat leren we van een ander?", merk=None, bij="",
                  zin="Er is nu geen buurt die op onze buurt lijkt en een ander cijfer heeft.")  # fmt: skip
    else:
        html.show("overlegander", a=other)
    meeting_notes.notes(view, LES, "", "Wat nemen wij hiervan mee?")


def _agreed(view: View) -> None:
    html.show(
        "overlegtitel",
        titel=view.step.vraag,
        zin="Hooguit drie afspraken, elk met een naam en een dag.",
        merk=None,
        bij="",
    )
    meeting_agreed.agreements(view)
    if view.leads:
        meeting_agreed.close(view)


def _beside(view: View) -> tuple[Gezien | None, DeltaGenerator]:
    """The figure that is looked at, and the room for it beside the list of signals; None without a signal."""
    if not view.kept.signalen:
        return None, st.container()
    left, right = st.columns([1, 3.2], gap="large")
    with left:
        html.show("overleglijst", **_listed(view))
    return view.kept.signalen[view.figure], right


def _listed(view: View) -> dict[str, object]:
    kept = view.kept
    rest = [
        {"merk": MARKS[Oordeel(word)] if word else None, "zin": f"{_cijfers(count)}: {word or 'zonder oordeel'}."}
        for word, count in kept.rest
    ]
    shown = [{"naam": one.naam, "merk": _mark(one), "nu": at == view.figure} for at, one in enumerate(kept.signalen)]
    count = {1: "Eén", 2: "Twee", 3: "Drie"}[len(shown)]
    return {"kop": f"{count} van de {kept.bekeken} cijfers", "signalen": shown, "rest": rest, "nummer": view.figure + 1}


def _signal(view: View, one: Gezien) -> None:
    """One figure: name, sentence, verdict, chart, and the same as a table."""
    html.show("overlegtitel", titel=one.naam, zin=one.zin, merk=_mark(one), bij=_margin(one))
    key = ("grafiek", view.meeting.id, view.meeting.bevriezing, view.figure, cached.scope(view.user))
    chart = cached.made("bespreking", key, lambda: seen_chart(one))
    if chart is not None:
        st.vega_lite_chart(chart, theme=None, alt=one.zin, key=f"grafiek{view.figure}")
    html.show("overlegtabel", naam=one.naam, eenheid=one.eenheid, punten=one.punten, bron=one.bron,
              bij=AT_ONCE if chart is not None and not one.vanaf_nul else "")  # fmt: skip


def _margin(one: Gezien) -> str:
    return " · ".join(filter(None, (one.richting, f"marge {one.marge}" if one.marge else "")))


def _mark(one: Gezien | None) -> Mark | None:
    return MARKS[Oordeel(one.oordeel)] if one is not None and one.oordeel else None


def _cijfers(n: int) -> str:
    return f"{n} {'cijfer' if n == 1 else 'cijfers'}"


STEPS: Mapping[str, Callable[[View], None]] = {
    NIEUW: _new, OPVALT: _stands_out, HERKENNEN: _recognised, LEREN: _learned, AFSPREKEN: _agreed,
}  # fmt: skip
