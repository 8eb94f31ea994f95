"""What is shown of delivered figures: hidden below the threshold, rounded above it, and a reason when absent."""

from __future__ import annotations

import pytest

from buurtbeeld.model import Status
from buurtbeeld.outcomes import delivered_figures
from tests.delivered_rows import catalog, line, number, shown

COUNT, ACTIONS = "geincludeerde_clienten", "trainingen"
SHARE, RATE, MEAN, SCALE, NPS = (
    "marktaandeel_deelnemers", "seh_bezoeken_per_1000", "ligduur_dagen", "klachten_score", "nps_burgers",
)  # fmt: skip


def only(found):
    assert len(found) == 1
    return found[0]


def is_hidden(one):
    return (
        one["status"] is Status.AFGESCHERMD
        and one["reden"] == delivered_figures.HIDDEN
        and all(number(one, name) is None for name in ("value", "teller", "noemer"))
    )


def test_every_kind_that_can_be_delivered_has_a_way_to_show_it():
    assert {one.soort for one in catalog().outcomes() if not one.afgeleid_van} <= set(delivered_figures.KINDS)


@pytest.mark.parametrize("people", [0, 1, 9])
def test_a_count_of_few_people_is_hidden_and_nobody_is_few(people):
    assert is_hidden(only(shown(COUNT, line(teller=people))))


@pytest.mark.parametrize(("people", "text"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (102, 100)])
def test_a_count_of_people_is_rounded_to_five(people, text):
    one = only(shown(COUNT, line(teller=people)))
    assert (number(one), one["status"], one["reden"]) == (text, Status.OK, "")


@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_deeds_are_not_people_and_are_shown_as_they_are(count):
    assert number(only(shown(ACTIONS, line(teller=count)))) == count


@pytest.mark.parametrize(
    ("teller", "noemer", "seen"),
    [(9, 400, False), (10, 400, True), (20, 29, False), (19, 29, True), (20, 30, True), (30, 30, False), (9, 9, False)],
)
def test_a_share_needs_ten_who_are_in_it_and_ten_who_are_not(teller, noemer, seen):
    one = only(shown(SHARE, line(teller=teller, noemer=noemer)))
    assert seen == (not is_hidden(one))


def test_a_share_is_computed_from_what_is_shown_not_from_what_was_delivered():
    one = only(shown(SHARE, line(teller=33, noemer=147)))
    assert (number(one), number(one, "teller"), number(one, "noemer")) == (24, 35, 145)  # 35 / 145 = 24,1
    large = only(shown(SHARE, line(teller=333, noemer=1470)))
    assert number(large) == 22.8  # 335 / 1470 = 22,79: one decimal from 200 on


def test_a_rate_of_care_has_no_others_to_be_few():
    assert number(only(shown(RATE, line(teller=395, noemer=400)))) == 987.5
    assert is_hidden(only(shown(RATE, line(teller=9, noemer=4000))))
    assert is_hidden(only(shown(RATE, line(teller=30, noemer=9))))


def test_of_a_mean_the_sum_is_never_shown():
    one = only(shown(MEAN, line(teller=1234.5, noemer=101, waarde=12.2)))
    assert (number(one), number(one, "teller"), number(one, "noemer")) == (12.2, None, 100)


@pytest.mark.parametrize("noemer", [None, 0, 9])
def test_a_mean_of_few_or_of_nobody_knows_how_many_is_hidden(noemer):
    assert is_hidden(only(shown(MEAN, line(teller=100, noemer=noemer, waarde=12))))


@pytest.mark.parametrize(("answers", "seen"), [(None, False), (9, False), (10, True)])
@pytest.mark.parametrize("column", ["n", "noemer"])
def test_a_score_needs_ten_answers(answers, seen, column):
    one = only(shown(SCALE, line(waarde=5.449, **{column: answers})))
    assert seen == (not is_hidden(one))
    assert number(one) == (5.4 if seen else None)


def nps(*counts):
    return [line(uitsplitsing=str(name), teller=count) for name, count in enumerate(counts)]


parts_of = ("criticaster", "passief", "promotor")


def parts(found):
    return {one["uitsplitsing"]: one for one in found}


def test_an_nps_shows_its_score_and_three_classes_never_the_eleven_counts():
    found = parts(shown(NPS, *nps(1, 0, 2, 0, 3, 1, 5, 11, 12, 13, 9)))
    assert set(found) == {"", "criticaster", "passief", "promotor"}
    assert number(found[""]) == 18  # (22 - 12) of 57
    assert number(found[""], "noemer") == 55
    assert [number(found[name]) for name in ("criticaster", "passief", "promotor")] == [10, 25, 20]


@pytest.mark.parametrize("few", ["criticaster", "passief", "promotor"])
def test_the_classes_of_an_nps_are_shown_together_or_not_at_all(few):
    counts = dict.fromkeys(("criticaster", "passief", "promotor"), 30) | {few: 9}
    found = parts(shown(NPS, *[line(uitsplitsing=name, teller=count) for name, count in counts.items()]))
    assert not is_hidden(found[""])
    assert all(is_hidden(found[name]) for name in counts)


def test_an_nps_of_nine_answers_shows_nothing_at_all():
    assert all(is_hidden(one) for one in shown(NPS, *nps(1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 2)))


def test_an_nps_delivered_as_a_score_needs_its_number_of_answers():
    assert number(only(shown(NPS, line(waarde=-12.4, noemer=40)))) == -12
    assert number(only(shown(NPS, line(waarde=-12.4, n=40)))) == -12
    assert is_hidden(only(shown(NPS, line(waarde=-12.4))))


def test_of_an_nps_of_which_a_class_is_withheld_nothing_is_computed():
    rows = [line(uitsplitsing="criticaster", teller=20), line(uitsplitsing="passief", teller=30)]
    found = shown(NPS, *rows, line(uitsplitsing="promotor", status=Status.GEHEIM_BRON.value))
    assert [(one["status"], number(one)) for one in found] == [(Status.GEHEIM_BRON, None)]


@pytest.mark.parametrize("indicator", [COUNT, ACTIONS, SHARE, RATE, MEAN, SCALE, NPS])
def test_what_the_source_withholds_stays_withheld_with_its_own_reason(indicator):
    one = only(shown(indicator, line(status=Status.GEHEIM_BRON.value)))
    assert (one["status"], one["reden"]) == (Status.GEHEIM_BRON, delivered_figures.WITHHELD)
    assert all(number(one, name) is None for name in ("value", "teller", "noemer"))


def test_provisional_stays_provisional_and_hidden_wins_from_it():
    assert only(shown(COUNT, line(teller=40, status="voorlopig")))["status"] is Status.VOORLOPIG
    assert is_hidden(only(shown(COUNT, line(teller=4, status="voorlopig"))))


def test_each_buurt_and_period_stands_by_itself():
    classes = {"criticaster": 20, "passief": 20, "promotor": 40}
    found = shown(
        NPS,
        *(line(uitsplitsing=name, teller=count) for name, count in classes.items()),
        *(line(uitsplitsing=name, teller=count / 10, periode="2026-T4") for name, count in classes.items()),
        line(waarde=10, noemer=25, buurt="emmen"),
    )
    scores = {(one["buurt"], one["periode"]): number(one) for one in found if not one["uitsplitsing"]}
    assert scores == {("sterrenwijk", "2026-T3"): 25, ("sterrenwijk", "2026-T4"): None, ("emmen", "2026-T3"): 10}


@pytest.mark.parametrize("gone", [("criticaster",), ("passief",), ("promotor", "passief")])
def test_an_nps_of_which_a_class_was_not_delivered_is_not_known(gone):
    counts = dict.fromkeys(("criticaster", "passief", "promotor"), 30)
    assert shown(NPS, *[line(uitsplitsing=name, teller=n) for name, n in counts.items() if name not in gone]) == []


def test_an_nps_of_which_a_class_is_delivered_as_nobody_is_known():
    found = parts(
        shown(NPS, *[line(uitsplitsing=name, teller=n) for name, n in zip(parts_of, (0, 40, 30), strict=True)])
    )
    assert number(found[""]) == 43
    assert number(found[""], "noemer") == 70


@pytest.mark.parametrize(
    ("counts", "score", "people"),
    [
        ((30, 30, 30), 0, 90),
        ((12, 20, 8), -10, 40),  # 12 less 8 of about 40 leaves both between 4 and 22
        ((2, 1, 9), 58, None),  # 7 of 12: then there were at most 3 criticasters
        ((5, 0, 5), 0, None),  # of ten answers neither can be nine
        ((0, 0, 10), None, None),  # everybody: then nobody gave less
        ((19, 0, 0), None, None),
        ((0, 2, 188), None, None),
        ((3, 3, 3), None, None),  # nine answers
        ((3, 4, 3), 0, None),  # ten
    ],
)
def test_score_and_number_of_answers_do_not_give_a_hidden_class_away(counts, score, people):
    found = parts(shown(NPS, *[line(uitsplitsing=name, teller=n) for name, n in zip(parts_of, counts, strict=True)]))
    assert (number(found[""]), number(found[""], "noemer")) == (score, people)


@pytest.mark.parametrize(("waarde", "people"), [(100, None), (-100, None), (97, None), (80, 60), (20, 12)])
def test_a_score_that_is_delivered_without_classes_gives_none_away_either(waarde, people):
    one = only(shown(NPS, line(waarde=waarde, noemer=people or 40)))
    assert is_hidden(one) == (people is None)
    assert number(one, "noemer") is None


def test_no_rows_give_no_figures():
    for soort in (COUNT, SHARE, MEAN, SCALE, NPS):
        assert shown(soort) == []
