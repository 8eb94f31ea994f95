"""Reading, one part at a time, without the process around it."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.ingest import container, delimited, workbook, workbook_xml
from buurtbeeld.ingest.archive import check_archive, packed, unpack
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.content import UNSEEN, column_letter, column_name, sheet_of
from buurtbeeld.ingest.refusal import Refused
from buurtbeeld.ingest.text_encoding import decode
from tests.ingest.made_workbooks import ods, ods_table, rezipped, xlsx


def outcome(act):
    """What it gives, or the code it is refused with."""
    try:
        return act()
    except Refused as refused:
        return refused.code


DUTCH = st.text("abc éëïöüàèçÉ€–’“” ;,0123456789", max_size=40)


@given(DUTCH)
def test_text_survives_every_encoding_we_read(text):
    assert decode(text.encode())[0] == text
    assert decode(text.encode("utf-8-sig")) == (text, ())
    assert decode(b"\xfe\xff" + text.encode("utf-16-be"))[0] == text


def is_utf8(text):
    """Whether the old Windows bytes of a text are good UTF-8 too, as those of "É–" are: then nobody can tell."""
    try:
        return bool(text.encode("cp1252").decode())
    except UnicodeDecodeError:
        return False


@given(DUTCH.filter(lambda text: not text.isascii() and not is_utf8(text)))
def test_old_windows_letters_come_out_right_or_not_at_all(text):
    """Nearly always right; never as other letters."""
    read = outcome(lambda: decode(text.encode("cp1252")))
    assert read == "E_CODERING" or (read[0], [one.code for one in read[1]]) == (text, ["W_CODERING"])


@pytest.mark.parametrize(
    "word", ["coördinator", "één", "privé", "crème brûlée", "€ 5", "zo’n", "’s avonds", "½ fte", "10 °C"]
)
def test_ordinary_dutch_in_windows_letters_is_read(word):
    assert decode(f"{word};1\n".encode("cp1252"))[0] == f"{word};1\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a/b/c.csv", "c.csv"), ("C:\\x\\d.csv", "d.csv"), ("a\u202eb\0.csv", "ab.csv"), ("x" * 200, "x" * 150), ("", "")],
)
def test_a_name_is_made_safe_to_show(name, shown):
    assert container.safe_name(name) == shown


@pytest.mark.parametrize(
    "name", ["levering.csv", "Levering 2026-T3 (Goirle) v2.xlsx", "één & ander.csv", "a.b.csv", "LEVERING.CSV"]
)
def test_ordinary_names_pass(name):
    assert container.check_name(name) == ()


@given(st.text(max_size=30))
def test_any_name_is_judged(name):
    told = outcome(lambda: container.check_name(name))
    assert told == "E_BESTANDSNAAM" or {one.code for one in told} <= {"W_BESTANDSNAAM"}
    assert not UNSEEN.search(container.safe_name(name))


def test_column_letters():
    assert [column_letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("name", "shown"), [("teller", "teller"), (" n ", "n"), ("Jan Jansen", "C"), (None, "C"), ("123456782", "C")]
)
def test_only_a_name_of_a_column_is_shown(name, shown):
    assert column_name(name, 2) == shown


def test_empty_rows_and_columns_beside_the_table_are_left_out():
    rows = [[None, "", None], [" a ", None, "b"], [None, " ", None], [1, None, None]]
    sheet, told = sheet_of(rows)
    assert (sheet.header, sheet.rows, sheet.lines, told) == (("a", "b"), ((1, None),), (4,), ())


def test_every_row_of_another_width_is_told():
    sheet, told = sheet_of([["a", "b"], ["1"], ["1", "2"], ["1", "2", "3"]])
    assert [(one.code, one.rij) for one in told] == [("E_RIJLENGTE", 2), ("E_RIJLENGTE", 4)]
    assert sheet.lines == (3,)


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x7f", "\x9b", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041"])
def test_letters_nobody_sees_are_told_with_their_place(letter):
    sheet, told = sheet_of([["teller", "b"], ["1", "2"], [f"x{letter}", "2"]])
    assert [(one.code, one.rij, one.kolom) for one in told] == [("E_TEKENS", 3, "teller")]
    assert sheet.lines == (2,)


def test_lines_and_tabs_in_a_cell_are_no_strange_letters():
    assert sheet_of([["a"], ["een\ttwee\r\ndrie"]])[1] == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a;b\n"1;2";"3""4"\n', [["a", "b"], ["1;2", '3"4']]),
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ('"a, b";c\n1;2\n', [["a, b", "c"], ["1", "2"]]),
        ("a;b\r1;2\r", [["a", "b"], ["1", "2"]]),
        ("sep=;\na;b\n", [["a", "b"]]),
        ("a\u2028;b\x85\n1;2\n", [["a\u2028", "b\x85"], ["1", "2"]]),
    ],
)
def test_cells_of_a_csv_file(text, rows):
    assert delimited.read(text.encode()).grids[0].rows == rows


def test_a_workbook_keeps_kinds_of_values():
    book = xlsx(rows=[["x", 1, 2.5, True, None, "", "é"]])
    assert workbook.read(book, Kind.XLSX).data.rows[1] == ["x", 1.0, 2.5, True, "", "", "é"]
    assert workbook.read(ods(ods_table(rows=[["a", 1]])), Kind.ODS).data.rows == [["a", 1.0]]


def test_prefixes_of_xml_hide_nothing():
    """Other programs write <x:f> where Excel writes <f>."""

    def prefixed(xml):
        content = xml.replace(b'<c r="D2"', b'<x:c xmlns:x="urn:x" r="D2"').replace(
            b"<v>420</v></c>", b"<x:f>1</x:f><v>1</v></x:c>"
        )
        assert content != xml
        return content

    found = workbook_xlsx_described(rezipped(xlsx(), replace={"xl/worksheets/sheet1.xml": prefixed}))
    assert (found.formules, found.formule_rij, found.formule_kolom) == (1, 2, 3)


def workbook_xlsx_described(data):
    return workbook.workbook_xlsx.sheets(unpack(data))[0]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_links_are_found_in_both_quotes(quote):
    rels = f"<Relationship Type={quote}x/image{quote} TargetMode = {quote}External{quote}/>".encode()
    data = rezipped(xlsx(), add=[("xl/worksheets/_rels/sheet1.xml.rels", rels)])
    with pytest.raises(Refused, match="gegevensbron"):
        workbook.read(data, Kind.XLSX)


def test_a_link_to_click_is_harmless():
    book = xlsx(lambda one: setattr(one.active["G2"], "hyperlink", "https://example.org/uitleg"))
    assert b"External" in unpack(book)["xl/worksheets/_rels/sheet1.xml.rels"]
    assert workbook.read(book, Kind.XLSX).meldingen == ()


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE a>", b"<?xml version='1.0'?>\n<!doctype a>", b"<a/><! ENTITY b>", b"<?xml encoding='utf-16'?><a/>",
        b"<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>", "<a/>".encode("utf-16"), "<a/>".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_xml_that_could_mean_something_else_is_refused(content):
    with pytest.raises(Refused, match="anders opgebouwd"):
        workbook_xml.check_xml({"x.xml": content})


def test_the_reader_gets_only_what_was_proven():
    data = xlsx()
    again = packed(unpack(data))
    with zipfile.ZipFile(io.BytesIO(again)) as made:
        assert {part.compress_type for part in made.infolist()} == {zipfile.ZIP_STORED}
    assert unpack(again) == unpack(data)
    assert check_archive(again) is Kind.XLSX


def test_a_huge_directory_is_not_even_opened(monkeypatch):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for number in range(3000):
            made.writestr(f"{number}", b"")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(Refused, match="te groot"):
        check_archive(target.getvalue())
