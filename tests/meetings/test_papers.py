"""Papers opened again: PDF/UA with its tags, DOCX and web page say the same, whatever people wrote in them."""

from __future__ import annotations

import io
import re
import time
import zlib
from dataclasses import replace

import docx
import pytest

from buurtbeeld.report import drawing, pdf, web, word
from buurtbeeld.report.document import Alinea, Citaat, Document, Grafiek, Kop, Lijst, Oordeelregel, Tabel
from buurtbeeld.review.parts import Punt

NASTY = '#let x = 1 *vet* _schuin_ [haak](x) $x^2$ <b>b</b> {{ 7*7 }} `code` \\n @bron ~ "aanhaal" & % {'
SIGNS = "👍🏽 你好 مرحبا \u202eomgekeerd\u202c ☃ é ž → − ’ €"
DOTS = tuple(Punt(f"{2018 + at}", 20.0 + at, f"{20 + at}", 18.0 + at, 22.0 + at, at == 7) for at in range(8))


def chart(titel="Contacten met de huisartsenpost"):
    return Grafiek(titel, "In 2024 was het 26. Bij de start was dat 20.", DOTS, 20.0, "20")


def paper(*blocks, **more):
    return Document("Buurtverslag Lindekwartier", "Van mei tot en met november.", blocks, **({"voet": "voet"} | more))


def everything(text):
    return paper(
        Kop(text), Kop(text, 2), Alinea(text), Alinea(text, sterk=True), Alinea(text, klein=True), Lijst((text, text)),
        Citaat(text, "Een bewoner"), Tabel(text[:200], ("Wat", "Wie"), ((text, text), (text, text))),
        Oordeelregel("duidelijk ongunstiger", text), replace(chart(text), alt=text),
        voet=text[:200], banner=text[:200], trefwoorden=(text,), groot=True,
    )  # fmt: skip


def unpacked(made):
    """The objects of a PDF as text, its compressed ones too."""
    found = [made.decode("latin-1")]
    for part in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(part.rstrip(b"\r\n")).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


def test_a_pdf_is_tagged_dutch_and_says_so():
    text = unpacked(pdf.pdf(everything("Gewone tekst")))
    for sign in ("/StructTreeRoot", "/MarkInfo", "pdfuaid", "/DisplayDocTitle true"):
        assert sign in text, sign
    assert re.search(r"/Lang\s*\(nl-NL\)", text)
    for tag in ("/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"):
        assert re.search(rf"/S\s*{tag}\b", text), tag
    assert text.count("/Alt") >= 2
    assert "/Subtype /Image" not in text.replace("/Subtype/Image", "/Subtype /Image")  # charts are vector


@pytest.mark.parametrize(
    "text", [NASTY, SIGNS, "x" * 10_000, "Woord " * 1500, "a\n\nb\nc", "x\u0000\u0007\ufeff\ufffe"]
)
def test_no_text_breaks_a_paper(text):
    one = everything(text)
    assert pdf.pdf(one).startswith(b"%PDF")
    opened = docx.Document(io.BytesIO(word.word(one)))
    assert len(opened.tables) == 1
    page = web.page(one)
    assert page.count("<h2>") == 1
    assert "<b>b</b>" not in page


def test_signs_of_typst_are_signs():
    """As plain text in Word, and as text that no Typst program ran on in the PDF."""
    one = paper(Alinea(NASTY))
    assert NASTY in [found.text for found in docx.Document(io.BytesIO(word.word(one))).paragraphs]
    assert "&lt;b&gt;b&lt;/b&gt; {{ 7*7 }}" in web.page(one)
    evil = '#panic("x") #read("/etc/passwd") #import "x.typ" ] } )'
    assert pdf.pdf(paper(Alinea(evil), Lijst((evil,)), Tabel(evil, (evil,), ((evil,),)))).startswith(b"%PDF")


def test_what_cannot_be_printed_is_named_and_the_rest_stays():
    made = pdf._without('"Goed 👍🏽 zo ’ – € → ja 你们"', "👍")
    assert made == '"Goed (teken) zo ’ – € → ja 你们"'
    assert pdf._without(made, "\\u{4f60}") == '"Goed (teken) zo ’ – € → ja (teken)"'
    assert pdf._without('"een ☃ en → pijl"', "☃") == '"een (teken) en → pijl"'


def test_a_docx_has_headings_lists_tables_and_texts_of_pictures():
    one = everything("Gewone tekst")
    opened = docx.Document(io.BytesIO(word.word(one)))
    styles = [found.style.name for found in opened.paragraphs]
    assert [styles.count(f"Heading {level}") for level in (1, 2, 3)] == [1, 1, 1]
    assert styles.count("List Bullet") == 2
    assert opened.core_properties.language == "nl-NL"
    assert opened.core_properties.title == one.titel
    texts = re.findall(r'descr="([^"]*)"', opened.element.xml)
    assert texts == ["duidelijk ongunstiger", "Gewone tekst"]
    assert "w:tblHeader" in opened.element.xml
    assert opened.sections[0].header.paragraphs[0].text == "Gewone tekst"


def test_a_chart_in_a_docx_is_sharp_on_paper():
    """Word gets no vector drawing from us: then as many dots as a printer can use."""
    opened = docx.Document(io.BytesIO(word.word(paper(chart()))))
    (picture,) = opened.inline_shapes
    (image,) = list(opened.part.package.image_parts)
    assert image.image.px_width / (picture.width / 914_400) >= 300


def test_what_people_fill_in_by_hand_has_boxes():
    empty = (("Wij samen.", "", ""), ("", "", ""))
    plain, boxes = (
        paper(Kop("x"), Tabel("Kruis aan", ("Zin", "Ja", "Nee"), empty, hokjes=one)) for one in (False, True)
    )
    heights = [word_row.height for word_row in docx.Document(io.BytesIO(word.word(boxes))).tables[0].rows][1:]
    assert all(abs(one - word.BOX) < word.BOX / 100 for one in heights)
    assert unpacked(pdf.pdf(boxes)).count(" re\n") + unpacked(pdf.pdf(boxes)).count(" l\n") > (
        unpacked(pdf.pdf(plain)).count(" re\n") + unpacked(pdf.pdf(plain)).count(" l\n")
    )


def test_a_web_page_stands_on_its_own():
    page = web.page(everything("Gewone tekst"))
    assert page.startswith('<!doctype html>\n<html lang="nl">')
    assert not re.search(r"(?:src|href)=|https?://(?!www\.w3\.org/2000/svg)", page)
    assert page.count('role="img"') == 1
    assert page.count("<svg") == 2


def test_a_chart_shows_every_dot_open_when_provisional():
    drawn = drawing.chart(chart())
    assert drawn.count("<circle") == len(DOTS)
    assert drawn.count('fill="#fff"') == 1
    assert drawn.count("<polygon") == 1
    assert "nulmeting 20" in drawn
    bars = drawing.chart(replace(chart(), vanaf_nul=True))
    assert bars.count("<rect") == len(DOTS)
    assert "NaN" not in drawing.chart(replace(chart(), punten=()))
    same = tuple(replace(dot, waarde=5.0, onder=None, boven=None) for dot in DOTS)
    assert "nan" not in drawing.chart(replace(chart(), punten=same, nulmeting=None)).lower()


def test_six_pages_with_eight_charts_take_less_than_a_second():
    pdf.pdf(paper(Alinea("warm")))
    blocks = [
        block for at in range(8) for block in (Kop(f"Cijfer {at}", 2), Alinea("Een zin. " * 110), chart(f"Cijfer {at}"))
    ]
    one = paper(Kop("Wat valt op?"), *blocks, groot=True)
    assert len(pdf.pictures(one, ppi=20)) >= 6
    start = time.process_time()
    pdf.pdf(replace(one, onder="Nog niet eerder gemaakt."))
    assert time.process_time() - start < 1.0


def test_a_hidden_figure_breaks_the_line_and_says_so():
    dots = (*DOTS[:4], Punt("2022", None, "·"), *DOTS[5:])
    one = replace(chart(), punten=dots)
    drawn = drawing.chart(one)
    assert drawn.count("<polyline") == 2
    assert drawn.count("<polygon") == 2
    assert drawn.count("<circle") == 7
    assert drawn.count(">·<") == 1
    assert "· afgeschermd" in drawn
    bars = drawing.chart(replace(one, vanaf_nul=True))
    assert (bars.count("<rect"), bars.count(">·<")) == (7, 1)
    every = drawing.chart(replace(one, punten=(Punt("2022", None, "·"),) * 2, nulmeting=None))
    assert "nan" not in every.lower()
    assert "afgeschermd" not in drawing.chart(chart())
    assert pdf.pdf(paper(one)).startswith(b"%PDF")
