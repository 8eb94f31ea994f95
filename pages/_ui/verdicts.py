"""The six verdicts as they are drawn: one shape each, always with its word beside it.

st.html drops inline SVG and keeps images, so a shape is a constant data-URI image without alternative text: the word
says it. A figure that is not judged (a count, an interview) has no shape.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from buurtbeeld.outcomes.oordeel import Oordeel
from pages._ui import html

# Drawn in a square of 18, in the colours of the visual language; shape and word survive a grey printer.
_SHAPES: Mapping[Oordeel, str] = {
    Oordeel.GUNSTIGER: '<path d="M9 1.5 17.2 16.2H.8Z" fill="#0072B2"/>',
    Oordeel.ONGUNSTIGER: '<path d="M9 16.5.8 1.8h16.4Z" fill="#D55E00"/>',
    Oordeel.GEEN_VERSCHIL: '<circle cx="9" cy="9" r="6" fill="#767676"/>',
    Oordeel.TE_VROEG: (
        '<clipPath id="c"><path d="M9 9V2.2A6.8 6.8 0 1 0 15.8 9Z"/></clipPath>'
        '<circle cx="9" cy="9" r="6.9" fill="#fff" stroke="#767676" stroke-width="1.7"/>'
        '<path clip-path="url(#c)" d="M-3 9 9-3M-1 13 13-1M2 16 16 2M5 19 19 5M9 21 21 9" stroke="#9A9A9A"/>'
        '<path d="M9 9V2.2A6.8 6.8 0 0 1 15.8 9Z" fill="#767676"/>'
    ),
    Oordeel.TE_WEINIG: (
        '<rect x="1.7" y="1.7" width="14.6" height="14.6" rx="1" fill="#fff" stroke="#4B5863" stroke-width="1.7"/>'
        '<path d="m5.6 5.6 6.8 6.8m0-6.8-6.8 6.8" stroke="#4B5863" stroke-width="1.7" fill="none"/>'
    ),
    Oordeel.VERANDERT: '<path d="m9 .8 8.2 8.2L9 17.2.8 9Z" fill="#5B2A86"/>',
}
# Small glyphs for the labels of widgets, which take no image of ours; the colours are those of the theme.
_GLYPHS: Mapping[Oordeel, str] = {
    Oordeel.GUNSTIGER: ":blue[▲]",
    Oordeel.ONGUNSTIGER: ":orange[▼]",
    Oordeel.GEEN_VERSCHIL: ":gray[●]",
    Oordeel.TE_VROEG: ":gray[◔]",
    Oordeel.TE_WEINIG: "☒",
    Oordeel.VERANDERT: ":violet[◆]",
}
_BOLD = frozenset({Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER})


@dataclass(frozen=True)
class Mark:
    """How one verdict looks.

    Attributes:
        code: short name, for a class or the address bar.
        beeld: the shape as a data URI.
        glyph: the shape in a widget label, as Streamlit's markdown.
        sterk: the name of a figure with this verdict is bold.
    """

    code: str
    woord: str
    beeld: str
    glyph: str
    sterk: bool


def _made(oordeel: Oordeel) -> Mark:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18">{_SHAPES[oordeel]}</svg>'
    beeld = f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
    return Mark(oordeel.name.lower(), oordeel.value, beeld, _GLYPHS[oordeel], oordeel in _BOLD)


MARKS: Mapping[Oordeel, Mark] = MappingProxyType({oordeel: _made(oordeel) for oordeel in Oordeel})


def mark(oordeel: Oordeel | None) -> Mark | None:
    """How a verdict looks, for a template; None for a figure that is not judged."""
    return None if oordeel is None else MARKS[oordeel]


def chip(oordeel: Oordeel, *, groot: bool = False) -> str:
    """A verdict as a chip, as markup: shape and word in a frame; `groot` = under the first sentence of a page.

    In a template of your own, import the macros `chip` and `symbool` from oordeelchip.html instead.
    """
    return html.render("chip", merk=MARKS[oordeel], groot=groot)
