"""Parts of a workbook as XML: what may not be in them, and small pieces read by pattern.

A pattern over the bytes is only to be trusted in UTF-8 without entities of its own, so anything else is refused first.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buurtbeeld.ingest.refusal import refuse

BINARY = (".bin", ".png", ".jpg", ".jpeg", ".emf", ".wmf")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']""")
_NOT_ALLOWED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TEXT = re.compile(rb">([^<]+)<")


@dataclass(frozen=True)
class SheetXml:
    """What the cells of a sheet do not tell.

    Attributes:
        naam: as on its tab.
        formules: how many cells hold one; formule_rij, formule_kolom: line and column (0 = A) of the first, when known.
        samengevoegd: whether cells are merged; verborgen: whether rows or columns are hidden.
    """

    naam: str
    formules: int = 0
    formule_rij: int | None = None
    formule_kolom: int | None = None
    samengevoegd: bool = False
    verborgen: bool = False


def check_xml(parts: Mapping[str, bytes]) -> None:
    """Refuse every part that could mean something else to another reader.

    Raises:
        Refused: E_XML.
    """
    for name, content in parts.items():
        if name.lower().endswith(BINARY):
            continue
        declared = _DECLARED.match(content[:500].removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
        if encoding not in ("utf-8", "us-ascii", "ascii") or b"\0" in content or _declares(content):
            refuse("E_XML")
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            refuse("E_XML")


def _declares(content: bytes) -> bool:
    return b"<!" in content and _NOT_ALLOWED.search(content) is not None


def tags(content: bytes, name: str) -> Iterator[bytes]:
    """Every opening tag with this local name, whatever its prefix, as bytes."""
    for found in re.finditer(rb"<(?:[\w-]+:)?" + name.encode() + rb"(?=[\s>/])[^>]*>", content):
        yield found[0]


def attributes(tag: bytes) -> dict[str, str]:
    """Attributes of a tag by local name."""
    return {
        name.decode("utf-8", "replace").rpartition(":")[2]: unescaped(one or other)
        for name, one, other in _ATTRIBUTE.findall(tag)
    }


def elements(content: bytes, name: str) -> Iterator[bytes]:
    """Everything between the tags of each element with this local name; it may not hold one of its own kind."""
    pattern = rb"<(?P<tag>(?:[\w-]+:)?" + name.encode() + rb")(?=[\s>])[^>]*(?<!/)>(.*?)</(?P=tag)\s*>"
    for found in re.finditer(pattern, content, re.DOTALL):
        yield found[2]


def texts(content: bytes) -> list[str]:
    """Every text between tags."""
    return [unescaped(found) for found in TEXT.findall(content) if found.strip()]


def joined(content: bytes) -> str:
    """All text of a piece as one: a word may be cut in parts with their own type."""
    return "".join(texts(b">" + content + b"<"))


def unescaped(text: bytes) -> str:
    """Text with its character references written out."""
    return html.unescape(text.decode("utf-8", "replace"))
