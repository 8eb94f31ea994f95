"""The person check beside the corpus: chance, other shapes of file, and what may stay."""

from dataclasses import replace
from random import Random

import pytest

from buurtbeeld.ingest import persons
from buurtbeeld.ingest.content import Content, Grid, Tekst
from buurtbeeld.ingest.person_headers import kind_of
from buurtbeeld.ingest.person_patterns import bare_number, holds_bsn, is_bsn, kinds_in, suspects
from tests.ingest.corpus import BSNS, HEADER, ROWS, RULES, with_column
from tests.ingest.corpus_persons import CASES
from tests.ingest_checks.made import rules


def told(rows, by=RULES, **more):
    grid = Grid(rows, **more)
    return [(one.code, one.rij, one.kolom) for one in persons.check(Content(grid, (grid,)), by)]


def of_column(name, values):
    header, rows = with_column(name, values, rows=ROWS[:1] * len(values))
    return told([header, *rows])


@pytest.mark.parametrize("digits", [*BSNS, "10000008"])
def test_bsn_by_the_test_of_eleven(digits):
    weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
    padded = digits.zfill(9)
    assert sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True)) % 11 == 0
    assert is_bsn(digits)
    other = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert not is_bsn(other)


def test_only_zeros_are_no_bsn():
    assert not is_bsn("000000000")
    assert not is_bsn("00000000")


def test_one_in_eleven_numbers_passes():
    """Why a column needs many."""
    random = Random(7)
    passed = sum(is_bsn(str(random.randrange(10**7, 10**9))) for _ in range(22_000))
    assert 1800 < passed < 2200


@pytest.mark.parametrize("cell", [123456782, 123456782.0, "123456782", " 1234.56.782 ", "123 456 782", "123-456-782"])
def test_a_number_is_recognised_however_it_is_written(cell):
    assert bare_number(cell) == "123456782"


@pytest.mark.parametrize(
    "cell", [None, True, "", "1234567", "1234567890", 1234567.5, 1e9, "12-03-1948", "20260501", "BU12345678"]
)
def test_what_is_no_bare_number(cell):
    assert bare_number(cell) == ""


def test_random_amounts_are_a_warning_at_most():
    random = Random(1)
    rows = [(*ROWS[0][:3], random.randrange(10**7, 10**9), *ROWS[0][4:]) for _ in range(500)]
    assert {one[0] for one in told([HEADER, *rows])} == {"W_LIJKT_OP_BSN"}


def test_an_amount_with_points_and_decimals_is_no_bsn():
    rows = [(*ROWS[0][:3], "111.222.333", "1.112.223,33", *ROWS[0][5:]) for _ in range(5)]
    assert told([HEADER, *rows]) == []


def test_a_random_number_in_another_column_is_no_bsn():
    random = Random(2)
    assert of_column("zaaknummer", [str(random.randrange(10**8, 10**9)) for _ in range(200)]) == []


def test_two_bsns_are_only_many_in_a_file_of_two_rows():
    assert of_column("nummer", BSNS[:2]) == [("E_BSN", 2, "nummer")]
    assert of_column("nummer", [*BSNS[:2], "x", "y"]) == []


def test_half_of_a_column_is_enough_and_less_is_not():
    wrong = ["123456789", "123456780", "111222334", "100000007"]
    assert [is_bsn(one) for one in wrong] == [False] * 4
    assert [one[0] for one in of_column("nummer", [*BSNS, *wrong])] == ["E_BSN"]
    assert of_column("nummer", [*BSNS, *wrong, "987654320"]) == []


def test_codes_of_buurten_without_their_letters_are_no_bsns():
    """A CBS code is 8 digits; one in eleven passes the test."""
    code = "10000008"
    buurt = replace(RULES.buurten["goirle"], codes=(f"BU{code}",))
    by = replace(RULES, buurten={"goirle": buurt})
    rows = [HEADER, *[(code, *row[1:]) for row in ROWS]]
    assert told(rows, by) == []
    assert [one[0] for one in told(rows)] == ["E_BSN"]


def test_the_noemer_counts_only_when_it_is_about_persons():
    one = next(code for code, rule in RULES.indicatoren.items() if rule.noemer and not rule.telt_personen[1])
    rows = [("goirle", "2025", one, 0, 1, None, "")] * 5
    assert told([HEADER, *rows]) == []
    assert told([HEADER, *[("goirle", "2025", ROWS[0][2], 0, 1, None, "")] * 5]) == [("E_RIJNIVEAU", None, "noemer")]


def test_names_of_columns_on_a_sheet_that_explains_are_no_persons():
    rows = [("indicator", "naam", "telefoon"), ("seh", "Bezoeken", "x")]
    assert told(rows, uitleg=True) == []
    assert [one[0] for one in told(rows)] == ["E_PERSOONSGEGEVENS"] * 2


@pytest.mark.parametrize(
    "name",
    [
        "naam gemeente",
        "indicatornaam",
        "Aantal BSN",
        "geboortecijfer",
        "gebruik",
        "agb praktijk",
        "geen bsn, naam of adres invullen in dit bestand",
        "teller",
        "tellernaam",
        "verzekerden",
        "Verzekerden 2024",
    ],
)
def test_names_that_are_about_no_person(name):
    assert kind_of(name) == ""


@pytest.mark.parametrize("name", ["verzekerde", "Verzekerdennummer", "naam verzekerden", "bewoner"])
def test_names_that_are_about_a_person(name):
    assert kind_of(name) in {"namen", "cliëntnummers"}


def test_a_column_named_after_its_counts_is_looked_into():
    assert of_column("verzekerden", [1200 + at for at in range(5)]) == []
    people = ["Jansen, A.", "Peters, B.C.", "de Vries, J.", "Bakker, K.", "van Dijk, L.M."]
    assert [one[0] for one in of_column("verzekerden", people)] == ["E_PERSOONSGEGEVENS"]


def test_columns_of_another_shape_of_file_are_known():
    by = rules(formaat="vektis_gemeente")
    header = ("geslacht", "gemeentenaam", "jaar", "aantal_bsn", "aantal_verzekerdejaren", "kosten_huisarts")
    rows = [("M", "GOIRLE", "2023", "100", "99.5", bsn) for bsn in BSNS]
    assert told([header, *rows], by) == [("W_LIJKT_OP_BSN", 2, "kosten_huisarts")]
    assert [one[0] for one in told([header, *rows])] == ["E_BSN"]


@pytest.mark.parametrize(("tekst", "codes"), [
    (Tekst("een opmerking", "123456782"), ["E_BSN"]),
    (Tekst("tekst buiten de cellen", "123456782", los=True), []),
    (Tekst("tekst buiten de cellen", "bsn 123456782", los=True), ["E_BSN"]),
    (Tekst("de documenteigenschappen", "jan@example.org", maker=True), []),
    (Tekst("de documenteigenschappen", "jan@example.org"), ["E_PERSOONSGEGEVENS"]),
])  # fmt: skip
def test_loose_texts(tekst, codes):
    assert [one.code for one in persons.check(Content(None, (), (tekst,)), RULES)] == codes


@pytest.mark.parametrize("case", [case for case in CASES if case.kolom == "toelichting" and case.code], ids=str)
def test_the_quick_look_passes_over_nothing(case):
    """It decides for a whole column whether anyone looks closer."""
    remark = case.data.decode().splitlines()[2].rpartition(";")[2]
    assert suspects([remark, "anders"]) == {remark}
    assert holds_bsn(remark) or kinds_in(remark, 2026)
