"""Files of another kind, odd names, and bad workbooks."""

from __future__ import annotations

from datetime import datetime

from tests.ingest.corpus import BSNS, HEADER, ROWS, Case, csv
from tests.ingest.made_workbooks import (
    DOCTYPE,
    bomb,
    colour_far_away,
    comment,
    damaged,
    encrypted,
    entity,
    far,
    footer,
    hidden,
    in_utf16,
    link,
    lying,
    mail_comment,
    maker,
    many_parts,
    named,
    ods,
    ods_table,
    properties,
    put,
    rezipped,
    twice,
    with_sheet,
    xlsx,
)  # fmt: skip

NAMED = "levering.xlsx"


def excel(wat, data, code, naam=NAMED, **where):
    return Case(wat, data, code, naam, **where)


def half(content):
    return content[: len(content) // 2]


def libre(wat, data, code):
    return Case(wat, data, code, "levering.ods")


GOOD = xlsx()
BORN = [(*row, datetime(1940 + at, 3, 2)) for at, row in enumerate(ROWS)]  # noqa: DTZ001
PASSWORD = [("META-INF/manifest.xml", "<manifest:encryption-data/>")]
SHEET = "xl/worksheets/sheet1.xml"
TABLE = ods_table()
ANNOTATION = "<office:annotation><text:p>van 123456782</text:p></office:annotation>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
PICKLE = b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94."

KINDS = [
    Case("oude werkmap", OLE, "E_BESTANDSTYPE", "levering.xls"),
    Case("werkmap met wachtwoord", OLE, "E_BESTANDSTYPE", NAMED),
    Case("zip met wachtwoord", encrypted(GOOD), "E_BESTANDSTYPE", NAMED),
    Case("object van Python", PICKLE, "E_BESTANDSTYPE", "levering.pkl"),
    Case("object van Python als tekst", b"cos\nsystem\n(S'ls'\ntR.", "E_BESTANDSTYPE"),
    Case("PDF", b"%PDF-1.7\n1 0 obj\n", "E_BESTANDSTYPE", "levering.pdf"),
    Case("PDF als CSV", b"%PDF-1.7\n1 0 obj\n", "E_BESTANDSTYPE"),
    Case("programma", b"MZ\x90\x00\x03" + b"\x00" * 100, "E_BESTANDSTYPE", "levering.exe"),
    Case("plaatje", b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 100, "E_BESTANDSTYPE"),
    Case("webpagina als werkmap", b"<html><table><tr><td>1</td></tr></table></html>", "E_BESTANDSTYPE", "levering.xls"),
    Case("JSON", b'[{"buurtcode": "goirle"}]', "E_BESTANDSTYPE", "levering.json"),
    Case("gewone zip", rezipped(GOOD, leave=["xl/workbook.xml"]), "E_BESTANDSTYPE", "levering.zip"),
    Case("lege zip", b"PK\x05\x06" + b"\0" * 18, "E_BESTANDSTYPE", NAMED),
    Case("willekeurige bytes", bytes(range(256)) * 8, "E_BESTANDSTYPE"),
]
NAMES = [
    Case("naam met map", csv(), "E_BESTANDSNAAM", "../levering.csv"),
    Case("naam met map van Windows", csv(), "E_BESTANDSNAAM", "C:\\levering.csv"),
    Case("naam met nul", csv(), "E_BESTANDSNAAM", "levering\0.csv"),
    Case("naam achterstevoren", csv(), "E_BESTANDSNAAM", "levering\u202evsc.exe"),
    Case("naam met regeleinde", csv(), "E_BESTANDSNAAM", "levering\n.csv"),
    Case("naam te lang", csv(), "W_BESTANDSNAAM", "a" * 300 + ".csv"),
    Case("geen naam", csv(), "W_BESTANDSNAAM", ""),
    Case("naam van een apparaat", csv(), "W_BESTANDSNAAM", "con.csv"),
    Case("naam met twee eindes", csv(), "W_BESTANDSNAAM", "levering.exe.csv"),
    Case("naam als formule", csv(), "W_BESTANDSNAAM", "=1+1.csv"),
    Case("naam van een ander soort", csv(), "W_BESTANDSNAAM", NAMED),
    Case("werkmap heet CSV", GOOD, "W_BESTANDSNAAM", "levering.csv"),
]
WORKBOOKS = [
    excel("goede werkmap", GOOD, ""),
    excel("goede werkmap met één blad", xlsx(title="Blad1"), ""),
    excel("kleur ver weg", xlsx(colour_far_away), ""),
    excel("maker heeft een adres", xlsx(maker), ""),
    excel("bladzijde met tekst", xlsx(with_sheet("Notities", [["Let op"], ["De cijfers zijn van mei"]])), ""),
    excel("leeg blad", xlsx(rows=[], header=[]), "E_LEEG"),
    excel("werkmap met alleen kolomnamen", xlsx(rows=[]), "E_GEEN_RIJEN"),
    excel("samengevoegd", xlsx(lambda book: book.active.merge_cells("A2:B2")), "E_SAMENGEVOEGD"),
    excel("formule", xlsx(put("D3", "=1+1")), "E_FORMULE", rij=3, kolom="teller"),
    excel("tweede blad", xlsx(with_sheet("Blad2", [HEADER, *ROWS])), "E_MEER_BLADEN"),
    excel("verborgen tweede blad", xlsx(with_sheet("Blad2", [HEADER, *ROWS], "veryHidden")), "E_MEER_BLADEN"),
    excel("twee bladen zonder Gegevens", xlsx(with_sheet("Blad2", [HEADER, *ROWS]), title="Blad1"), "E_MEER_BLADEN"),
    excel("verborgen rij", xlsx(hidden), "W_VERBORGEN_RIJEN"),
    excel("macro", rezipped(GOOD, add=[("xl/vbaProject.bin", OLE)]), "E_MACRO", "levering.xlsm"),
    excel("oude macro", rezipped(GOOD, add=[("xl/macrosheets/sheet1.xml", b"<a/>")]), "E_MACRO"),
    excel("DOCTYPE", rezipped(GOOD, replace={SHEET: entity}), "E_XML"),
    excel("DOCTYPE in UTF-16", rezipped(GOOD, replace={SHEET: in_utf16}), "E_XML"),
    excel("DOCTYPE elders", rezipped(GOOD, replace={"docProps/core.xml": lambda xml: DOCTYPE + xml}), "E_XML"),
    excel("ander bestand", rezipped(GOOD, add=[("xl/externalLinks/a.xml", b"<a/>")]), "E_EXTERNE_VERWIJZING"),
    excel("gegevensbron", rezipped(GOOD, add=[("xl/connections.xml", b"<a/>")]), "E_EXTERNE_VERWIJZING"),
    excel("plaatje van elders", link(GOOD), "E_EXTERNE_VERWIJZING"),
    excel("plaatje erin", rezipped(GOOD, add=[("xl/media/image1.png", b"\x89PNG")]), "E_INGESLOTEN_BESTAND"),
    excel("bestand erin", rezipped(GOOD, add=[("xl/embeddings/a.docx", b"PK")]), "E_INGESLOTEN_BESTAND"),
    excel("zipbom", lambda: bomb(101 * 1024 * 1024), "E_UITGEPAKT_TE_GROOT"),
    excel("sterk ingepakt", lambda: bomb(30 * 1024 * 1024), "E_UITGEPAKT_TE_GROOT"),
    excel("2.001 delen", lambda: many_parts(GOOD), "E_UITGEPAKT_TE_GROOT"),
    excel("kapotte zip", GOOD[: len(GOOD) // 2], "E_XLSX_OPBOUW"),
    excel("beschadigd deel", damaged(GOOD), "E_XLSX_OPBOUW"),
    excel("deel groter dan gezegd", lying(GOOD, 100), "E_XLSX_OPBOUW"),
    excel("deel dubbel", twice(GOOD), "E_XLSX_OPBOUW"),
    excel("deel buiten de map", rezipped(GOOD, add=[("../../x.xml", b"<a/>")]), "E_XLSX_OPBOUW"),
    excel("deel zonder naam", rezipped(GOOD, add=[("x.xml", b"<a/>")]).replace(b"x.xml", b"\0.xml"), "E_XLSX_OPBOUW"),
    excel("blad ontbreekt", rezipped(GOOD, leave=[SHEET]), "E_XLSX_OPBOUW"),
    excel("blad is geen XML", rezipped(GOOD, replace={SHEET: half}), "E_XLSX_OPBOUW"),
    excel("cel rechts onderaan", far("XFD1048576"), "E_TE_VEEL_KOLOMMEN"),
    excel("cel ver onderaan", far("A1048576"), "E_TE_VEEL_RIJEN"),
    excel("werkmap met 51 kolommen", xlsx(header=[*HEADER, *map(str, range(44))]), "E_TE_VEEL_KOLOMMEN"),
    excel("fout van Excel in een werkmap", xlsx(put("D2", "#N/A")), "E_GETAL", rij=2, kolom="teller"),
    excel("waar in een werkmap", xlsx(put("D2", True)), "E_GETAL", rij=2, kolom="teller"),
    excel("datum als periode", xlsx(put("B2", datetime(2025, 5, 2))), "E_PERIODE", rij=2),  # noqa: DTZ001
]  # fmt: skip
PERSONS = [
    excel("BSN op verborgen blad", xlsx(with_sheet("x", [["nr"], *([int(bsn)] for bsn in BSNS)], "hidden")), "E_BSN"),
    excel("BSN in een opmerking", xlsx(comment), "E_BSN"),
    excel("BSN in een naam", xlsx(named), "E_BSN"),
    excel("BSN in eigenschappen", xlsx(properties), "E_BSN"),
    excel("e-mail in een opmerking", xlsx(mail_comment), "E_PERSOONSGEGEVENS"),
    excel("e-mail onder aan de bladzijde", xlsx(footer), "E_PERSOONSGEGEVENS"),
    excel("e-mail op de uitleg", xlsx(with_sheet("Uitleg", [["vraag j.jansen@example.org"]])), "E_PERSOONSGEGEVENS"),
    excel("kolom met geboortedata", xlsx(header=(*HEADER, "dag"), rows=BORN), "E_PERSOONSGEGEVENS"),
]  # fmt: skip
LIBRE = [
    libre("goede ods", ods(TABLE), ""),
    libre("ods samengevoegd", ods(ods_table(more='table:number-columns-spanned="2"')), "E_SAMENGEVOEGD"),
    libre("ods formule", ods(ods_table(more='table:formula="of:=1+1"')), "E_FORMULE"),
    libre("ods verborgen", ods(ods_table(row_more='table:visibility="collapse"')), "W_VERBORGEN_RIJEN"),
    libre("ods tweede blad", ods(TABLE + ods_table(name="Blad2")), "E_MEER_BLADEN"),
    libre("ods macro", ods(TABLE, parts=[("Basic/script-lc.xml", "<a/>")]), "E_MACRO"),
    libre("ods DOCTYPE", ods(TABLE, parts=[("meta.xml", DOCTYPE)]), "E_XML"),
    libre("ods van elders", ods(TABLE + "<table:dde-links/>"), "E_EXTERNE_VERWIJZING"),
    libre("ods cel herhaald", ods(ods_table(more='table:number-columns-repeated="16000"')), "E_TE_VEEL_KOLOMMEN"),
    libre("ods rij herhaald", ods(ods_table(row_more='table:number-rows-repeated="900000"')), "E_TE_VEEL_RIJEN"),
    libre("ods met wachtwoord", ods(TABLE, parts=PASSWORD), "E_BESTANDSTYPE"),
    libre("ods BSN in een opmerking", ods(TABLE.replace("<text:p>", ANNOTATION + "<text:p>", 1)), "E_BSN"),
    libre("ods leeg", ods(ods_table(rows=[])), "E_LEEG"),
]  # fmt: skip

CASES = [*KINDS, *NAMES, *WORKBOOKS, *PERSONS, *LIBRE]
