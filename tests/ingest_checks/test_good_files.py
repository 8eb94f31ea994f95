"""Files that are right: what comes out of every kind of indicator."""

import pytest

from buurtbeeld.ingest.checks import check
from tests.ingest_checks.made import (
    ACTIES,
    HEADER,
    INSTROOM,
    NPS,
    RULES,
    SCORE,
    SEH,
    UREN,
    VERLOOP,
    checked,
    codes,
    rules,
    sheet,
)  # fmt: skip


def test_a_row_of_every_kind():
    rows, meldingen = checked(
        ("sterrenwijk", "2026-T3", UREN, "1234,5", "100", "12,3", "Zonder vakantieweken"),
        ("BU03440522", "2025", SEH, "420", "4000", None),
        ("lochem", "2025", INSTROOM, 250, 1000.0, 25.0),
        ("zwolle-zuid", "2026-H1", NPS, "-12", "40", "−30"),
        ("goirle", "2026-05", ACTIES, "3"),
        ("goirle", "2026-06", ACTIES, None, None, "3"),
        ("goirle", "2026-K2", VERLOOP, "20", "120,5"),
    )
    assert meldingen == ()
    assert [(row.buurt, row.periode, row.bron, row.waarde) for row in rows] == [
        ("sterrenwijk", "2026-T3", "alliantiepartners", 12.345),
        ("sterrenwijk", "2025", "verzekeraars", 105),
        ("lochem", "2025", "verzekeraars", 25),
        ("zwolle-zuid", "2026-H1", "nps_vragenlijst", -30),
        ("goirle", "2026-M05", "buurtnetwerk", 3),
        ("goirle", "2026-M06", "buurtnetwerk", 3),
        ("goirle", "2026-K2", "alliantiepartners", pytest.approx(16.5975, abs=1e-4)),
    ]
    assert rows[0].toelichting == "Zonder vakantieweken"
    assert [row.teller for row in rows[4:6]] == [3, 3]


def test_answers_to_a_list():
    header = (*HEADER, "n", "som_kwadraten")
    rows, meldingen = checked(("goirle", "2026", SCORE, None, None, "7,5", None, "40", "2300"), header=header)
    assert [one.code for one in meldingen] == ["W_PERIODE_LOOPT"]
    assert (rows[0].noemer, rows[0].n, rows[0].som_kwadraten, rows[0].status) == (40, 40, 2300, "voorlopig")


def test_scores_of_the_nps_are_counts():
    header = (*HEADER, "uitsplitsing")
    scores = [("goirle", "2026-H1", NPS, str(score), None, None, None, str(score)) for score in range(11)]
    rows, meldingen = checked(*scores, header=header)
    assert meldingen == ()
    assert [(row.uitsplitsing, row.teller, row.waarde) for row in rows] == [(str(x), x, None) for x in range(11)]


def test_programma_follows_from_the_rows():
    assert check(sheet(("goirle", "2025", SEH, 20, 400)), RULES)[2] == "ecosysteem"
    assert check(sheet(("nergens", "2025", SEH, 20, 400)), RULES)[2] == ""


def test_rows_without_numbers_are_not_delivered_yet():
    rows, meldingen = checked(("goirle", "2025", SEH, "", " ", None), ("lochem", "2025", SEH, 20, 400))
    assert [row.rij for row in rows] == [3]
    assert meldingen == ()


def test_who_delivers_two_sources_gets_the_one_with_that_rhythm():
    kinds = {"2025": "verzekeraars", "2026-T3": "alliantiepartners", "2026-T3-12M": "alliantiepartners"}
    for periode, bron in kinds.items():
        assert checked(("goirle", periode, UREN, 20, 10))[0][0].bron == bron
    chosen = rules(bron="verzekeraars")
    assert checked(("goirle", "2026-T3", UREN, 20, 10), by=chosen)[0][0].bron == "verzekeraars"


def test_columns_in_another_order_and_more_of_ours():
    header = ("waarde", "noemer", "teller", "indicator", "periode", "buurtcode", "n_bronnen", "grootste_aandeel")
    rows, meldingen = checked((None, 400, 20, SEH, "2025", "goirle", 3, "0,5"), header=header)
    assert meldingen == ()
    assert (rows[0].n_bronnen, rows[0].grootste_aandeel) == (3, 0.5)


def test_twelve_months_may_stand_beside_two():
    assert codes(("goirle", "2026-T3", UREN, 20, 10), ("goirle", "2026-T3-12M", UREN, 90, 12)) == []
