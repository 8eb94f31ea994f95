"""Every bad input of a delivery that we know of, made here as bytes, with the message it must get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.ingest_checks.made import SEH, rules

HEADER = ("buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting")
BUURTEN = ("goirle", "emmen", "lochem", "veendam")
RULES = rules(inwoners={"goirle": 24_000}, verouderd={"BU03449999"})
ROWS = tuple((buurt, "2025", SEH, 420 + at, 4000, None, "") for at, buurt in enumerate(BUURTEN))
WIDE = tuple(map(str, range(44)))
BSNS = ("123456782", "111222333", "100000009", "234567806")  # invented, right by the test of eleven


@dataclass(frozen=True)
class Case:
    """One file.

    Attributes:
        code: the message it must get; one that begins with "W_" may not be refused, "" must pass without a word.
        rij, kolom: where the message must point, None when that does not matter.
    """

    wat: str
    made: bytes | Callable[[], bytes]
    code: str
    naam: str = "levering.csv"
    rij: int | None = None
    kolom: str | None = None

    def __str__(self):
        return f"{self.wat} {self.code}"

    @property
    def data(self):
        """The bytes; large files are made only when asked for."""
        return self.made if isinstance(self.made, bytes) else self.made()


def with_cell(kolom, value, *, rows=ROWS, header=HEADER, at=0):
    """The rows, one of them with another value."""
    place = header.index(kolom)
    return [(*row[:place], value, *row[place + 1 :]) if number == at else tuple(row) for number, row in enumerate(rows)]


def with_column(kolom, values, *, rows=ROWS, header=HEADER):
    """Header and rows with a column more."""
    return (*header, kolom), [(*row, value) for row, value in zip(rows, values, strict=False)]


def text(rows=ROWS, header=HEADER, delimiter=";", end="\n"):
    """A CSV file as text."""
    lines = [header, *rows] if header else rows
    return "".join(delimiter.join("" if cell is None else str(cell) for cell in line) + end for line in lines)


def csv(rows=ROWS, header=HEADER, **how):
    """A CSV file as bytes, in UTF-8."""
    return text(rows, header, **how).encode()


def cell(wat, kolom, value, code):
    """A case of one wrong cell in the first row."""
    return Case(wat, csv(with_cell(kolom, value)), code, rij=2, kolom=kolom)


EMPTY = [
    Case("nul bytes", b"", "E_LEEG"),
    Case("spaties", b"  \r\n\t \n", "E_LEEG"),
    Case("alleen het merk van UTF-8", b"\xef\xbb\xbf\r\n", "E_LEEG"),
    Case("alleen puntkomma's", b";;;\n;;;\n", "E_LEEG"),
    Case("alleen kolomnamen", csv([]), "E_GEEN_RIJEN"),
    Case("geen kolomnamen", csv(header=()), "E_KOLOM_ONTBREEKT"),
    Case("titel boven de tabel", b"Levering SEH 2025\n\n" + csv(), "E_KOLOM_ONTBREEKT"),
    Case("titel zoals Excel hem bewaart", b"Levering SEH 2025;;;;;;\n" + csv(), "E_KOLOM_ONTBREEKT"),
    Case("kolom weg", csv([row[:-3] for row in ROWS], HEADER[:-3]), "E_KOLOM_ONTBREEKT"),
    Case("kolom hernoemd", csv(header=("code", *HEADER[1:])), "E_KOLOM_ONTBREEKT"),
    Case("kolomnamen zijn nummers", csv(header=range(1, 8)), "E_KOLOM_ONTBREEKT"),
    Case("kolom dubbel", csv(*with_column("teller", [1, 2, 3, 4])[::-1]), "E_KOLOM_DUBBEL"),
    Case("kolom dubbel na spaties", csv(*with_column(" teller ", [1, 2, 3, 4])[::-1]), "E_KOLOM_DUBBEL"),
    Case("kolom zonder naam", csv(*with_column("", [1, 2, 3, 4])[::-1]), "E_KOLOM_ONBEKEND"),
    Case("kolom extra", csv(*with_column("afdeling", "abcd")[::-1]), "W_KOLOM_GENEGEERD"),
    Case("51 kolommen", csv([(*row, *WIDE) for row in ROWS], (*HEADER, *WIDE)), "E_TE_VEEL_KOLOMMEN"),
    Case("een miljoen kolommen", lambda: b";" * 3_000_000 + b"x\n", "E_TE_VEEL_KOLOMMEN"),
    Case("50.001 rijen", lambda: csv(ROWS[:1] * 50_001), "E_TE_VEEL_RIJEN"),
    Case("meer dan 10 MB", lambda: csv() + b" " * (10 * 1024 * 1024), "E_TE_GROOT"),
]  # fmt: skip

STRUCTURE = [
    Case("komma's", csv(delimiter=","), "W_SCHEIDINGSTEKEN"),
    Case("tabs", csv(delimiter="\t"), "W_SCHEIDINGSTEKEN"),
    Case("komma's, en een komma in een getal", csv(with_cell("waarde", "105,5"), delimiter=","), "E_SCHEIDINGSTEKEN"),
    Case("korte rij", csv() + b"goirle;2024;seh_bezoeken_per_1000\n", "E_RIJLENGTE", rij=6),
    Case("lange rij", csv() + b"goirle;2024;seh_bezoeken_per_1000;1;2;;;extra\n", "E_RIJLENGTE", rij=6),
    Case("gemengde scheiding", csv() + b"goirle,2024,seh_bezoeken_per_1000,1,2,,\n", "E_RIJLENGTE", rij=6),
    Case("aanhalingsteken open", csv() + b'goirle;2024;"seh;1;2;;\nemmen;2024;x;1;2;;\n', "E_CSV_OPBOUW", rij=6),
    Case("aanhalingsteken midden", csv() + b'goirle;2024;"seh"x;1;2;;\n', "E_CSV_OPBOUW", rij=6),
    cell("lange cel", "toelichting", "a" * 10_001, "E_CEL_TE_LANG"),
    cell("heel lange cel", "toelichting", "a" * 2_000_000, "E_CEL_TE_LANG"),
    cell("totaalrij", "buurtcode", "Totaal", "E_BUURT_ONBEKEND"),
    Case("niveaus door elkaar", csv(with_cell("buurtcode", "BU99990000", at=1)), "E_NIVEAU_GEMENGD"),
]

ENCODING = [
    Case("UTF-16 zonder merk", text().encode("utf-16-le"), "E_CODERING"),
    Case("UTF-16 BE zonder merk", text().encode("utf-16-be"), "E_CODERING"),
    Case("UTF-32", text().encode("utf-32"), "E_CODERING"),
    Case("halve letter", csv(with_cell("toelichting", "caf")).replace(b"caf", b"caf\xc3"), "E_CODERING"),
    Case("halve euro", csv(with_cell("toelichting", "caf")).replace(b"caf", b"\xe2\x82"), "E_CODERING"),
    Case("tweede helft", csv(with_cell("toelichting", "caf")).replace(b"caf", b"caf\xa9"), "E_CODERING"),
    Case("twee coderingen", csv(with_cell("toelichting", "één")) + "één;".encode("cp1252"), "E_CODERING"),
    Case("half UTF-16", text().encode("utf-16")[:-1], "E_CODERING"),
    Case("UTF-16 met merk", text().encode("utf-16"), "W_CODERING"),
    Case("UTF-16 BE met merk", b"\xfe\xff" + text().encode("utf-16-be"), "W_CODERING"),
    Case("Windows", text(with_cell("toelichting", "vóór de € ’s")).encode("cp1252"), "W_CODERING"),
    cell("nul", "toelichting", "a\0b", "E_TEKENS"),
    cell("bel", "toelichting", "a\x07b", "E_TEKENS"),
    cell("links en rechts", "toelichting", "a\u202eb", "E_TEKENS"),
    cell("geen breedte", "periode", "20\u200b25", "E_TEKENS"),
    Case("onzichtbaar in de kop", csv(header=("buurt\u200bcode", *HEADER[1:])), "E_TEKENS", rij=1),
]  # fmt: skip

NUMBERS = [
    cell("tekst", "teller", "veel", "E_GETAL"),
    cell("breuk van een aantal", "noemer", "4000,5", "E_GETAL"),
    cell("punt van duizend", "teller", "1.234", "E_GETAL"),
    cell("NaN", "teller", "NaN", "E_GETAL"),
    cell("oneindig", "teller", "inf", "E_GETAL"),
    cell("hex", "teller", "0x1F", "E_GETAL"),
    cell("streepje", "teller", "5_5", "E_GETAL"),
    cell("waar", "teller", "TRUE", "E_GETAL"),
    cell("fout van Excel", "teller", "#N/A", "E_GETAL"),
    cell("macht", "teller", "1E+03", "E_GETAL"),
    cell("negatief", "teller", "-4", "E_NEGATIEF"),
    cell("noemer nul", "noemer", "0", "E_NOEMER_NUL"),
    cell("noemer leeg", "noemer", "", "E_NOEMER_LEEG"),
    cell("tien tot de dertigste", "teller", "1" + "0" * 30, "E_BEREIK"),
    cell("twee tot de 63e", "teller", str(2**63), "E_BEREIK"),
    cell("5.000 cijfers", "teller", "9" * 5000, "E_BEREIK"),
    cell("meer dan er wonen", "noemer", "240000", "E_BEREIK"),
    cell("waarde past niet", "waarde", "999", "E_WAARDE_KLOPT_NIET"),
    cell("onder de tien", "teller", "<10", "W_BRON_ONDERDRUKT"),
    cell("sterretje", "teller", "*", "W_BRON_ONDERDRUKT"),
    cell("punt", "teller", ".", "W_BRON_ONDERDRUKT"),
    cell("geheim bij CBS", "teller", "-99997", "W_BRON_ONDERDRUKT"),
]

KEYS = [
    cell("onbekende buurt", "buurtcode", "nergenshuizen", "E_BUURT_ONBEKEND"),
    cell("oude buurt", "buurtcode", "BU03449999", "E_BUURT_VEROUDERD"),
    cell("onbekend cijfer", "indicator", "seh_bezoekjes", "E_INDICATOR_ONBEKEND"),
    cell("hoofdletters en spaties", "buurtcode", " Goirle ", "W_GENORMALISEERD"),
    Case("rij dubbel", csv([*ROWS, ROWS[0]]), "W_DUBBELE_RIJ"),
    Case("rij tegenstrijdig", csv([*ROWS, (*ROWS[0][:3], 421, *ROWS[0][4:])]), "E_DUBBEL_CONFLICT"),
    cell("geen periode", "periode", "", "E_PERIODE"),
    cell("slechte periode", "periode", "2025-13", "E_PERIODE"),
    cell("toekomst", "periode", "2030", "E_PERIODE_TOEKOMST"),
    Case("maand en jaar", csv(with_cell("periode", "2025-05")), "E_PERIODE_GEMENGD"),
    cell("formule in tekst", "toelichting", "=1+1", "W_FORMULE_GENEUTRALISEERD"),
]

CASES = [*EMPTY, *STRUCTURE, *ENCODING, *NUMBERS, *KEYS]
