"""Files with persons in them, and files that only look like it."""

from __future__ import annotations

from tests.ingest.corpus import BSNS, ROWS, Case, csv, with_cell, with_column

DOTTED = ("1234.56.782", "111.222.333", "100-000-009", "234 567 806")
ARABIC = [one.translate({48 + digit: 0x660 + digit for digit in range(10)}) for one in BSNS]
EIGHT = ("10000008", "23456711", "87654301", "10000021")


def column(wat, name, values, code, **where):
    """A case of one column more."""
    header, rows = with_column(name, values)
    return Case(wat, csv(rows, header), code, **where)


def remark(wat, value, code):
    """A case of one remark."""
    return Case(wat, csv(with_cell("toelichting", value, at=1)), code, rij=3, kolom="toelichting")


def headers():
    """A column by the name it has in systems of care."""
    for name in ("BSN", "bsn", "Burgerservicenummer", "bsn_client"):
        yield column(f"kolom {name}", name, "abcd", "E_BSN", rij=1, kolom=name)
    for name in (
        "naam", "Achternaam", "voorletters", "NaamCliënt", "gebdat", "Geboortedatum", "geb.datum", "geb", "adres",
        "huisnr", "postcode6", "tel", "Telefoonnummer", "e-mail", "Emailadres", "patientnr", "cliëntnummer", "clientnr",
        "AGB zorgverlener", "iban",
    ):  # fmt: skip
        yield column(f"kolom {name}", name, "abcd", "E_PERSOONSGEGEVENS", rij=1, kolom=name)
    for name in (
        "aantal_bsn",
        "gemeentenaam",
        "naam buurt",
        "geboorten",
        "gebied",
        "telling",
        "postcode_3",
        "gebruikers",
    ):
        yield column(f"geen persoon: {name}", name, "abcd", "W_KOLOM_GENEGEERD", kolom=name)


def single(noemer, count):
    """The rows, so many of them with this noemer."""
    return [
        (*row[:3], 0 if at < count else row[3], noemer if at < count else row[4], *row[5:])
        for at, row in enumerate(ROWS)
    ]


CASES = [
    *headers(),
    column("BSN onder een andere naam", "nummer", BSNS, "E_BSN", rij=2),
    column("BSN van 8 cijfers", "nummer", EIGHT, "E_BSN", rij=2),
    column("BSN met punten", "nummer", DOTTED, "E_BSN", rij=2),
    column("BSN zonder naam", "", BSNS, "E_BSN", rij=2, kolom="H"),
    column("BSN met Arabische cijfers", "nummer", ARABIC, "E_BSN"),
    Case("BSN als buurtcode", csv([(bsn, *row[1:]) for bsn, row in zip(BSNS, ROWS, strict=True)]), "E_BSN", rij=2),
    Case("BSN zonder kolomnamen", csv([(bsn, 1, 2) for bsn in BSNS], ()), "E_BSN", rij=1),
    remark("BSN in tekst", "cliënt 123456782 belde", "E_BSN"),
    remark("BSN alleen in tekst", "123456782", "E_BSN"),
    remark("BSN vast aan het woord", "bsn123456782", "E_BSN"),
    remark("BSN met punten in tekst", "bsn: 1234.56.782.", "E_BSN"),
    remark("BSN en e-mail", "123456782 jan@example.org", "E_PERSOONSGEGEVENS"),
    remark("e-mail", "mail naar j.jansen@example.org", "E_PERSOONSGEGEVENS"),
    remark("mobiel", "bel 06-12345678", "E_PERSOONSGEGEVENS"),
    remark("vast nummer", "bel (030) 123 45 67", "E_PERSOONSGEGEVENS"),
    remark("buitenlands nummer", "bel +31 6 1234 5678", "E_PERSOONSGEGEVENS"),
    remark("postcode en nummer", "woont 3511 AB 12", "E_PERSOONSGEGEVENS"),
    remark("naam met aanspreking", "gesprek met mevr. A. de Vries", "E_PERSOONSGEGEVENS"),
    remark("geboren", "geboren op 12-3-1948", "E_PERSOONSGEGEVENS"),
    remark("datum van lang geleden", "sinds 01/02/1950", "E_PERSOONSGEGEVENS"),
    remark("patiëntnummer", "patiëntnr. 004512", "E_PERSOONSGEGEVENS"),
    remark("rekeningnummer", "NL91 ABNA 0417 1643 00", "E_PERSOONSGEGEVENS"),
    column("namen", "wie", ["J. Jansen", "A.B. de Vries", "Piet Bakker", "Fatima el Idrissi"], "E_PERSOONSGEGEVENS"),
    column("namen omgekeerd", "wie", ["Jansen, J.", "Vries, A.B. de", "Bakker, P.", "Smit, K."], "E_PERSOONSGEGEVENS"),
    column("geboortedata", "datum", ["12-03-1948", "1-1-1950", "1960-12-31", "2-2-2001"], "E_PERSOONSGEGEVENS"),
    column("geboortedata vast", "datum", ["19480312", "19500101", "19601231", "20010202"], "E_PERSOONSGEGEVENS"),
    column("mobiel zonder nul", "contact_via", ["612345678", "687654321", "611223344", ""], "E_PERSOONSGEGEVENS"),
    column("postcodes", "plek", ["3511 AB", "3512CD", "3513 EF", "3514GH"], "E_PERSOONSGEGEVENS"),
    column("adressen", "plek", ["Dorpsstraat 1", "Lindelaan 22", "Kerkweg 3a", "Markt"], "E_PERSOONSGEGEVENS"),
    Case("rij per persoon", csv(single(1, 3)), "E_RIJNIVEAU", kolom="noemer"),
    Case("bedrag lijkt op BSN", csv(with_cell("teller", "111222333")), "W_LIJKT_OP_BSN", rij=2, kolom="teller"),
    # What may not be taken for a person.
    Case("geen woord", csv(), ""),
    remark("jaar en kwartaal", "vanaf 2026 KW 1 telt iedereen mee", ""),
    remark("datum van nu", "peildatum 31-12-2025", ""),
    remark("gewoon getal", "ongeveer 12345678 keer", ""),
    column("peildatum", "peildatum", ["31-12-2024"] * 4, "W_KOLOM_GENEGEERD"),
    column("zonder elfproef", "nummer", ["123456789", "123456780", "111222334", "100000008"], "W_KOLOM_GENEGEERD"),
    Case("eén noemer van 1", csv(single(1, 1)), "W_KLEIN_AANTAL"),
]  # fmt: skip
