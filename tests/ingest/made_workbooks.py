"""Makes workbooks, good and bad: by changing a good one as a workbook or as a zip."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.ingest.corpus import BSNS, HEADER, ROWS

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "b">]>'


def xlsx(change=None, *, rows=ROWS, header=HEADER, title="Gegevens"):
    """A workbook; `change` gets it before it is saved."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in (header, *rows):
        book.active.append(row)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rezipped(data, *, replace=None, add=(), leave=(), compression=zipfile.ZIP_DEFLATED):
    """A zip with other parts: `replace` maps a name to a function of its bytes, `add` is (name, bytes)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", compression) as made:
        for name in source.namelist():
            if name not in leave:
                made.writestr(name, (replace or {}).get(name, bytes)(source.read(name)))
        for name, content in add:
            made.writestr(name, content)
    return target.getvalue()


def ods(body, *, parts=()):
    """A LibreOffice workbook with this XML as its tables."""
    inner = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    content = f"<office:document-content {NAMESPACES}>{inner}</office:document-content>"
    target = io.BytesIO()
    known = {"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": "<manifest:manifest/>"} | dict(
        parts
    )
    with zipfile.ZipFile(target, "w") as made:
        for name, text in known.items():
            made.writestr(name, text)
    return target.getvalue()


def ods_cell(value, more=""):
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}" {more}/>'
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value or ""}</text:p></table:table-cell>'


def ods_table(rows=(HEADER, *ROWS), name="Gegevens", more="", row_more=""):
    """A table of LibreOffice; `more` goes into the first cell, `row_more` into every row."""
    lines = [
        f"<table:table-row {row_more}>"
        + "".join(ods_cell(cell, more if (line, at) == (0, 0) else "") for at, cell in enumerate(row))
        + "</table:table-row>"
        for line, row in enumerate(rows)
    ]
    return f'<table:table table:name="{name}">{"".join(lines)}</table:table>'


def with_sheet(name, rows, state="visible"):
    def change(book):
        made = book.create_sheet(name)
        made.sheet_state = state
        for row in rows:
            made.append(row)

    return change


def hidden(book):
    book.active.row_dimensions[3].hidden = True


def properties(book):
    book.properties.description = f"van {BSNS[0]}"


def maker(book):
    book.properties.creator = "j.jansen@example.org"


def named(book):
    book.defined_names["cel"] = DefinedName("cel", attr_text=f'"{BSNS[0]}"')


def comment(book):
    book.active["B2"].comment = Comment(f"dit is {BSNS[0]}", "iemand")


def mail_comment(book):
    book.active["B2"].comment = Comment("vraag j.jansen@example.org", "iemand")


def footer(book):
    book.active.oddFooter.center.text = "j.jansen@example.org"


def colour_far_away(book):
    book.active["XFD1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")


def put(cell, value):
    return lambda book: book.active.__setitem__(cell, value)


def far(cell):
    """A small file that says it is as large as a sheet can be."""
    row = "".join(i for i in cell if i.isdigit())
    return rezipped(
        xlsx(),
        replace={
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                b"</sheetData>", f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
            )
        },
    )


def entity(xml):
    return xml.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1)


def in_utf16(xml):
    return entity(xml).decode().encode("utf-16")


def link(book):
    return rezipped(
        book,
        replace={
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                b"</Relationships>",
                b'<Relationship Id="r9" Type="x/image" Target="http://x.org/" TargetMode="External"/></Relationships>',
            )
        },
    )


def damaged(data):
    """One byte of the packed cells is another."""
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def lying(data, size):
    """The directory says another unpacked size than there is."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    return data[: at + 24] + struct.pack("<L", size) + data[at + 28 :]


def encrypted(data):
    """Every part says it has a password."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01\x00" + data[at + 10 :]


def twice(data):
    """The same part twice, the second with other cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        content = source.read("xl/worksheets/sheet1.xml")
    renamed = rezipped(data, add=[("xl/worksheets/sheet9.xml", content)])
    return renamed.replace(b"xl/worksheets/sheet9.xml", b"xl/worksheets/sheet1.xml")


def bomb(size):
    return rezipped(xlsx(), add=[("xl/media.xml", b"<a>" + b" " * size + b"</a>")])


def many_parts(data):
    return rezipped(data, add=[(f"xl/x{number}.xml", b"<a/>") for number in range(2001)])


def mutated(data, chance):
    """The bytes with a few of them changed, cut out or doubled."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(found) + 1), chance.choice((1, 1, 2, 8, 64))
        found[at : at + chance.choice((0, length))] = chance.choice(
            (chance.randbytes(length), b"", bytes(found[:length]), b"\xff" * length, b"\0" * length)
        )
    return bytes(found)
