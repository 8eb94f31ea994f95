"""What leaves the app as text: messages to the browser, charts and tables in them, files, whatever they come in."""

from __future__ import annotations

import base64
import html
import io
import re
import zipfile
from urllib.parse import unquote

import pyarrow as pa

from tests.attack import pdf_text

DATA_URI = re.compile(r"data:[\w./+-]+;base64,([A-Za-z0-9+/=]+)")
PACKED = (".xlsx", ".docx")


def of_tree(block):
    """(kind, text) of every message to the browser under a block, deepest last."""
    for element in leaves(block):
        yield type(element.proto).__name__, "\n".join(of_message(element.proto))


def leaves(block):
    """Every element under a block of AppTest, also of a kind it does not know."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from leaves(child)
        elif hasattr(child, "proto"):
            yield child


def of_message(message):
    """Every text and number of a message, the cells of tables in it, and what is packed in a text."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield from of_text(one)
            elif isinstance(one, bytes):
                yield from _of_bytes(one)
            elif hasattr(one, "ListFields"):
                yield from of_message(one)
            else:
                yield str(one)


def of_text(text):
    """A text as somebody reads it, and the images in it."""
    yield html.unescape(text)
    for packed in DATA_URI.findall(text):
        yield base64.b64decode(packed).decode("utf-8", "replace")


def of_file(name, body):
    """(part, text) of a file that was handed out."""
    if name.endswith(PACKED):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            for part in book.namelist():
                xml = book.read(part).decode("utf-8", "replace")
                yield part, xml
                yield f"{part} zonder opmaak", html.unescape(re.sub(r"<(?!/?(?:w:p|row|c|v|si)\b)[^>]*>", "", xml))
    elif name.endswith(".pdf"):
        yield "tekst", pdf_text.text(body)
        yield "bytes", body.decode("latin-1")
    else:
        yield "tekst", body.decode("utf-8", "replace")


def of_address(parameters):
    """What stands in the address bar."""
    return " ".join(f"{name}={unquote(str(value))}" for name, value in parameters.items())


def _of_bytes(body):
    """A table of Arrow as its cells; anything else as it is."""
    try:
        table = pa.ipc.open_stream(body).read_all()
    except (pa.ArrowInvalid, OSError):
        yield body.decode("latin-1")
        return
    for name in table.column_names:
        yield f"{name}: " + " ".join(str(one) for one in table[name].to_pylist())
