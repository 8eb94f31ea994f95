"""A paper on the screen, and as a file; the same words everywhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.privacy.gateway import Klaar, Uitvoer
from buurtbeeld.report import drawing
from buurtbeeld.report.document import Blok, Document, Grafiek, Oordeelregel
from buurtbeeld.roles import Action
from pages._ui import html, leaving, show
from pages._ui.verdicts import MARKS

WORDS = {word.value: word for word in Oordeel}
FORMS = {"pdf": "PDF", "docx": "Word (DOCX)"}


@dataclass(frozen=True)
class Over:
    """What a paper is about, as far as rights and the log go."""

    wat: str
    acties: tuple[Action, ...]
    programma: str
    buurt: str
    object: str


def show_document(one: Document, *, first: bool = True) -> None:
    """Title, and all that stands in it. `first`: its title is the one title of the page."""
    if first:
        show.title(one.titel, one.onder)
    else:
        html.show("kopje", niveau=2, tekst=one.titel, schatting=False, bij=one.onder)
    show_blocks(one.blokken, groot=one.groot, voet=one.voet)


def show_blocks(blocks: Iterable[Blok], *, groot: bool = False, voet: str = "") -> None:
    """A piece of a paper on the screen. `groot`: large letters; `voet`: the line below it."""
    html.show("document", blokken=[_view(block) for block in blocks], groot=groot, voet=voet)


def files(made: Callable[[], Document], name: str, over: Over) -> None:
    """The same as PDF and as DOCX; made only when somebody asks for it."""
    with st.container(horizontal=True, key=f"papier{over.wat}{over.object}"):
        for form, label in FORMS.items():
            asked = Uitvoer(over.wat, form, over.acties, partial(_file, made, form), programma=over.programma,
                            buurt=over.buurt, object=over.object)  # fmt: skip
            leaving.button(f"Download als {label}", asked, name, key=f"{over.wat}{over.object}{form}")


def _file(made: Callable[[], Document], form: str) -> Klaar:
    """The bytes. What draws a file is loaded now: a page that only shows needs none of it."""
    from buurtbeeld.report import pdf, word

    one = made()
    return Klaar(pdf.pdf(one) if form == "pdf" else word.word(one), len(one.blokken))


def _view(block: Any) -> dict[str, Any]:
    view = {"soort": type(block).__name__, "b": block, "beeld": "", "merk": None}
    if isinstance(block, Grafiek):
        view["beeld"] = _image(drawing.chart(block))
    if isinstance(block, Oordeelregel):
        view["merk"] = MARKS.get(WORDS[block.woord]) if block.woord in WORDS else None
    return view


def _image(drawn: str) -> str:
    """st.html drops inline SVG and keeps images."""
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
