"""Figures that are right and odd: the warning, its row, and its evidence."""

import pytest

from buurtbeeld.ingest.plausibility import odd
from tests.ingest_checks.made import ACTIES, HEADER, INSTROOM, NPS, RULES, SCORE, SEH, UREN, checked, rules

BUURTEN = list(RULES.buurten)


def kept(*rows, header=HEADER):
    found, meldingen = checked(*rows, header=header)
    assert not any(one.weigert for one in meldingen)
    return found


def said(rows, earlier=(), by=RULES, comparable=None):
    before = {row.sleutel: row for row in earlier}
    return [(one.code, one.rij, one.kolom) for one in odd(rows, before, by, comparable)]


def uren(periode, teller, noemer=100, buurt="goirle"):
    return (buurt, periode, UREN, teller, noemer)


@pytest.mark.parametrize(("now", "found"), [
    (5000, []), (9000, []), (2600, []),
    (12000, ["W_SPRONG"]), (2500, ["W_SPRONG"]),
    (50000, ["W_EENHEID"]), (53000, ["W_EENHEID"]), (300000, ["W_EENHEID"]), (500, ["W_EENHEID"]),
    (5000000, ["W_EENHEID"]), (0, ["W_PLOTSELING_NUL"]),
])  # fmt: skip
def test_beside_the_period_before(now, found):
    earlier = kept(uren("2026-T3", 5000))
    assert [one[0] for one in said(kept(uren("2026-T4", now)), earlier)] == found
    both = said(kept(uren("2026-T3", 5000), uren("2026-T4", now)))
    assert [one[0] for one in both] == found


def test_minutes_for_hours_are_named():
    earlier = {row.sleutel: row for row in kept(uren("2026-T3", 5000))}
    told = odd(kept(uren("2026-T4", 300000)), earlier, RULES)[0]
    assert told.wat == (
        "Uren wijkverpleging per cliënt is ongeveer 60 keer zo groot als in mei en juni 2026: daar 50,0, hier 3.000,0."
    )
    assert told.doe == "Staan er minuten in plaats van uren? Gevraagd is: uur per cliënt per jaar."


def test_beside_the_same_figure_until_now():
    assert said(kept(uren("2026-T3", 50000)), kept(uren("2026-T3", 5000))) == [("W_EENHEID", 2, "waarde")]


def test_small_counts_may_jump():
    earlier = kept(("goirle", "2026-T3", ACTIES, 2))
    assert said(kept(("goirle", "2026-T4", ACTIES, 19)), earlier) == []
    assert said(kept(("goirle", "2026-T4", ACTIES, 40)), earlier) != []
    assert said(kept(("goirle", "2026-T4", ACTIES, 0)), earlier) == []


def test_answers_are_judged_by_how_many_there_are():
    before = kept(("goirle", "2026-H1", NPS, None, 40, 30), ("goirle", "2026-H1", SCORE, None, 40, "2,0"))
    now = kept(("goirle", "2026-H2", NPS, None, 40, -30), ("goirle", "2026-H2", SCORE, None, 40, "7,5"))
    assert [one[:2] for one in said(now, before)] == [("W_SPRONG", 2), ("W_SPRONG", 3)]
    few = kept(("goirle", "2026-H2", NPS, None, 12, -30))
    assert said(few, kept(("goirle", "2026-H1", NPS, None, 12, 30))) == []


def test_beside_other_buurten():
    rows = kept(*[uren("2026-T3", 5000 + 10 * at, buurt=buurt) for at, buurt in enumerate(BUURTEN[:10])])
    own = kept(uren("2026-T3", 20000, buurt=BUURTEN[11]))
    assert said(own, rows) == [("W_BUITEN_BEREIK", 2, "waarde")]
    assert said(own, rows[:5]) == []
    assert said(kept(uren("2026-T3", 5020, buurt=BUURTEN[11])), rows) == []
    slip = odd(kept(uren("2026-T3", 50200, buurt=BUURTEN[11])), {row.sleutel: row for row in rows}, RULES)
    assert [one.code for one in slip] == ["W_EENHEID"]
    assert "in vergelijkbare buurten" in slip[0].wat
    assert said(own, comparable={("2026-T3", UREN, ""): [50.0] * 8}) == [("W_BUITEN_BEREIK", 2, "waarde")]


def test_more_persons_than_inhabitants():
    few = rules(inwoners={"goirle": 1000})
    assert said(kept(("goirle", "2025", SEH, 420, 1101)), by=few) == [("W_MEER_DAN_INWONERS", 2, "noemer")]
    assert said(kept(("goirle", "2025", SEH, 420, 1100)), by=few) == []
    clients = kept(("goirle", "2025", INSTROOM, 20, 1001))
    assert said(clients, by=few) == [("W_MEER_DAN_INWONERS", 2, "noemer")]


def test_copy_of_the_period_before():
    before = [uren("2026-T3", 5000 + at, buurt=buurt) for at, buurt in enumerate(BUURTEN[:6])]
    copy = [(buurt, "2026-T4", *rest) for buurt, _, *rest in before]
    assert said(kept(*copy), kept(*before)) == [("W_KOPIE_VORIGE", 2, "periode")]
    assert said(kept(*before, *copy)) == [("W_KOPIE_VORIGE", 8, "periode")]
    assert said(kept(*copy[:4]), kept(*before)) == []
    assert said(kept(*copy[:5], uren("2026-T4", 5111, buurt=BUURTEN[5])), kept(*before)) == []


def test_what_the_source_withholds_is_not_odd():
    assert said(kept(uren("2026-T4", "*")), kept(uren("2026-T3", 5000))) == []
    assert said(kept(uren("2026-T4", 5000)), kept(uren("2026-T3", "*"))) == []
