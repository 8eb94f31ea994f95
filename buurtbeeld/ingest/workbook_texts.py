"""Texts of a workbook outside its cells: comments, defined names, properties, headers, text boxes and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.content import Tekst
from buurtbeeld.ingest.workbook_xml import BINARY, TEXT, attributes, elements, joined, tags, unescaped

COMMENT, NAME, PROPERTY, OTHER = (
    "een opmerking",
    "een gedefinieerde naam",
    "de documenteigenschappen",
    "tekst buiten de cellen",
)
_MAKER = re.compile(r"^(creator|lastModifiedBy|initial-creator|author|printed-by)$")
# No text of people in these: looks, links between parts, settings of the program; cells are read elsewhere.
_NO_TEXT = re.compile(
    r"^(xl/(theme|printerSettings|calcChain|styles)|\[Content_Types\]|META-INF/|settings\.xml|mimetype|Configurations2/)"
)
# The attributes that hold words of people, or a copy of cells (v, in what a pivot table remembers).
_TOLD = re.compile(
    rb"\s(?:[\w-]+:)?(?:name|title|descr|prompt|promptTitle|error|errorTitle|tooltip|display|Target|v|href)"
    rb"\s*=\s*(?:\"([^\"]+)\"|'([^']+)')"
)
# Moments and counters of the program itself: a new workbook says it was made in 2006.
_NOT_TYPED = re.compile(
    r"^(created|modified|lastPrinted|creation-date|date|print-date|editing-.*|TotalTime|AppVersion)$"
)


def texts_of(parts: Mapping[str, bytes], kind: Kind) -> Iterator[Tekst]:
    """Every loose text, with where it stands in words a reader knows."""
    for name, content in parts.items():
        if _NO_TEXT.search(name) or name.lower().endswith(BINARY):
            continue
        yield from _xlsx_part(name, content) if kind is Kind.XLSX else _ods_part(name, content)


def _xlsx_part(name: str, content: bytes) -> Iterator[Tekst]:
    if name.startswith("docProps/"):
        yield from _properties(content)
    elif name.startswith(("xl/comments", "xl/threadedComments/")):
        yield from (Tekst(COMMENT, joined(one)) for one in elements(content, "text"))
    elif name.startswith("xl/persons/"):
        yield from _loose(content, maker=True)
    elif name == "xl/workbook.xml":
        yield from (Tekst(NAME, text) for text in _names(content))
        yield from (
            Tekst("de naam van een werkblad", attributes(tag).get("name", "")) for tag in tags(content, "sheet")
        )
    else:
        yield from _loose(_without_cells(content))


def _ods_part(name: str, content: bytes) -> Iterator[Tekst]:
    if name == "meta.xml":
        yield from _properties(content)
    elif name == "content.xml":
        yield from (Tekst(COMMENT, joined(one)) for one in elements(content, "annotation"))
        for tag in (*tags(content, "named-range"), *tags(content, "named-expression")):
            yield Tekst(NAME, " ".join(attributes(tag).values()))
        yield from (
            Tekst("de naam van een werkblad", attributes(tag).get("name", "")) for tag in tags(content, "table")
        )
    else:
        yield from _loose(content)


def _names(content: bytes) -> Iterator[str]:
    yield from (joined(one) for one in elements(content, "definedName"))
    for tag in tags(content, "definedName"):
        known = attributes(tag)
        yield f"{known.get('name', '')} {known.get('comment', '')}"


def _properties(content: bytes) -> Iterator[Tekst]:
    """Each property with its value; who made the file may have an address there."""
    for found in re.finditer(rb"<(?:[\w-]+:)?([\w-]+)([^>]*)>([^<]+)</", content):
        if not _NOT_TYPED.match(found[1].decode()):
            yield Tekst(PROPERTY, joined(found[3]), maker=_MAKER.match(found[1].decode()) is not None)
    yield from (Tekst(PROPERTY, attributes(tag).get("name", "")) for tag in tags(content, "property"))


def _without_cells(content: bytes) -> bytes:
    """A sheet without its cells, which are read as cells; any other part as it is."""
    start, end = content.find(b"sheetData"), content.rfind(b"sheetData")
    return content[:start] + content[end:] if start < end else content


def _loose(content: bytes, *, maker: bool = False) -> Iterator[Tekst]:
    """What stands between tags and in the few attributes that hold words, a line each."""
    found = [*TEXT.findall(content), *(one or other for one, other in _TOLD.findall(content))]
    if found:
        yield Tekst(OTHER, unescaped(b"\n".join(found)), los=True, maker=maker)
