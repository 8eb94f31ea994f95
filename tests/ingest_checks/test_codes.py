"""Every message of the checks, with the row and column it is about."""

from datetime import date

import pytest

from buurtbeeld.ingest.messages import MELDINGEN
from tests.ingest_checks.made import ACTIES, HEADER, INSTROOM, NPS, SCORE, SEH, UREN, checked, codes, rules

GOOD = ("goirle", "2025", SEH, "420", "4000", None)
WITH_PART = (*HEADER, "uitsplitsing")
WITH_N = (*HEADER, "n", "som_kwadraten", "n_bronnen", "grootste_aandeel")


def of_seh(teller, noemer="4000", waarde=None):
    return ("goirle", "2025", SEH, teller, noemer, waarde)


@pytest.mark.parametrize("typed", [
    "twaalf", "1.234", "12.5", "1.234,5", "NaN", "inf", "0x1F", "5_5", "TRUE", "#N/A", "1E+03", "1,2,3", "12 34", "+5",
    "=SOM(A1)", "5%", "٣", "--4", "-", True, date(2026, 5, 1), float("nan"), float("inf"), "12,5", 12.5, "½",
])  # fmt: skip
def test_no_number(typed):
    assert codes(of_seh(typed)) == [("E_GETAL", 2, "teller")]


@pytest.mark.parametrize("typed", ["1" + "0" * 30, str(2**63), "9" * 5000, 1e30, 2.0**63, 10**30, "1000000000001"])
def test_number_too_large(typed):
    assert codes(of_seh(typed)) == [("E_BEREIK", 2, "teller")]


@pytest.mark.parametrize("typed", ["<10", "< 5", "*", ".", "x", "-99997", "−99997", -99997.0, " * "])
def test_source_withholds(typed):
    rows, meldingen = checked(of_seh(typed, "4000", "3,1"))
    assert [(one.code, one.rij, one.kolom) for one in meldingen] == [("W_BRON_ONDERDRUKT", 2, "teller")]
    assert (rows[0].status, rows[0].teller, rows[0].noemer, rows[0].waarde) == ("geheim_bron", None, 4000, None)


@pytest.mark.parametrize(("row", "found"), [
    (of_seh("-1"), ("E_NEGATIEF", 2, "teller")),
    (of_seh("420", "-4000"), ("E_NEGATIEF", 2, "noemer")),
    (of_seh("420", "0"), ("E_NOEMER_NUL", 2, "noemer")),
    (of_seh("420", None), ("E_NOEMER_LEEG", 2, "noemer")),
    (of_seh(None, "4000"), ("E_TELLER_LEEG", 2, "teller")),
    (of_seh("420", "4000", "105,1"), ("E_WAARDE_KLOPT_NIET", 2, "waarde")),
    (of_seh("420", "4000", 1.05), ("E_WAARDE_KLOPT_NIET", 2, "waarde")),
    (("goirle", "2025", INSTROOM, 101, 100), ("E_TELLER_GROTER_DAN_NOEMER", 2, "teller")),
    (("goirle", "2025", NPS, None, 40, "140"), ("E_BEREIK", 2, "waarde")),
    (("goirle", "2025", NPS, None, 40, "-101"), ("E_BEREIK", 2, "waarde")),
    (("goirle", "2025", NPS, 41, 40), ("E_BEREIK", 2, "teller")),
    (("goirle", "2025", NPS, None, None, "20"), ("E_NOEMER_LEEG", 2, "noemer")),
    (("goirle", "2025", SCORE, None, 40, None), ("E_WAARDE_LEEG", 2, "waarde")),
    (("goirle", "2025", SCORE, None, 40, "-4"), ("E_NEGATIEF", 2, "waarde")),
    (("goirle", "2025", ACTIES, 4, None, 5), ("E_WAARDE_KLOPT_NIET", 2, "waarde")),
    (("goirle", "2025", ACTIES, 40, 50), ("W_NOEMER_NIET_NODIG", 2, "noemer")),
    (("nergens", "2025", SEH, 420, 4000), ("E_BUURT_ONBEKEND", 2, "buurtcode")),
    (("Totaal", "2025", SEH, 420, 4000), ("E_BUURT_ONBEKEND", 2, "buurtcode")),
    ((None, "2025", SEH, 420, 4000), ("E_BUURT_ONBEKEND", 2, "buurtcode")),
    (("WK019350", "2025", SEH, 420, 4000), ("E_BUURT_ONBEKEND", 2, "buurtcode")),
    (("BU99999999", "2025", SEH, 420, 4000), ("E_BUURT_ONBEKEND", 2, "buurtcode")),
    (("goirle", "2025", "seh", 420, 4000), ("E_INDICATOR_ONBEKEND", 2, "indicator")),
    (("goirle", "2025", "", 420, 4000), ("E_INDICATOR_ONBEKEND", 2, "indicator")),
    (("goirle", "2025", "uren_per_1000_65plus", 420, 4000), ("E_INDICATOR_ONBEKEND", 2, "indicator")),
    (("goirle", "2025", "buurtbeelden", 420, 4000), ("E_INDICATOR_ONBEKEND", 2, "indicator")),
    (("goirle", "2025", "aantal_inwoners", 420, 4000), ("E_INDICATOR_ONBEKEND", 2, "indicator")),
    (("Goirle ", "2025", SEH, 420, 4000), ("W_GENORMALISEERD", 2, "buurtcode")),
    (("gm0785", "2025", SEH, 420, 4000), ("W_GENORMALISEERD", 2, "buurtcode")),
    (("goirle", "2026-t3-12m", UREN, 420, 40), ("W_GENORMALISEERD", 2, "periode")),
    (("goirle", "2025", SEH.upper(), 420, 4000), ("W_GENORMALISEERD", 2, "indicator")),
    (("goirle", "2025", INSTROOM, 9, 100), ("W_KLEIN_AANTAL", 2, "teller")),
    (("goirle", "2025", SEH, 3, 9), ("W_KLEIN_AANTAL", 2, "noemer")),
    (("goirle", "2026", SEH, 420, 4000), ("W_PERIODE_LOOPT", 2, "periode")),
    (("goirle", "2026-T6-12M", UREN, 420, 40), ("W_PERIODE_LOOPT", 2, "periode")),
    (("goirle", "2026-05", INSTROOM, 42, 400), ("W_PERIODE_ONGEWOON", 2, "periode")),
    (("goirle", "2027", SEH, 420, 4000), ("E_PERIODE_TOEKOMST", 2, "periode")),
    (("goirle", "2026-12", ACTIES, 420), ("E_PERIODE_TOEKOMST", 2, "periode")),
    (("goirle", "2027-T5-12M", UREN, 420, 40), ("E_PERIODE_TOEKOMST", 2, "periode")),
    (("goirle", "2025", SEH, 420, 4000, None, "x" * 201), ("E_TOELICHTING_TE_LANG", 2, "toelichting")),
    (("goirle", "2025", SEH, 420, 4000, None, "=1+1"), ("W_FORMULE_GENEUTRALISEERD", 2, "toelichting")),
    (("goirle", "2025", SEH, 420, 4000, None, " \uff1d1"), ("W_FORMULE_GENEUTRALISEERD", 2, "toelichting")),
])  # fmt: skip
def test_one_row(row, found):
    assert codes(row) == [found]


@pytest.mark.parametrize("typed", [
    "", None, "26", "2026-T7", "2026-13", "2026-5", "2026-K5", "mei 2026", "01-05-2026", "1999", "2026-T3-6M", 26.0,
    date(2026, 5, 1), True, "2026-12-12M-12M", "20266",
])  # fmt: skip
def test_no_period(typed):
    assert codes(("goirle", typed, ACTIES, 42)) == [("E_PERIODE", 2, "periode")]


@pytest.mark.parametrize(("row", "found"), [
    ((None, 40, "7,5", None, "41"), ("E_WAARDE_KLOPT_NIET", 2, "n")),
    ((None, 40, "7,5", None, None, "100"), ("E_BEREIK", 2, "som_kwadraten")),
    ((None, 40, "7,5", None, None, None, "2,5"), ("E_GETAL", 2, "n_bronnen")),
    ((None, 40, "7,5", None, None, None, None, "85"), ("E_BEREIK", 2, "grootste_aandeel")),
])  # fmt: skip
def test_columns_of_a_list(row, found):
    assert codes(("goirle", "2025", SCORE, *row), header=WITH_N) == [found]


@pytest.mark.parametrize("code", ["verzuim_wijkverpleging", "kosten_zvw_per_verzekerde"])
def test_a_noemer_of_almost_nothing(code):
    share = code == "verzuim_wijkverpleging"
    teller, noemer = (5e-324, 5e-324) if share else ("1000000000000", 1e-310)
    found = codes(("goirle", "2025", code, teller, noemer))
    assert found == ([] if share else [("E_BEREIK", 2, "noemer")])


def test_breakdown():
    of_nps = ("goirle", "2026-H1", NPS, 40, None, None, None)
    assert codes((*of_nps, "11"), header=WITH_PART) == [("E_UITSPLITSING_ONBEKEND", 2, "uitsplitsing")]
    assert codes((*GOOD, None, "copd"), header=WITH_PART) == []
    assert codes((*of_nps, "Promotor"), header=WITH_PART) == [("W_GENORMALISEERD", 2, "uitsplitsing")]
    mixed = codes((*of_nps, "promotor"), (*of_nps, 9.0), header=WITH_PART)
    assert mixed == [("E_UITSPLITSING_GEMENGD", 2, "uitsplitsing")]
    few = codes(("goirle", "2026-H1", NPS, 4, None, None, None, "9"), header=WITH_PART)
    assert few == [("W_KLEIN_AANTAL", 2, "teller")]


def test_a_negative_count_of_answers_is_refused():
    row = ("goirle", "2026-H1", NPS, -4, None, None, None, "9")
    assert codes(row, header=WITH_PART) == [("E_NEGATIEF", 2, "teller")]


def test_code_of_another_year():
    old = rules(verouderd=["BU03440599"])
    assert codes(("BU03440599", *GOOD[1:]), by=old) == [("E_BUURT_VEROUDERD", 2, "buurtcode")]
    header = (*HEADER, "codejaar")
    assert codes(("GM0785", *GOOD[1:], None, "2022"), header=header) == [("E_BUURT_VEROUDERD", 2, "buurtcode")]
    assert codes(("GM0785", *GOOD[1:], None, 2024.0), header=header) == []


def test_part_of_a_buurt_says_what_to_deliver():
    _, meldingen = checked(("WK019350", "2025", SEH, 420, 4000))
    assert "Lever het geheel onder ‘zwolle-zuid’" in meldingen[0].doe


def test_likely_codes_are_named():
    _, meldingen = checked(("goirl", "2025", "seh_bezoeken_per_100", 420, 4000))
    assert ["‘goirle’" in meldingen[0].doe, f"‘{SEH}’" in meldingen[1].doe] == [True, True]


def test_somebody_else_delivers_this():
    nowhere, other = rules(buurten=[]), rules(bronnen=("gemeente",))
    assert codes(GOOD, by=nowhere) == [("E_NIET_BEVOEGD", 2, "buurtcode")]
    assert codes(GOOD, by=other) == [("E_NIET_BEVOEGD", 2, "indicator")]


def test_levels_are_mixed():
    assert codes(("BU03440522", *GOOD[1:]), ("GM0344", *GOOD[1:])) == [("E_NIVEAU_GEMENGD", 3, "buurtcode")]
    assert codes(("GM0344", *GOOD[1:]), ("BU03440522", *GOOD[1:])) == [("E_NIVEAU_GEMENGD", 2, "buurtcode")]
    assert codes(("BU03440522", *GOOD[1:]), ("BU03440523", *GOOD[1:])) == [("E_BUURT_ONBEKEND", 3, "buurtcode")]


def test_kinds_of_period_are_mixed():
    rows = [("goirle", "2025", ACTIES, 40), ("goirle", "2026-05", ACTIES, 40), ("lochem", "2026-05", ACTIES, 40)]
    assert codes(*rows) == [("E_PERIODE_GEMENGD", 3, "periode")]


def test_double_rows():
    assert codes(GOOD, GOOD) == [("W_DUBBELE_RIJ", 3, "")]
    assert len(checked(GOOD, ("GM0785", *GOOD[1:]))[0]) == 1
    assert codes(GOOD, of_seh("421")) == [("E_DUBBEL_CONFLICT", 3, "")]


def test_many_more_persons_than_inhabitants():
    few = rules(inwoners={"goirle": 2000})
    assert codes(of_seh("420", "3000"), by=few) == []
    assert codes(of_seh("420", "3001"), by=few) == [("E_BEREIK", 2, "noemer")]


@pytest.mark.parametrize("column", HEADER[:6])
def test_missing_column(column):
    header = [name for name in HEADER if name != column]
    assert codes(("x",), header=header) == [("E_KOLOM_ONTBREEKT", None, column)]


def test_other_headers():
    assert ("E_KOLOM_ONTBREEKT", None, "buurtcode") in codes(("x",), header=("Levering 2026", "", ""))
    assert ("E_KOLOM_ONTBREEKT", None, "buurtcode") in codes(("x",), header=("1", "2", "3"))
    assert codes(GOOD, header=(*HEADER, "teller ")) == [("E_KOLOM_DUBBEL", None, "teller")]
    assert codes((*GOOD, None, "x"), header=(*HEADER, "")) == [("E_KOLOM_ONBEKEND", None, "kolom 8")]
    assert codes(GOOD, header=(*HEADER, "")) == []
    assert codes((*GOOD, None, "x"), header=(*HEADER, "Plaats")) == [("W_KOLOM_GENEGEERD", None, "Plaats")]
    assert codes(GOOD, header=("Buurtcode", *HEADER[1:])) == [("W_GENORMALISEERD", None, "buurtcode")]


def test_nothing_delivered():
    assert codes() == [("E_GEEN_RIJEN", None, "")]
    assert codes(("goirle", "2025", SEH, None, "", " ")) == [("E_GEEN_RIJEN", None, "")]


def test_everything_wrong_is_said_at_once():
    found = codes(("nergens", "26", "seh", "x y", "-4"), of_seh("twee"), GOOD)
    wrong_keys = [("E_BUURT_ONBEKEND", 2, "buurtcode"), ("E_PERIODE", 2, "periode")]
    wrong_numbers = [("E_GETAL", 2, "teller"), ("E_GETAL", 3, "teller")]
    assert sorted(found) == sorted([*wrong_keys, ("E_INDICATOR_ONBEKEND", 2, "indicator"), *wrong_numbers])


def test_a_message_of_thousands_of_rows_is_short():
    _, meldingen = checked(*[of_seh("1.234")] * 1000)
    assert len(meldingen) == 51
    assert meldingen[-1].rij == 52
    assert "nog 950 rijen of cellen" in meldingen[-1].wat


def test_a_small_number_is_never_repeated():
    _, meldingen = checked(("goirle", "2025", INSTROOM, 7, 100))
    assert "7" not in meldingen[0].tekst + meldingen[0].cel


@pytest.mark.parametrize("secret", ["Jan Jansen", "jan-jansen", "123456782", "12.34.56.78", "06-12345678", "1-2-1950"])
def test_what_may_be_about_a_person_is_not_repeated(secret):
    header = (*HEADER, "uitsplitsing", "n")
    _, meldingen = checked((secret, secret, secret, secret, secret, secret, None, secret, secret), header=header)
    assert meldingen
    assert [one for one in meldingen if secret in repr(one)] == []


def test_what_is_ours_is_repeated():
    _, meldingen = checked(("BU99999999", "2026-T9", "seh_bezoek", "1.234", 400))
    assert {one.cel for one in meldingen} == {"BU99999999", "2026-T9", "seh_bezoek", "1.234"}
    assert checked(of_seh("1.234"))[1][0].cel == "1.234"


def test_programmas_are_mixed():
    chosen = rules(programma="ecosysteem")
    assert codes(GOOD, by=chosen) == []


@pytest.mark.parametrize("code", MELDINGEN)
def test_every_sentence_is_a_sentence(code):
    wat, doe = MELDINGEN[code]
    assert code[:2] in ("E_", "W_")
    assert wat.endswith((".", "?"))
    assert not doe or doe.endswith((".", "?", "{tip}"))
    assert code[0] == "W" or doe
