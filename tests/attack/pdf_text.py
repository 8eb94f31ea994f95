"""Text of a PDF as Typst writes it: glyphs back to letters by the table that every font carries for that."""

from __future__ import annotations

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\((?:\\.|[^\\()])*\)|BT|TJ|Tj", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text(body):
    """Every line of text, with what stands beside the pages: title, alternative texts, metadata."""
    objects = {int(number): content for number, content in OBJECT.findall(body)}
    fonts = {}
    for content in objects.values():
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", content):
            table = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(number), b""))
            if table:
                fonts[name] = _letters(_stream(objects[int(table[1])]))
    pages = [_stream(content) for content in objects.values() if STREAM.search(content)]
    lines = [_page(page, fonts) for page in pages if b"BT" in page and b"Tf" in page]
    beside = [_plain(part) for content in objects.values() for part in _strings(STREAM.sub(b"", content))]
    packed = [page.decode("utf-8", "replace") for page in pages if page.lstrip().startswith(b"<?xpacket")]
    return "\n".join([*lines, *beside, *packed])


def _stream(content):
    found = STREAM.search(content)
    if found is None:
        return b""
    try:
        return zlib.decompressobj().decompress(found[1])
    except zlib.error:
        return found[1]


def _letters(table):
    """Number of a glyph -> its letters."""
    found = {}
    for glyph, letters in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s", table):
        found[int(glyph, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
    return found


def _page(page, fonts):
    out, letters = [], {}
    for part in SHOWN.finditer(page):
        if part[1]:
            letters = fonts.get(part[1], {})
        elif part[0] == b"BT":
            out.append("\n")
        elif part[0].startswith(b"("):
            raw = _bytes(part[0][1:-1])
            glyphs = (raw[at] << 8 | raw[at + 1] for at in range(0, len(raw) - 1, 2))
            out.append("".join(letters.get(glyph, "") for glyph in glyphs))
    return "".join(out)


def _bytes(raw):
    """A literal string of a PDF without its escapes."""

    def plain(found):
        sign = found[1]
        return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else ESCAPES.get(sign, sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, raw, flags=re.DOTALL)


def _strings(content):
    return [one[1:-1] for one in re.findall(rb"\((?:\\.|[^\\()])*\)", content, re.DOTALL)]


def _plain(raw):
    made = _bytes(raw)
    return made[2:].decode("utf-16-be", "replace") if made.startswith(b"\xfe\xff") else made.decode("latin-1")
