"""Every reading of the agreement: what it recovers, and what it refuses to say."""

from __future__ import annotations

import itertools
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.agreement import answers
from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import CONTRACT, DEFINITIES, MATEN, VENSTERS, VERGELIJKINGEN
from buurtbeeld.agreement.assembly import agreement
from buurtbeeld.periods import PeriodeSoort
from tests.agreement.made import ALLIANCE, buurt, catalog, computed, framed, others, reading, rows, starters

WORDS = {"te vroeg", "op koers", "onzeker", "niet op koers", "te weinig gegevens"}
NUMBERS = ("schatting_pct", "onder95", "boven95")


def village(**given):
    return (*starters(**given), *others())


@pytest.fixture(scope="module")
def found():
    return computed(village(), effect=-0.25, full=True)


def elsewhere(**given):
    """Thirty more buurten to compare with."""
    return (buurt(f"w{at:02d}", rol="vergelijking", **given) for at in range(30))


def no_number(one):
    return all(getattr(one, name) is None for name in NUMBERS)


def test_there_is_every_reading_once_and_the_contract_is_first(found):
    keys = [one.key for one in found.lezingen]
    assert keys[0] == CONTRACT
    assert sorted(keys) == sorted(itertools.product(DEFINITIES, VERGELIJKINGEN, MATEN, VENSTERS))


def test_every_reading_has_three_numbers_or_none_and_a_sentence(found):
    for one in found.lezingen:
        assert one.oordeel in WORDS
        assert one.toelichting.endswith(".")
        assert no_number(one) or one.onder95 <= one.schatting_pct <= one.boven95
        assert no_number(one) == (one.vergelijking == "landelijk")


def test_what_is_stored_reads_back(found):
    assert answers.from_text(answers.to_text(found)) == found


def test_the_effect_is_recovered(found):
    """−25% at month 36, in a straight line: about −15% to −17% over months 12 to 24."""
    last = math.expm1(math.log(0.75) * 18 / 36) * 100
    assert reading(found).onder95 <= last <= reading(found).boven95
    for venster, truth in (("maand_36", -25.0), ("jaar_3", 100 * math.expm1(math.log(0.75) * 30 / 36))):
        one = reading(found, venster)
        assert one.onder95 <= truth <= one.boven95
        assert one.oordeel == "op koers"


@pytest.mark.parametrize("definitie", DEFINITIES)
def test_every_definition_finds_the_same_where_clients_do_not_change(found, definitie):
    one, contract = reading(found, definitie=definitie), found.contract
    assert one.schatting_pct == pytest.approx(contract.schatting_pct, abs=2.5)


def test_without_an_effect_it_is_not_on_track():
    one = reading(computed(village(), effect=0.0), "maand_36")
    assert one.oordeel == "niet op koers"
    assert one.onder95 <= 0 <= one.boven95


def test_points_relative_and_with_the_trend_belong_together(found):
    """100 → own and other: points = own − other, relative = own / other, with the trend = own − 100."""
    relative, points, whole = (reading(found, maat=maat).schatting_pct for maat in MATEN)
    other = 100 * (1 + whole / 100) / (1 + relative / 100)
    assert points == pytest.approx(100 + whole - other, abs=0.2)


def test_own_start_has_nobody_beside_it(found):
    one = reading(found, vergelijking="eigen_start")
    assert one.n_vergelijking == 0
    assert one.schatting_pct == pytest.approx(reading(found, maat="inclusief_trend").schatting_pct, abs=0.6)


def test_what_is_complete_after_a_year_is_not_projected_on():
    one = reading(computed(village(start=date(2024, 9, 1)), effect=-0.12, build="jaar"), "maand_36")
    assert one.onder95 <= -12 <= one.boven95
    assert one.oordeel != "op koers"


def test_starts_may_differ():
    found = computed(village(step=2, start=date(2024, 5, 1)), effect=-0.25, full=True)
    assert reading(found, "maand_36").onder95 <= -25 <= reading(found, "maand_36").boven95
    assert "Callaway" in " ".join(found.anders)


@pytest.mark.parametrize("soort", [PeriodeSoort.JAAR, PeriodeSoort.MAAND, PeriodeSoort.KWARTAAL])
def test_other_kinds_of_period(soort):
    found = computed(village(), soort=soort, tot=date(2027, 1, 1))
    last = math.expm1(math.log(0.75) * 18 / 36) * 100
    assert reading(found).onder95 <= last <= reading(found).boven95
    assert reading(found).perioden == 12


def test_scaling_all_hours_leaves_every_percentage_unchanged(found):
    buurten = village()
    frame = rows(buurten, effect=-0.25)
    other = computed(buurten, frame.assign(teller=frame["teller"] * 7))
    for one, same in zip(found.lezingen, other.lezingen, strict=True):
        assert one.key == same.key
        assert no_number(one) == no_number(same)
        if not no_number(one):
            assert one.schatting_pct == pytest.approx(same.schatting_pct, abs=0.11)


def test_the_order_of_the_rows_does_not_matter(found):
    buurten = village()
    frame = rows(buurten, effect=-0.25).sample(frac=1, random_state=3)
    assert computed(buurten, frame).lezingen == found.lezingen


def test_a_copy_of_the_comparison_has_no_effect():
    buurten = (*starters(12), *others(12))
    frame = rows(others(12))
    copies = frame.assign(buurt=frame["buurt"].astype(str).str.replace("v", "t").astype("category"))
    both = copies.assign(buurt=copies["buurt"].astype(str))
    whole = pd.concat([both, frame.assign(buurt=frame["buurt"].astype(str))], ignore_index=True)
    one = reading(computed(buurten, whole.assign(buurt=whole["buurt"].astype("category"))))
    assert one.schatting_pct == pytest.approx(0, abs=0.05)


def test_the_line_is_100_in_2024(found):
    base = [one for one in found.lijn if one.periode.startswith("2024")]
    assert len(base) == 6
    for name in ("transitie", "vergelijking"):
        values = np.log([getattr(one, name) for one in base])
        assert np.exp(values.mean()) == pytest.approx(100, abs=0.05)


def test_hours_are_clients_times_hours_per_client(found):
    assert [one.groep for one in found.ontbinding] == ["transitie", "vergelijking"]
    for one in found.ontbinding:
        product = (1 + one.clienten / 100) * (1 + one.uren_per_client / 100) - 1
        assert 100 * product == pytest.approx(one.uren, abs=0.15)


def test_the_smallest_effect_is_about_that_of_the_formula(found):
    assert 2 < found.kleinste < 15


# What is not there, or does not fit: a sentence, and no number that does not hold.


def refused(found, *, venster="maand_36", vergelijking="niet_transitie"):
    one = reading(found, venster, vergelijking=vergelijking)
    assert no_number(one), one
    assert one.oordeel in ("te weinig gegevens", "te vroeg")
    return one


def test_nothing_was_delivered():
    found = computed(village(), framed([("t00", "2024-T1", 1.0, 1.0, False, 2024)]).iloc[:0])
    assert all(no_number(one) for one in found.lezingen)
    assert words.NO_HOURS in found.contract.toelichting


def test_no_comparison_buurten():
    found = computed(tuple(starters()))
    assert words.NO_COMPARISON in refused(found).toelichting
    assert not no_number(reading(found, vergelijking="eigen_start"))


def test_fewer_than_four_comparison_buurten():
    found = computed((*starters(), *others(3)))
    assert "zijn maar 3 vergelijkingsbuurten" in refused(found).toelichting
    assert not no_number(reading(computed((*starters(), *others(4)))))


def test_one_transition_buurt():
    found = computed((*starters(1), *others()), full=True)
    assert "is maar één transitiebuurt" in refused(found).toelichting
    assert not found.gevoeligheid
    assert all(one.transitie is None for one in found.lijn)


def test_nobody_knows_when_they_began():
    found = computed((*(replace_start(one, None) for one in starters()), *others()))
    assert "startdatum" in refused(found).toelichting


def replace_start(one, start):
    return one.model_copy(update={"start": start})


def test_base_period_withheld():
    buurten = village()
    frame = rows(buurten)
    early = frame["jaar"].le(2024) & frame["buurt"].astype(str).str.startswith("t")
    gone = frame.assign(
        teller=frame["teller"].mask(early), noemer=frame["noemer"].mask(early),
        status=frame["status"].astype(str).mask(early, "geheim_bron").astype("category"),
    )  # fmt: skip
    assert words.NO_BASE in refused(computed(buurten, gone)).toelichting


def test_base_period_of_one_buurt_missing():
    buurten = village()
    frame = rows(buurten)
    found = computed(buurten, frame[~(frame["jaar"].le(2024) & frame["buurt"].eq("t03"))])
    one = reading(found)
    assert one.n_transitie == 19
    assert "T03 telt niet mee: er is geen (zichtbaar) cijfer van voor de start." in one.toelichting


def test_all_buurten_started():
    later = (replace_start(one, date(2026, 1, 1)) for one in others())
    found = computed((*starters(), *later))
    assert words.ALL_STARTED in refused(found).toelichting


def test_a_buurt_that_moved_between_groups_counts_in_neither():
    moved = [replace_start(one, date(2026, 1, 1)) if one.sleutel == "v07" else one for one in others()]
    one = reading(computed((*starters(), *moved)))
    assert one.n_vergelijking == 59
    assert "V07 begon zelf en is geen vergelijking meer." in one.toelichting


def test_a_buurt_that_stopped_counts_until_then():
    stopped = [*starters()]
    stopped[2] = stopped[2].model_copy(update={"eind": date(2025, 12, 31)})
    one = reading(computed((*stopped, *others())))
    assert one.n_transitie == 19
    assert "T02 is gestopt." in one.toelichting
    assert reading(computed((*stopped, *others())), "maand_36").n_transitie == 20


def test_a_buurt_that_delivers_no_more_is_not_zero():
    buurten = village()
    frame = rows(buurten)
    found = computed(buurten, frame[~(frame["jaar"].ge(2026) & frame["buurt"].eq("t05"))])
    assert reading(found).n_transitie == 19


def test_the_last_year_of_a_few_buurten_says_how_few_they_are():
    buurten = village()
    frame = rows(buurten)
    stops = frame["jaar"].ge(2026) & frame["buurt"].isin([f"t{at:02d}" for at in range(3, 20)])
    one = reading(computed(buurten, frame[~stops]))
    assert no_number(one)
    assert "zijn maar 3 transitiebuurten" in one.toelichting


def test_a_partner_in_both_groups_is_told_and_widens_the_margin():
    alone = computed((*starters(partner="Een"), *others(partner="Twee")))
    both = computed((*starters(partner="Een"), *others(30, partner="Een"), *elsewhere(partner="Twee")), full=True)
    assert "werkt een partner die ook in een transitiebuurt werkt" in reading(both).toelichting
    assert "werkt een partner" not in reading(alone).toelichting
    assert any(one.naam == "Zonder gedeelde partner" and one.schatting is not None for one in both.gevoeligheid)


def partners(count=4):
    """Transitiebuurten of a few partners, and buurten to compare with of as many others."""
    own = [one.model_copy(update={"partner": f"P{at % count}"}) for at, one in enumerate(starters())]
    beside = [one.model_copy(update={"partner": f"Q{at % 12}"}) for at, one in enumerate(others())]
    return (*own, *beside)


def wide(one):
    return one.boven95 - one.onder95


def test_partners_that_work_in_more_than_one_buurt_of_a_group_widen_the_margin():
    """Four partners are four things that happened, however many buurten they work in."""
    apart, together = computed(village(), rows(village())), computed(partners(), rows(village()))
    assert wide(reading(together)) > 1.3 * wide(reading(apart))
    assert reading(together).schatting_pct == reading(apart).schatting_pct


@pytest.mark.parametrize("way", [
    {}, {"maat": "indexpunten"}, {"maat": "inclusief_trend"}, {"vergelijking": "eigen_start"},
])  # fmt: skip
def test_partners_widen_every_reading_and_not_only_the_first(way):
    """In every partner its buurten changed alike: what is told in points or beside the own start is as unsure."""
    frame = alike(rows(village()))
    apart, together = (reading(computed(some, frame), **way) for some in (village(), partners()))
    assert wide(together) > 2 * wide(apart)  # t(3) instead of t(19) alone would be 1.5 times
    assert together.schatting_pct == apart.schatting_pct


def alike(frame):
    """Buurten of one partner (see `partners`) change together after 2024."""
    moved = dict(zip([f"P{at}" for at in range(4)], (0.08, -0.08, 0.06, -0.06), strict=True))
    partner = {one.sleutel: one.partner for one in partners()}
    shift = frame["buurt"].astype(str).map(partner).map(moved).fillna(0.0).to_numpy(float)
    return frame.assign(teller=frame["teller"] * np.exp(shift * frame["jaar"].ge(2025)))


def test_points_have_the_margin_of_the_percentages():
    """Where nothing changed in the comparison a point is a percent, and so is its margin."""
    for buurten in (village(), partners(), (*starters(5), *others(7))):
        found = computed(buurten, rows(buurten, effect=-0.02))
        relative, points = (reading(found, maat=maat) for maat in ("relatief", "indexpunten"))
        assert wide(points) == pytest.approx(wide(relative), rel=0.12)


def test_large_buurten_weigh_more_as_the_agreement_says():
    """Two thirds of the clients live where hours fell by 20%, the others where nothing changed: 100 (0.8^(2/3) - 1)."""
    buurten = village()
    frame = rows(buurten, effect=0.0, noise=0.0, spread=0.0, size=(200, 200))
    large = frame["buurt"].isin([f"t{at:02d}" for at in range(10)])
    many = frame.assign(
        noemer=frame["noemer"] * np.where(large, 2, 1),
        teller=frame["teller"] * np.where(large, 2, 1) * np.where(large & frame["jaar"].ge(2025), 0.8, 1),
    )  # fmt: skip
    found = computed(buurten, many, full=True)
    assert reading(found).schatting_pct == pytest.approx(100 * (0.8 ** (2 / 3) - 1), abs=1.0)
    assert words.WEIGHTED in reading(found).methode
    even = next(one for one in found.gevoeligheid if one.naam == "Elke buurt telt even zwaar")
    assert even.schatting == pytest.approx(100 * (0.8**0.5 - 1), abs=1.0)


@pytest.mark.parametrize("mine", ["t03", "v03"])
def test_where_one_buurt_has_nearly_all_clients_there_is_no_number(mine):
    buurten = village()
    frame = rows(buurten, size=(60, 80))
    most = frame["buurt"].eq(mine)
    frame = frame.assign(noemer=frame["noemer"].mask(most, 5e4), teller=frame["teller"].mask(most, 9e5))
    one = computed(buurten, frame, full=True)
    assert no_number(reading(one))
    assert words.ONE_BUURT in reading(one).toelichting
    line = "transitie" if mine == "t03" else "vergelijking"
    assert all(getattr(point, line) is None for point in one.lijn)


def test_the_margin_of_a_line_is_of_the_buurten_that_are_there():
    """In the last year only four deliver: their margin is that of four, however many delivered before."""
    buurten = village()
    frame = rows(buurten)
    four = frame["jaar"].ge(2026) & frame["buurt"].astype(str).str.startswith("t") & ~frame["buurt"].isin(
        ["t00", "t01", "t02", "t03"])  # fmt: skip
    whole, few = (computed(buurten, one, full=True).lijn for one in (frame, frame[~four]))
    wider = [(b.boven - b.onder) / (a.boven - a.onder) for a, b in zip(whole, few, strict=True)
             if a.periode.startswith("2026")]  # fmt: skip
    assert min(wider) > 1.3


def test_partners_still_widen_the_margin_when_one_buurt_delivers_no_more():
    stops, frame = partners(), rows(village())
    gone = frame[~(frame["jaar"].ge(2026) & frame["buurt"].eq("t05"))]
    whole, less = computed(stops, frame), computed(stops, gone)
    assert reading(less).n_transitie == 19
    assert wide(reading(less)) > 0.8 * wide(reading(whole))


def test_one_partner_everywhere_has_a_number_and_says_what_the_margin_leaves_out():
    one = reading(computed((*starters(partner="Een"), *others(partner="Een"))))
    assert not no_number(one)
    assert "te weinig partners" in one.toelichting


@pytest.mark.parametrize(("tot", "early"), [(date(2025, 5, 1), True), (date(2025, 7, 1), False)])
def test_no_number_and_no_word_before_three_periods(tot, early):
    found = computed(village(), tot=tot)
    one = reading(found, "maand_36")
    assert (one.oordeel == "te vroeg") is early
    assert no_number(one) is early
    assert (words.TOO_EARLY in one.toelichting) is early


def test_provisional_figures_do_not_count():
    early = computed(village(), tot=date(2025, 9, 1), late=2, full=True)
    assert reading(early, "maand_36").oordeel == "te vroeg"
    assert reading(computed(village(), tot=date(2025, 9, 1)), "maand_36").oordeel != "te vroeg"
    assert [one.voorlopig for one in early.lijn[-3:]] == [False, True, True]


def test_a_handful_of_clients_in_the_base_does_not_count():
    buurten = village()
    frame = rows(buurten)
    few = frame["buurt"].eq("t01").to_numpy()
    found = computed(buurten, frame.assign(noemer=frame["noemer"].mask(few, 4.0)))
    assert reading(found).n_transitie == 19
    assert "T01 telt niet mee: er is geen (zichtbaar) cijfer van voor de start." in reading(found).toelichting
    assert "cliënten" not in reading(found).toelichting.split("telt niet mee")[1]


def test_a_handful_of_clients_does_not_count_in_the_comparison_either():
    buurten = village()
    frame = rows(buurten)
    few = frame["buurt"].eq("v01").to_numpy()
    one = reading(computed(buurten, frame.assign(noemer=frame["noemer"].mask(few, 4.0))))
    assert one.n_vergelijking == 59
    assert "V01" not in one.toelichting


def line_of(buurten, frame):
    return [one.transitie for one in computed(buurten, frame, full=True).lijn]


def test_the_line_leaves_out_what_came_after_a_buurt_stopped():
    stopped = [*village()]
    stopped[2] = stopped[2].model_copy(update={"eind": date(2025, 12, 31)})
    frame = rows(stopped)
    after = frame["buurt"].eq("t02") & frame["jaar"].ge(2026)
    assert line_of(stopped, frame) == line_of(stopped, frame.assign(teller=frame["teller"].mask(after, 9e4)))


def test_the_line_leaves_out_a_handful_of_clients():
    buurten = village()
    frame = rows(buurten)
    mine = frame["buurt"].eq("t01")
    few = frame.assign(noemer=frame["noemer"].mask(mine, 4.0))
    assert line_of(buurten, few) == line_of(buurten, frame[~mine])


def test_zero_hours_are_no_logarithm_and_no_crash():
    buurten = village()
    frame = rows(buurten)
    one = frame["buurt"].eq("t01") & frame["periode"].eq("2026-T2")
    assert not no_number(reading(computed(buurten, frame.assign(teller=frame["teller"].mask(one, 0.0)))))


def test_outside_the_alliance_are_those_without_a_partner():
    some = [*others(30, partner="Een"), *elsewhere()]
    found = computed((*starters(), *some))
    assert reading(found, vergelijking="niet_alliantie").n_vergelijking == 30
    assert reading(found).n_vergelijking == 60
    nobody = computed((*starters(), *others(partner="Een")))
    assert words.NO_OUTSIDE in refused(nobody, vergelijking="niet_alliantie").toelichting


def test_few_buurten_have_a_wide_margin():
    few, many = (reading(computed((*starters(count), *others(count + 1)))) for count in (5, 40))
    assert few.boven95 - few.onder95 > 2 * (many.boven95 - many.onder95)


def test_without_inhabitants_only_that_definition_has_no_number():
    buurten = village()
    found = agreement({ALLIANCE: rows(buurten)}, catalog(*buurten), "dorp", {})
    assert words.NO_OLDER in reading(found, definitie="per_1000_65plus").toelichting
    assert no_number(reading(found, definitie="per_1000_65plus"))
    assert not no_number(reading(found))


def test_only_a_mean_was_delivered():
    """No hours and no clients, as in a short form: the mean is enough for the contract, not for the volume."""
    buurten = village()
    frame = rows(buurten)
    mean = frame["teller"] / frame["noemer"]
    found = computed(buurten, frame.assign(waarde=mean, teller=np.nan, noemer=np.nan), full=True)
    alike = next(one for one in computed(buurten, frame, full=True).gevoeligheid if one.naam.startswith("Elke buurt"))
    assert reading(found).schatting_pct == alike.schatting
    assert words.ALIKE in reading(found).methode
    assert no_number(reading(found, definitie="volume"))


def test_neighbours_can_be_left_out():
    found = computed((*starters(gemeente="A"), *others(30, gemeente="A"), *elsewhere(gemeente="B")), full=True)
    assert next(one for one in found.gevoeligheid if one.naam == "Zonder buren").schatting is not None
