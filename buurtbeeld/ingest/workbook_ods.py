"""Sheets of a LibreOffice workbook, as its XML describes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buurtbeeld.ingest.content import MAX_COLUMNS, MAX_ROWS
from buurtbeeld.ingest.refusal import refuse
from buurtbeeld.ingest.workbook_xml import SheetXml, attributes

CONTENT = "content.xml"
_TABLE = re.compile(rb"<table:table\s[^>]*>")
_FORMULA = re.compile(rb"<table:table-cell\s[^>]*\btable:formula\s*=")
_SPANNED = re.compile(rb"""number-(?:columns|rows)-spanned\s*=\s*["'](?!1["'])\d+["']""")
_HIDDEN = re.compile(rb"""<table:table-(?:row|column)\s[^>]*\btable:visibility\s*=\s*["'](?:collapse|filter)["']""")
_REPEATED = re.compile(rb"""<table:table-cell\s(?=[^>]*value-type)[^>]*number-columns-repeated\s*=\s*["'](\d+)["']""")
_ROWS = re.compile(
    rb"""<table:table-row\s[^>]*number-rows-repeated\s*=\s*["'](\d{3,})["'][^>]*(?<!/)>(.*?)</table:table-row>""",
    re.DOTALL,
)
_ELSEWHERE = re.compile(rb"<table:(?:table-source|dde-links?|cell-range-source|database-source)\b|<office:dde-source\b")
_ENCRYPTED = re.compile(rb"<manifest:encryption-data\b")


def sheets(parts: Mapping[str, bytes]) -> list[SheetXml]:
    """Every sheet in the order of the tabs.

    Raises:
        Refused: a password, links to elsewhere, or values repeated beyond what a delivery holds.
    """
    content = parts[CONTENT]
    if _ENCRYPTED.search(parts.get("META-INF/manifest.xml", b"")):
        refuse("E_BESTANDSTYPE")
    if _ELSEWHERE.search(content):
        refuse("E_EXTERNE_VERWIJZING")
    if any(int(found[1]) > MAX_COLUMNS for found in _REPEATED.finditer(content)):
        refuse("E_TE_VEEL_KOLOMMEN", aantal=f"meer dan {MAX_COLUMNS}")
    if any(int(found[1]) > MAX_ROWS and b"value-type" in found[2] for found in _ROWS.finditer(content)):
        refuse("E_TE_VEEL_RIJEN")
    starts = [*_TABLE.finditer(content)]
    ends = [*(found.start() for found in starts[1:]), len(content)]
    return [_sheet(found[0], content[found.end() : end]) for found, end in zip(starts, ends, strict=True)]


def _sheet(tag: bytes, content: bytes) -> SheetXml:
    return SheetXml(
        attributes(tag).get("name", ""),
        formules=len(_FORMULA.findall(content)),
        samengevoegd=_SPANNED.search(content) is not None,
        verborgen=_HIDDEN.search(content) is not None,
    )
