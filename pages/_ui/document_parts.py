"""A paper on the screen, in the same words as its files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.report import drawing
from buurtbeeld.report.document import Document, Grafiek, Oordeelregel
from pages._ui import html, show
from pages._ui.verdicts import MARKS

WORDS = {word.value: word for word in Oordeel}


def show_document(one: Document) -> None:
    """Title, and all that stands in it."""
    show.title(one.titel, one.onder)
    html.show("document", blokken=list(_views(one.blokken)), groot=one.groot, voet=one.voet)


def _views(blocks: Sequence[Any]) -> list[dict[str, Any]]:
    return [_view(block) for block in blocks]


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
