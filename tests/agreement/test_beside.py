"""What stands beside the number: sensitivity, guardrails, other aims, the time before, other methods, sentences."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.programmes import Truth, draw
from buurtbeeld.agreement import commands, empty, second_opinion, sensitivity, wording
from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import CONTRACT
from buurtbeeld.agreement.groups import NONE_STARTED
from buurtbeeld.agreement.moments import Base, base_periods, moments
from buurtbeeld.agreement.readings import side
from buurtbeeld.agreement.values import Value
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.outcomes.panels import category
from buurtbeeld.periods import Periode, PeriodeSoort, add_months, periods_between
from buurtbeeld.wording import plain
from tests.agreement.made import HOURS, buurt, catalog, computed, framed, others, rows, shipped, starters

KEYS = ["definitie", "vergelijking", "maat", "venster", "schatting_pct", "onder95", "boven95", "methode", "n_transitie",
        "n_vergelijking", "perioden", "oordeel", "toelichting"]  # fmt: skip
TWO_MONTHS = tuple(periods_between(date(2022, 1, 1), date(2027, 1, 1), PeriodeSoort.TWEEMAAND))
ROLLING = tuple(Periode.starting(add_months(one.eind, -12), PeriodeSoort.TWAALFMAANDS) for one in TWO_MONTHS)


def village():
    return (*starters(), *others())


@pytest.fixture(scope="module")
def found():
    return computed(village(), effect=-0.25, full=True)


def test_the_json_has_the_promised_keys_in_order(found):
    made = json.loads(commands.as_json(commands.chosen(found, None)))
    assert [list(one) for one in made] == [KEYS] * 108
    assert made[0]["schatting_pct"] == found.contract.schatting_pct
    assert any(one["schatting_pct"] is None for one in made)
    only = json.loads(commands.as_json(commands.chosen(found, "volume")))
    assert {one["definitie"] for one in only} == {"volume"}
    assert len(only) == 36


def test_every_reading_is_a_line_of_text(found):
    text = commands.as_text(found.lezingen).splitlines()
    assert len(text) == 108
    assert text[0].startswith("per_client, niet_transitie, relatief, laatste_12_maanden: −")
    assert sum("geen getal" in line for line in text) == 27


def codes(periods, mask):
    return [one.code for one, chosen in zip(periods, mask, strict=True) if chosen]


@pytest.mark.parametrize(("start", "first", "last", "count"), [
    (date(2025, 1, 1), "2024-T1", "2024-T6", 6), (date(2024, 9, 1), "2023-T5", "2024-T4", 6),
    (date(2024, 5, 1), "2023-T3", "2024-T2", 6), (date(2023, 7, 1), "2022-T4", "2023-T3", 6),
    (date(2024, 9, 15), "2023-T5", "2024-T4", 6),
    (date(2024, 10, 1), "2023-T5", "2024-T4", 6),
])  # fmt: skip
def test_the_base_lies_before_the_start(start, first, last, count):
    base = codes(TWO_MONTHS, base_periods(TWO_MONTHS, start, Base.YEAR))
    assert (base[0], base[-1], len(base)) == (first, last, count)


def test_where_2023_was_not_delivered_the_base_is_what_there_is_of_2024():
    delivered = TWO_MONTHS[12:]
    base = codes(delivered, base_periods(delivered, date(2024, 9, 1), Base.YEAR))
    assert (base[0], base[-1], len(base)) == ("2024-T1", "2024-T4", 4)


def test_twelve_months_at_a_time_have_one_base_and_none_that_straddles_the_start():
    one = moments(ROLLING, date(2024, 9, 1))
    assert codes(ROLLING, one.base) == ["2024-T4-12M"]
    assert codes(ROLLING, one.post)[0] == "2025-T4-12M"
    assert not (one.post & one.before).any()
    assert (one.moment[~(one.post | one.before)] == -999).all()


def test_a_period_in_which_it_began_counts_on_neither_side():
    one = moments(TWO_MONTHS, date(2025, 2, 10))
    assert codes(TWO_MONTHS, one.before)[-1] == "2024-T6"
    assert codes(TWO_MONTHS, one.post)[0] == "2025-T2"


def test_every_choice_is_tried_and_says_what_it_is(found):
    names = {one.naam for one in found.gevoeligheid}
    assert {"Start is 2023", "Start is januari t/m augustus 2024", "Iets begon al eerder", "Zonder buren",
            "Met voorlopige cijfers", "Elke buurt telt even zwaar"} <= names  # fmt: skip
    for one in (*found.gevoeligheid, *found.vooruit):
        assert one.zin.endswith(".")
        assert one.schatting is None or one.onder <= one.schatting <= one.boven


def test_another_source_of_the_same_hours_is_a_line():
    buurten = village()
    yearly = rows(buurten, effect=-0.25, soort=PeriodeSoort.JAAR, tot=date(2026, 1, 1))
    from buurtbeeld.agreement.assembly import agreement
    from tests.agreement.made import ALLIANCE, older

    both = {ALLIANCE: rows(buurten, effect=-0.25), "verzekeraars": yearly}
    found = agreement(both, catalog(*buurten), "dorp", older(buurten))
    assert found.bron == ALLIANCE
    assert any(one.naam == "Volgens verzekeraars" and one.schatting is not None for one in found.gevoeligheid)


def test_groups_that_ran_apart_before_the_start_are_told():
    buurten = village()
    frame = rows(buurten, effect=0.0)
    index = frame["periode"].map({one.code: at for at, one in enumerate(TWO_MONTHS)}).astype(float)
    own = frame["buurt"].astype(str).str.startswith("t")
    steep = frame.assign(teller=frame["teller"] * np.where(own, np.exp(-0.02 * index), 1))
    apart, alike = computed(buurten, steep, full=True), computed(buurten, frame, full=True)
    assert "liepen beide groepen niet gelijk" in apart.vooraf[0]
    assert "geen duidelijk verschil in trend" in alike.vooraf[0]
    assert "niet uitsluiten" in alike.vooraf[1]


def test_with_2024_alone_it_cannot_be_said_whether_they_ran_alike():
    short = computed(village(), van=date(2024, 1, 1), full=True)
    assert short.vooraf == (
        "Er zijn te weinig cijfers van voor de start. Of beide groepen gelijk liepen, is niet te zeggen.",
    )  # fmt: skip


def test_other_methods_agree_and_are_named(found):
    assert "Callaway-Sant’Anna" in " ".join(found.anders)
    assert any("trend na de start" in zin for zin in found.anders)


def test_sun_abraham_is_callaway_santanna_and_imputation_has_the_means_of_its_own_event_study():
    """Named together, since they are one number here; and what is left out of the imputation is its errors only."""
    import diff_diff

    drawn = draw(Truth(effect=-0.2, treated=12, control=20), 1)
    one = side(drawn.source, drawn.groups, "per_client", "niet_transitie").studied
    y, first = sensitivity._panel(one)
    both = second_opinion.callaway_santanna(y, first).by_moment, second_opinion.sun_abraham(y, first).by_moment
    later = [at for at in both[0] if at >= 0]
    assert len(later) > 10
    np.testing.assert_allclose(*[[one[at] for at in later] for one in both], atol=1e-12)
    fitted = diff_diff.ImputationDiD().fit(second_opinion._frame(y, first), "y", "unit", "time", "first")
    own, made = second_opinion._by_moment(fitted.aggregate("event_study")), second_opinion.imputation(y, first)
    for at, effect in made.by_moment.items():
        assert effect == pytest.approx(own[at], abs=1e-12)


# Guardrails and other aims.


def figure(code, change, *, buurten, soort=PeriodeSoort.KWARTAAL, group="", seed=3, noise=0.03, base=900.0):
    """Rows of a rate that changes by `change` (log) from the start of 2025 on in transitiebuurten."""
    rng = np.random.default_rng(seed)
    cells = []
    for one in buurten:
        for period in periods_between(date(2022, 1, 1), date(2027, 1, 1), soort):
            moved = change if one.rol == "transitie" and period.start >= date(2025, 1, 1) else 0.0
            teller = round(base * 8 * np.exp(moved + rng.normal(0, noise)))
            cells.append((one.sleutel, period.code, teller, 8000, False, period.last_day.year))
    made = framed(cells, code)
    return made.assign(uitsplitsing=category([group] * len(made)))


def watched(found, code):
    return next(one for one in found.bewaking if one.indicator == code)


def together(*frames):
    whole = pd.concat([one.astype({"indicator": str, "uitsplitsing": str, "status": str, "buurt": str, "periode": str})
                       for one in frames], ignore_index=True)  # fmt: skip
    return whole.astype(dict.fromkeys(["indicator", "uitsplitsing", "status", "buurt", "periode"], "category"))


@pytest.mark.parametrize(("change", "word"), [
    (0.15, "duidelijk ongunstiger"), (-0.15, "duidelijk gunstiger"), (0.0, "geen duidelijk verschil"),
])  # fmt: skip
def test_a_guardrail_has_one_of_the_six_words_and_its_direction(change, word):
    buurten = village()
    frame = together(rows(buurten), figure("seh_bezoeken_per_1000", change, buurten=buurten))
    one = watched(computed(buurten, frame), "seh_bezoeken_per_1000")
    assert one.oordeel == word
    assert "Minder is hier gunstig." in one.zin
    assert one.onder <= 100 * np.expm1(change) <= one.boven


def test_partners_widen_a_guardrail_and_every_other_choice_too():
    apart, by_partner = village(), with_partners()
    frame = rows(apart)
    code = "seh_bezoeken_per_1000"
    moved = figure(code, -0.02, buurten=apart)
    partner = {one.sleutel: one.partner for one in by_partner}
    shift = moved["buurt"].astype(str).map(partner).map({"P0": 0.1, "P1": -0.1, "P2": 0.08, "P3": -0.08}).fillna(0.0)
    moved = moved.assign(teller=moved["teller"] * np.exp(shift.to_numpy(float) * moved["jaar"].ge(2025)))
    plain, theirs = (computed(some, together(frame, moved), full=True) for some in (apart, by_partner))
    first, second = watched(plain, code), watched(theirs, code)
    assert second.boven - second.onder > 3 * (first.boven - first.onder)
    for one, other in zip(plain.gevoeligheid, theirs.gevoeligheid, strict=False):
        assert one.naam == other.naam
        assert other.boven - other.onder > 1.4 * (one.boven - one.onder), one.naam


def with_partners():
    """Four partners in the transitiebuurten and twelve in the others."""
    own = [one.model_copy(update={"partner": f"P{at % 4}"}) for at, one in enumerate(starters())]
    return (*own, *(one.model_copy(update={"partner": f"Q{at % 12}"}) for at, one in enumerate(others())))


def test_what_changes_without_a_direction_says_so():
    buurten = village()
    frame = together(rows(buurten), figure("wmo_clienten_per_1000", 0.2, buurten=buurten, soort=PeriodeSoort.JAAR))
    assert watched(computed(buurten, frame), "wmo_clienten_per_1000").oordeel == Oordeel.VERANDERT.value


def test_what_was_not_delivered_has_a_word_and_a_reason(found):
    one = watched(found, "verzuim_wijkverpleging")
    assert (one.schatting, one.oordeel) == (None, "te weinig gegevens")
    assert "nog niet geleverd" in one.zin


def test_an_aim_is_about_the_people_the_plan_names_where_they_are_apart():
    buurten = village()
    everybody = figure("opnames_per_1000", 0.0, buurten=buurten)
    frail = figure("opnames_per_1000", -0.25, buurten=buurten, group="kwetsbare_ouderen")
    apart = watched(computed(buurten, together(rows(buurten), everybody, frail)), "opnames_per_1000")
    assert apart.naam.endswith("(kwetsbare ouderen)")
    assert apart.schatting == pytest.approx(100 * np.expm1(-0.25), abs=2)
    assert apart.doel == (-30.0, -20.0)
    plain = watched(computed(buurten, together(rows(buurten), everybody)), "opnames_per_1000")
    assert plain.schatting == pytest.approx(0, abs=2)


def test_a_figure_of_the_transition_only_stands_beside_its_own_start():
    buurten = village()
    own = [one for one in buurten if one.rol == "transitie"]
    found = computed(buurten, together(rows(buurten), figure("seh_bezoeken_per_1000", -0.2, buurten=own)))
    one = watched(found, "seh_bezoeken_per_1000")
    assert one.n_vergelijking == 0
    assert "Naast de eigen start." in one.zin


def test_a_list_of_start_and_end_has_what_is_newest_before_as_its_base():
    buurten = village()
    rng = np.random.default_rng(2)
    cells = []
    for one in buurten:
        asked = ("2024-T6", "2026-T1") if one.rol == "transitie" else [period.code for period in TWO_MONTHS]
        for code in asked:
            mean = 5.5 + (0.8 if one.rol == "transitie" and code == "2026-T1" else 0) + rng.normal(0, 0.1)
            cells.append((one.sleutel, code, round(mean * 50), 50, False, int(code[:4])))
    frame = together(rows(buurten), framed(cells, "mantelzorgbelasting_score"))
    one = watched(computed(buurten, frame), "mantelzorgbelasting_score")
    assert one.oordeel == "duidelijk ongunstiger"
    assert one.schatting == pytest.approx(0.8, abs=0.1)
    assert one.eenheid == "punten"


@pytest.mark.parametrize(("noise", "word"), [(0.1, "geen duidelijk verschil"), (4.0, "te weinig gegevens")])
def test_a_score_with_a_useless_margin_has_no_word_that_reassures(noise, word):
    buurten = (*starters(6), *others(6))
    rng = np.random.default_rng(2)
    cells = []
    for one in buurten:
        for code in ("2024-T6", "2026-T1"):
            cells.append((one.sleutel, code, round((5 + rng.normal(0, noise)) * 100), 100, False, int(code[:4])))
    frame = together(rows(buurten), framed(cells, "mantelzorgbelasting_score"))
    assert watched(computed(buurten, frame), "mantelzorgbelasting_score").oordeel == word


def test_a_choice_with_a_useless_margin_has_no_number():
    useless = Value(-10.0, -60.0, 90.0, 0.4, 0.75, "t", 4, 4)
    one = sensitivity.shown("Start is 2023", useless, "100 is dan 2023.")
    assert (one.schatting, one.onder, one.boven) == (None, None, None)
    assert words.TOO_WIDE in one.zin


# Sentences.

LONGEST = 24  # words; 22 and the two numbers of a margin
NEVER = re.compile(r"p-waarde|betrouwbaarheid|significan|regressie|None|nan|goed\b|slecht", re.IGNORECASE)


def sentences(found):
    for one in found.lezingen:
        yield one.toelichting
    for one in (*found.vooruit, *found.gevoeligheid, *found.bewaking, *found.balans):
        yield one.zin
    yield from (*found.vooraf, *found.anders, *found.opmerkingen, wording.ziet(found), wording.tel(found))
    for definitie in words.DEFINITIE:
        for naast in words.VERGELIJKING:
            kijk = wording.kijk(found, definitie, naast)
            yield "".join(span.tekst for span in wording.antwoord(found, kijk))
            yield wording.koers(kijk)


@pytest.mark.parametrize("make", [
    lambda: computed(village(), effect=-0.25, full=True),
    lambda: computed((*starters(1), *others(2)), full=True),
    lambda: computed((*starters(partner="Een", gemeente="A"), *others(partner="Een", gemeente="A")), full=True),
    lambda: computed(village(), tot=date(2025, 5, 1), full=True),
    lambda: empty.nothing(catalog(*village()).programmas["dorp"]),
], ids=["vol", "weinig", "gedeeld", "vroeg", "leeg"])  # fmt: skip
def test_every_sentence_is_short_and_in_plain_words(make):
    for text in sentences(make()):
        assert text.endswith("."), text
        assert not NEVER.search(text), text
        for one in re.split(r"(?<=[.?!:]) ", text):
            assert len(one.split()) <= LONGEST, one


def test_the_answer_gives_the_number_its_direction_and_what_was_agreed(found):
    text = "".join(span.tekst for span in wording.antwoord(found, wording.kijk(found, *CONTRACT[:2])))
    assert re.search(r"kregen \d+,\d% minder uren", text)
    assert "De afspraak is 15% minder, na drie jaar" in text


@pytest.mark.parametrize(("margin", "said"), [((-20.0, 1.0), True), ((-20.0, -1.0), False)])
def test_the_answer_says_when_it_may_be_chance(found, margin, said):
    one = wording.kijk(found, "per_client", "niet_transitie")
    nu = replace(one.nu, schatting_pct=-10.0, onder95=margin[0], boven95=margin[1])
    assert ("Dat kan toeval zijn." in plain(wording.antwoord(found, replace(one, nu=nu)))) == said


def test_a_programma_without_hours_is_the_same_said_lightly():
    dorp = catalog(*village()).programmas["dorp"]
    light, heavy = (
        empty.nothing(dorp),
        computed(village(), framed([("t00", "2024-T1", 1.0, 1.0, False, 2024)]).iloc[:0]),
    )
    assert [one.key for one in light.lezingen] == [one.key for one in heavy.lezingen]
    assert [one.toelichting.split(". ")[0] for one in light.lezingen] == [
        one.toelichting.split(". ")[0] for one in heavy.lezingen
    ]
    unknown = empty.nothing(catalog(buurt("een"), *others(3)).programmas["dorp"])
    assert unknown.contract.toelichting.startswith(NONE_STARTED)


def test_the_hours_are_a_figure_of_the_catalogue():
    assert HOURS in shipped().indicatoren
