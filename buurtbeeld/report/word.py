"""A paper as DOCX, in the same words as the PDF: real headings, lists and tables, and charts with a text."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from buurtbeeld.report import drawing, pdf
from buurtbeeld.report.document import (
    Alinea,
    Citaat,
    Document,
    Grafiek,
    Kop,
    Lijst,
    Oordeelregel,
    Tabel,
)

FONT = "Calibri"
MOST = 255  # letters of a property
MARGIN, WIDTH = Mm(18), Mm(174)
BOX = Mm(15)  # of a row that people fill in by hand
SHARP = 300  # dots per inch of a chart on paper: python-docx places no vector drawing
# XML 1.0 knows no control characters; what is written is tidied already, this is for what is not written by people.
_NOT_IN_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


def word(one: Document) -> bytes:
    """The paper as DOCX."""
    made = docx.Document()
    _dress(made, one)
    made.add_heading(_plain(one.titel), level=1)
    if one.onder:
        made.add_paragraph(_plain(one.onder))
    for block in one.blokken:
        _DRAWN[type(block)](made, block)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _dress(made: Word, one: Document) -> None:
    """Page, language, letters, title, banner and foot."""
    about, keywords = made.core_properties, _plain(", ".join(one.trefwoorden))
    about.title, about.author, about.language = _plain(one.titel)[:MOST], "buurtbeeld", "nl-NL"
    about.keywords = keywords[:MOST]
    page = made.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    size = 14 if one.groot else 11
    sizes = {"Normal": size, "List Bullet": size, "Heading 1": size + 11, "Heading 2": size + 5, "Heading 3": size + 2}
    for name, points in sizes.items():
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        style.font.color.rgb = None if name.startswith("Normal") else docx.shared.RGBColor(0, 0, 0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    if one.banner:
        page.header.paragraphs[0].add_run(_plain(one.banner)).bold = True
    page.footer.paragraphs[0].text = _plain(one.voet)


def _heading(made: Word, block: Kop) -> None:
    made.add_heading(_plain(block.tekst), level=block.niveau + 1)


def _paragraph(made: Word, block: Alinea) -> None:
    run = made.add_paragraph().add_run(_plain(block.tekst))
    run.bold = block.sterk
    if block.klein:
        run.font.size = Pt(9)


def _list(made: Word, block: Lijst) -> None:
    for point in block.punten:
        made.add_paragraph(_plain(point), style="List Bullet")


def _quote(made: Word, block: Citaat) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(8)
    paragraph.add_run(f"“{_plain(block.tekst)}”")
    paragraph.add_run("\n" + _plain(block.wie)).italic = True


def _verdict(made: Word, block: Oordeelregel) -> None:
    paragraph = made.add_paragraph()
    if block.woord in drawing.SHAPES:
        _with_text(paragraph.add_run().add_picture(io.BytesIO(_shape(block.woord)), height=Pt(12)), block.woord)
    paragraph.add_run(f" {_plain(block.woord)}. ").bold = True
    paragraph.add_run(_plain(block.bij))


def _chart(made: Word, block: Grafiek) -> None:
    title = made.add_paragraph()
    title.add_run(_plain(block.titel)).bold = True
    title.paragraph_format.keep_with_next = True
    picture = made.add_picture(io.BytesIO(pdf.drawn(drawing.chart(block), ppi=SHARP)), width=WIDTH)
    _with_text(picture, block.alt)


def _table(made: Word, block: Tabel) -> None:
    title = made.add_paragraph()
    title.add_run(_plain(block.bijschrift)).bold = True
    title.paragraph_format.keep_with_next = True
    table = made.add_table(rows=1, cols=len(block.koppen), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.koppen, strict=True):
        cell.paragraphs[0].add_run(_plain(text)).bold = True
    repeats = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeats)  # the head comes back on every page
    for row in block.rijen:
        added = table.add_row()
        added.height = BOX if block.hokjes else None
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = _plain(text)
    made.add_paragraph()


def _with_text(picture: Any, text: str) -> None:
    """What one sees, for who cannot see it."""
    picture._inline.docPr.set("descr", _plain(text))


@cache
def _shape(word_: str) -> bytes:
    return pdf.drawn(drawing.shape(word_), ppi=400)


def _plain(text: str) -> str:
    return text.translate(_NOT_IN_XML)


_DRAWN: Mapping[type, Callable[..., None]] = {
    Kop: _heading, Alinea: _paragraph, Lijst: _list, Citaat: _quote, Oordeelregel: _verdict, Grafiek: _chart,
    Tabel: _table,
}  # fmt: skip
