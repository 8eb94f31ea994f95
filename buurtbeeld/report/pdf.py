"""A paper as PDF/UA: tagged, in Dutch, with vector charts. The Typst program is constant; the paper goes in as data."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from buurtbeeld.ingest.content import UNSEEN
from buurtbeeld.report.document import Document
from buurtbeeld.report.views import view_of

HERE = Path(__file__).parent
STANDARD = "ua-1"
UNPRINTABLE = "(teken)"
# PDF/UA refuses a sign that no font has. Typst names the first; every answer makes at least one sign known.
_REFUSED = re.compile(r'the text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
_CODE = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")
_LONG = re.compile(r"\S{40}")
_TRIES = 20
_COMMON = re.compile(r"[^\u0000-\u024f\u2010-\u2027\u2030-\u203a\u20ac\u2190-\u2193\u2212]+")


@cache
def _compiler() -> typst.Compiler:
    """One compiler for the process. Fonts of the machine are left out, so that a paper is the same everywhere."""
    fonts = typst.Fonts(font_paths=[str(HERE / "lettertype")], include_system_fonts=False)
    return typst.Compiler(str(HERE / "sjabloon.typ"), root=str(HERE), font_paths=fonts)


def pdf(one: Document) -> bytes:
    """The paper as PDF. A sign that cannot be printed, as an emoji, reads "(teken)".

    Raises:
        typst.TypstError: our own program is wrong; no text of a user can bring that about.
    """
    made = _made(_data(one), "pdf")
    assert isinstance(made, bytes)  # one document, not one per page
    return made


def pictures(one: Document, *, ppi: float = 96) -> list[bytes]:
    """Every page as PNG, to look at."""
    made = _made(_data(one), "png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def drawn(svg: str, *, ppi: float = 200) -> bytes:
    """A drawing of ours as PNG, for a program that cannot read SVG."""
    data = {"titel": "", "trefwoorden": [], "tekening": svg}
    made = _compiler().compile(sys_inputs={"document": json.dumps(data)}, format="png", ppi=ppi)
    assert isinstance(made, bytes)  # a drawing is one page
    return made


def _made(data: str, kind: Literal["pdf", "png"], *, ppi: float | None = None) -> Any:
    more: dict[str, Any] = {"format": kind} | ({"pdf_standards": STANDARD} if kind == "pdf" else {"ppi": ppi})
    for _ in range(_TRIES):
        try:
            return _compiler().compile(sys_inputs={"document": data}, **more)
        except typst.TypstError as error:
            found = _REFUSED.search(str(error))
            if found is None:
                raise
            data = _without(data, found["text"])
    return _compiler().compile(sys_inputs={"document": _COMMON.sub(UNPRINTABLE, data)}, **more)


def _without(data: str, refused: str) -> str:
    """Without the refused signs, and without what stands near them in Unicode: one by one would take long."""
    plain = _CODE.sub(lambda found: chr(int(found["code"], 16)), refused)
    blocks = {ord(sign) >> 12 for sign in plain if ord(sign) >= 0x3000}  # below it stand our own dashes and quotes
    near = "".join(f"{chr(block << 12)}-{chr((block << 12) + 0xFFF)}" for block in blocks)
    return re.sub(f"[{near}{re.escape(plain)}]+", UNPRINTABLE, data)


def _data(one: Document) -> str:
    names = ("titel", "onder", "voet", "banner", "groot")
    data: dict[str, Any] = {name: getattr(one, name) for name in names}
    data |= {"trefwoorden": list(one.trefwoorden), "blokken": [view_of(block) for block in one.blokken]}
    return json.dumps(_seen(data), ensure_ascii=False)


def _seen(part: Any) -> Any:
    """Without signs that nobody sees, which PDF/UA refuses; and a word as long as a line may be broken."""
    if isinstance(part, str):
        return part if part.startswith("<svg") else _LONG.sub("\\g<0>\u200b", UNSEEN.sub("", part))
    if isinstance(part, list | tuple):
        return [_seen(one) for one in part]
    return {name: _seen(value) for name, value in part.items()} if isinstance(part, dict) else part
