"""Bytes of a CSV file to text: UTF-8, or with a warning UTF-16 with its mark or the old Windows letters."""

from __future__ import annotations

import re

from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Melding
from buurtbeeld.ingest.refusal import refuse

_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
# What Dutch text in Windows-1252 holds: accented letters, euro, quotes, dashes, some signs. Not \xc2 and \xc3: those
# are nearly always the first half of a letter in UTF-8; \xe2 is, unless a letter follows.
_WINDOWS = rb"\x80\x85\x91-\x97\xa0\xb0\xb2-\xb5\xb7\xbd\xc0\xc1\xc4-\xcf\xd1-\xdc\xdf-\xef\xf1-\xfc\xff"
_ODD = re.compile(rb"[^\x00-\x7f" + _WINDOWS + rb"]|\xe2(?![A-Za-z])")
_UTF8_LETTER = re.compile(rb"[\xc4-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes) -> tuple[str, tuple[Melding, ...]]:
    """Text of the file without its byte order mark, and a warning when it was not UTF-8.

    Raises:
        Refused: E_CODERING: no encoding fits, or two are mixed.
    """
    if data.startswith(_UTF32):
        refuse("E_CODERING")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16"), (melding("W_CODERING", naam="UTF-16"),)
    if _is_utf16_without_mark(data):
        refuse("E_CODERING")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _windows(data), (melding("W_CODERING", naam="Windows-1252"),)


def _windows(data: bytes) -> str:
    """Only when every high byte is one that Dutch text uses, and none is part of a letter in UTF-8."""
    if data.startswith(b"\xef\xbb\xbf") or _ODD.search(data) or _UTF8_LETTER.search(data):
        refuse("E_CODERING")
    return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        refuse("E_CODERING")


def _is_utf16_without_mark(data: bytes) -> bool:
    """A zero beside nearly every letter; a lone zero is a forbidden character, not an encoding."""
    start = data[:4096]
    return len(start) >= 4 and max(start[0::2].count(0), start[1::2].count(0)) > len(start) / 4
