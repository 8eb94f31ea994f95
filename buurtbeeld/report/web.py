"""A paper as a web page: one file without anything from elsewhere, in the same words as the PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from buurtbeeld.report import drawing
from buurtbeeld.report.document import Document, Grafiek, Oordeelregel

TEMPLATES = Path(__file__).parent / "sjablonen"


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What is drawn is ours from the first sign to the last: texts of people go through `escape` in the drawing.
    made.filters["tekening"] = lambda one: Markup(drawing.chart(one))  # noqa: S704
    made.filters["vorm"] = lambda word: Markup(drawing.shape(word))  # noqa: S704
    made.tests["grafiek"] = lambda one: isinstance(one, Grafiek)
    made.tests["oordeel"] = lambda one: isinstance(one, Oordeelregel)
    return made


def page(one: Document) -> str:
    """The whole page, as text."""
    return _environment().get_template("pagina.html").render(d=one)


def body(one: Document) -> str:
    """Only what stands between the title and the foot, for a page of the app."""
    return _environment().get_template("inhoud.html").render(d=one)
