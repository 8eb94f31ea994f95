"""Sheets of an Excel workbook, as its XML describes them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from buurtbeeld.ingest.content import MAX_COLUMNS
from buurtbeeld.ingest.refusal import refuse
from buurtbeeld.ingest.workbook_xml import SheetXml, attributes, tags

BOOK = "xl/workbook.xml"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]+)(\d+)["'][^>]*>\s*<(?:\w+:)?f[\s>/]""")
# A filled cell far to the right or far below: the reader would make room for everything in between. In a large sheet a
# look takes too long; the limit on memory stops it there.
_LOOK_IN = 8 * 1024 * 1024
_MAYBE_FAR = re.compile(rb"""["'](?:(?:[A-Z]{3,}|[B-Z][A-Z]|A[YZ])\d+|[A-Z]+(?:\d{6,}|[6-9]\d{4}))["']""")
_FAR_RIGHT = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'](?:[A-Z]{3,}|[B-Z][A-Z]|A[YZ])\d+["'][^>]*(?<!/)>(?!</)"""
)
_FAR_DOWN = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'][A-Z]+(?:\d{6,}|[6-9]\d{4})["'][^>]*(?<!/)>(?!</)""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["'])e(?=["'])""")
_MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)


def sheets(parts: Mapping[str, bytes]) -> list[SheetXml]:
    """Every sheet in the order of the tabs.

    Raises:
        Refused: macros, links to elsewhere, a part that is missing, or cells far away from the table.
    """
    if _MACROS.search(parts["[Content_Types].xml"]):
        refuse("E_MACRO")
    for name, content in parts.items():
        if name.endswith(".rels"):
            _check_links(content)
    targets = _targets(parts)
    return [_sheet(one, targets, parts) for one in map(attributes, tags(parts[BOOK], "sheet"))]


def with_errors_as_text(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with an error of Excel (#N/A) as a text: the reader would say that the cell is empty."""
    return {
        name: _ERROR.sub(rb"\1str", content) if name.startswith("xl/") and _has_error(content) else content
        for name, content in parts.items()
    }


def _has_error(content: bytes) -> bool:
    return b't="e"' in content or b"t='e'" in content


def _check_links(rels: bytes) -> None:
    """A link a reader can click is harmless; a link the program follows is not."""
    for link in map(attributes, tags(rels, "Relationship")):
        if link.get("TargetMode", "").lower() == "external" and not link.get("Type", "").endswith("/hyperlink"):
            refuse("E_EXTERNE_VERWIJZING")


def _targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Part of each relation of the book, by its id."""
    links = map(attributes, tags(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship"))
    return {one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:] for one in links}


def _sheet(described: dict[str, str], targets: Mapping[str, str], parts: Mapping[str, bytes]) -> SheetXml:
    name, target = described.get("name"), targets.get(described.get("id", ""), "")
    if name is None or target not in parts:
        refuse("E_XLSX_OPBOUW")
    content = parts[target]
    if len(content) < _LOOK_IN and _MAYBE_FAR.search(content):
        _check_far(content)
    return _described(name, content)


def _check_far(content: bytes) -> None:
    """A cell with only a colour is nothing, closed in its own tag or by the next; the reader skips it."""
    if _FAR_RIGHT.search(content):
        refuse("E_TE_VEEL_KOLOMMEN", aantal=f"meer dan {MAX_COLUMNS}")
    if _FAR_DOWN.search(content):
        refuse("E_TE_VEEL_RIJEN")


def _described(name: str, content: bytes) -> SheetXml:
    """A plain look for the word first: it is many times as fast as a pattern."""
    count = len(_FORMULA.findall(content)) if b"<f" in content or b":f" in content else 0
    first = _CELL.search(content) if count else None
    return SheetXml(
        name,
        formules=count,
        formule_rij=int(first[2]) if first else None,
        formule_kolom=_index(first[1]) if first else None,
        samengevoegd=b"mergeCell" in content and _MERGED.search(content) is not None,
        verborgen=b"hidden" in content and _HIDDEN.search(content) is not None,
    )


def _index(letters: bytes) -> int:
    """Number of a column, A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
