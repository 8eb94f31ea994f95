"""Every sentence about an outcome: that it says what is stored, in plain Dutch, without a cause."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.indicator_parts import Doel
from buurtbeeld.model import Gebied, Niveau, Plek, Status
from buurtbeeld.outcomes import wording
from buurtbeeld.outcomes.answers import (
    Cell,
    GroupFigure,
    Item,
    Nulmeting,
    OutcomeFigure,
    Outcomes,
    OutcomeSeries,
    Sheet,
    ThemaRow,
)
from buurtbeeld.outcomes.line import unusual_run
from buurtbeeld.outcomes.oordeel import (
    LEAST,
    NIET_BEOORDEELD,
    NIET_GELEVERD,
    Beoordeling,
    Grond,
    Oordeel,
    Signaal,
    beoordeel,
)
from buurtbeeld.outcomes.targets import doellijn, doellijnen
from buurtbeeld.periods import Periode, PeriodeSoort, add_months
from buurtbeeld.statistics.runchart import run_chart

CATALOG = load_catalog(Path(__file__).parents[2] / "config")
OUTCOMES = [one for one in CATALOG.outcomes() if one.soort != "kwalitatief"]
SAYS_DIFFERENT = (Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER, Oordeel.VERANDERT)
# A long name, since sentences hold names.
PLEK = Plek(
    "x",
    "Dobbelsteenhof en Hoepelhof",
    "p",
    Niveau.BUURT,
    (Gebied("BU00000000", 2024, "x", Niveau.BUURT, "GM0000", "x"),),
)
FORBIDDEN = re.compile(
    r"\b(goede?|slechte?|score|achterstand|rood|rode|p-waarde|betrouwbaarheidsinterval|significant\w*|interventies?|"
    r"ten opzichte van|cohort|baseline|KPI|NPS|SEH|HAP|None|nan)\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\b(door(?! toeval)|doordat|waardoor|daardoor|dankzij|vanwege|omdat|want|wegens|gevolg|effect van|leidt tot|"
    r"zorgt voor|komt van)\b",
    re.IGNORECASE,
)
DIRECTION = re.compile(r"\b(stijg\w*|daal\w*|neemt (toe|af)|groei\w*|trend)\b", re.IGNORECASE)


def figure(value, periode="2026-T3", status=Status.OK, **more):
    status = status if value is not None or status is not Status.OK else Status.NIET_GELEVERD
    levering = 0 if status is Status.NIET_GELEVERD else 7
    more = {"reden": "" if value is not None else "reden", "levering": levering, **more}
    return OutcomeFigure("x", "verzekeraars", Periode.parse(periode), value, status, **more)


def series(values, *, soort="2024-T1", nulmeting=None, statuses=None, **more):
    first = Periode.parse(soort)
    statuses = statuses or [Status.OK] * len(values)
    made = tuple(
        figure(value, first.shifted(step).code, status)
        for step, (value, status) in enumerate(zip(values, statuses, strict=True))
    )
    fields = {"bron_naam": "Bron", "meting": "", "niveau": "buurt", "naam": "", "nulmeting": nulmeting} | more
    return OutcomeSeries("x", "verzekeraars", soort=first.soort, figures=made, **fields)


def start(value, metingen=3, groep=None):
    first = Periode.parse("2024-T1")
    return Nulmeting(value, first, first.shifted(metingen - 1), metingen, groep)


def sheet(indicator, *reeksen):
    thema = next(iter(indicator.themas), "")
    return Sheet(PLEK, indicator.code, thema, "adoptie", reeksen, (), {}, (), (), (), None, 1, None)


def text(zin):
    return wording.plain(zin)


def verdicts():
    """Every verdict that the engine can give, with the numbers that come with it."""
    yield NIET_BEOORDEELD
    yield NIET_GELEVERD
    for signaal, richting, groep, (voor, na), jaarlijks in itertools.product(
        Signaal, ("hoger", "lager", "geen"), (0, 60), ((3, 0), (2, 1), (1, 3), (12, 1), (12, 6)), (False, True)
    ):
        counts = {"voor": voor, "na": na, "groep": groep, "jaarlijks": jaarlijks}
        yield beoordeel(signaal, richting, **counts)
        later = {"verwacht": [date(2027, 3, 1)], "tot_en_met": date(2026, 6, 30)}
        yield beoordeel(signaal, richting, **counts, **later)
        yield beoordeel(signaal, richting, **counts, **later, vandaag=date(2027, 3, 1))


VERDICTS = list(dict.fromkeys(verdicts()))


def series_of_every_length(indicator):
    value = 14.2 if indicator.weergave == "procent" else 24.0
    for n in range(13):
        wobble = [value + (0.7 if step % 2 else -0.7) * (step % 3) for step in range(n)]
        drift = [value - step for step in range(n)]
        for values in (wobble, drift, [value] * n):
            yield series(values, nulmeting=start(value) if n > 3 else None)
    yield series(
        [value, None, None, value], statuses=[Status.OK, Status.AFGESCHERMD, Status.NIET_GELEVERD, Status.VOORLOPIG]
    )
    yield series([None], statuses=[Status.AFGESCHERMD])
    yield series([value] * 3, statuses=[Status.OK, Status.VOORLOPIG, Status.VOORLOPIG])
    for meting, niveau in itertools.product(("gemeten", "afgeleid", "schatting"), ("buurt", "partner", "programma")):
        extra = {"meting": meting, "niveau": niveau, "naam": "Zorg van Niemand", "nulmeting": start(value)}
        beside = tuple(GroupFigure(Periode.parse(code), value, 60) for code in ("2024-K1", "2025-K4", "2026"))
        for code in ("2024-K1", "2025-K4", "2025-H2", "2026", "2026-T3-12M"):
            yield series([value], soort=code, groep=beside, **extra)


def everything_said():
    """Every sentence of every indicator in every thema."""
    for indicator in CATALOG.outcomes():
        for thema, verdict in itertools.product([*indicator.themas, ""], VERDICTS):
            yield wording.oordeel_zin(verdict, indicator, thema)
        for row in indicator.themas.values():
            yield wording.doelzin(row.doel)
            aims = doellijnen(row.doel, indicator, start(23.4, groep=23.0), date(2024, 9, 1), 22.6)
            yield from (one.zin for one in aims)
            yield from (one.zin for one in doellijnen(row.doel, indicator, start(23.4), None))
    for indicator in OUTCOMES:
        for reeks in series_of_every_length(indicator):
            yield text(wording.wat_ziet_u(reeks, indicator))
            yield text(wording.antwoord(sheet(indicator, reeks), CATALOG))
    for n in (1, 22, 40, 600, 6000):
        yield wording.verwacht_toeval(n)
    yield from (badge.uitleg for badge in wording.BADGES.values())
    yield from (text(wording.kop(one, CATALOG)) for one in matrices())


def outcomes(*found, nu=True):
    items = tuple(
        Item(code, "preventie", "effectiviteit", Beoordeling(word), nu=figure(1.0) if nu else None)
        for code, word in found
    )
    rows = (ThemaRow("preventie", (Cell("effectiviteit", items),)),)
    return Outcomes(PLEK, rows, (), date(2026, 1, 1), Periode.parse("2026-T3"), None, 1, 60)


def matrices():
    codes = [one.code for one in OUTCOMES]
    yield outcomes()
    yield outcomes((codes[0], Oordeel.TE_WEINIG), nu=False)
    for better, worse in itertools.product((0, 1, 4), (0, 1, 3, 8)):
        words = [Oordeel.GUNSTIGER] * better + [Oordeel.ONGUNSTIGER] * worse + [Oordeel.GEEN_VERSCHIL, Oordeel.TE_VROEG]
        yield outcomes(*zip(codes, words, strict=False))


SAID = sorted({said for said in everything_said() if said})


def sentences(said):
    return [part for part in re.split(r"(?<=[.?!])\s+(?=[A-Z])", said.replace("\u00a0", " ")) if part]


def test_plain_dutch():
    read = [one for said in SAID for one in sentences(said)]  # as often as it is read
    assert len(set(read)) > 500
    assert {one for one in read if len(one.split()) > 22} == set()
    assert sum(len(one.split()) for one in read) / len(read) <= 15
    assert [one for one in SAID if not one.endswith(".")] == []
    assert {one for one in SAID if "{" in one or "  " in one or ".." in one} == set()


@pytest.mark.parametrize("words", [FORBIDDEN, CAUSE], ids=["forbidden words", "causes"])
def test_no_sentence_has(words):
    said = [one for one in SAID if one not in {badge.uitleg for badge in wording.BADGES.values()}]
    assert {found.group(): one for one in said if (found := words.search(one))} == {}


def test_the_guards_of_words_can_fail():
    assert FORBIDDEN.search("De buurt doet het slecht.")
    assert CAUSE.search("Dat komt door de ochtendroute.")
    assert not CAUSE.search("U verwacht er 2 door toeval.")


def test_every_combination_says_its_own_word_and_direction():
    for indicator, verdict in itertools.product(CATALOG.outcomes(), VERDICTS):
        for thema, row in indicator.themas.items():
            said = wording.oordeel_zin(verdict, indicator, thema)
            assert said.endswith(indicator.richting_zin(thema))
            assert ("duidelijk lager" in said or "duidelijk hoger" in said) == (
                verdict.oordeel in (Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER) and row.richting != "geen"
            )
            assert ("vergelijkbare buurten" in said) == (
                verdict.groep > 0 and verdict.oordeel in (*SAYS_DIFFERENT, Oordeel.GEEN_VERSCHIL)
            )
            lower = (verdict.oordeel is Oordeel.GUNSTIGER) == (row.richting == "lager")
            if "duidelijk lager" in said or "duidelijk hoger" in said:
                assert ("duidelijk lager" in said) == lower
            why = wording.reden(verdict, indicator)
            assert bool(why) == (verdict.oordeel in (Oordeel.TE_VROEG, Oordeel.TE_WEINIG)), (verdict, why)


@pytest.mark.parametrize(
    ("verdict", "more", "expected"),
    [
        (Beoordeling(Oordeel.TE_VROEG, Grond.TERMIJN, tot=date(2027, 3, 1)), {}, "effect verwacht vanaf maart 2027"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=2, na=1, nodig=LEAST), {}, "3 van de 5 metingen"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=9, na=0, nodig=LEAST), {}, "nog geen meting na de start"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=9, na=1, nodig=LEAST), {},
         "nog te weinig metingen na de start"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.MARGE), {}, "marge breder dan 15%"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.AFGESCHERMD), {}, "afgeschermd (kleine aantallen)"),
        (Beoordeling(Oordeel.TE_VROEG, Grond.TERMIJN, tot=date(2027, 3, 1), voorbij=True), {},
         "nog geen cijfer van maart 2027 of later"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.START), {}, "startdatum onbekend"),
        (Beoordeling(Oordeel.TE_WEINIG, Grond.NULMETING), {}, "geen nulmeting"),
        (NIET_GELEVERD, {}, "niet geleverd"),
        (NIET_GELEVERD, {"verwacht": date(2027, 1, 15)}, "niet geleverd: verwacht uiterlijk op 15 januari 2027"),
        (NIET_GELEVERD, {"verwacht": date(2027, 1, 15), "vandaag": date(2027, 1, 15)},
         "niet geleverd: verwacht uiterlijk op 15 januari 2027"),
        (NIET_GELEVERD, {"verwacht": date(2027, 1, 15), "vandaag": date(2027, 1, 22)},
         "niet geleverd: 7 dagen te laat"),
        (Beoordeling(Oordeel.GEEN_VERSCHIL), {}, ""),
    ],
)  # fmt: skip
def test_reason(verdict, more, expected):
    assert wording.reden(verdict, **more) == expected


def test_the_margin_of_a_score_is_no_percentage():
    verdict = Beoordeling(Oordeel.TE_WEINIG, Grond.MARGE)
    nps, hours = CATALOG.indicatoren["nps_clienten"], CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    assert wording.reden(verdict, nps) == "marge te breed"
    assert wording.oordeel_zin(verdict, nps, "preventie").startswith("De marge is te breed.")
    assert wording.oordeel_zin(verdict, hours, "preventie").startswith("De marge is breder dan 15%.")


def test_below_six_complete_figures_no_direction():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    for n in range(14):
        values = [30.0 - step for step in range(n)]
        for provisional in range(3):
            statuses = [Status.OK] * n + [Status.VOORLOPIG] * provisional
            reeks = series([*values, *[9.0] * provisional], statuses=statuses, nulmeting=start(30.0))
            said = text(wording.wat_ziet_u(reeks, hours))
            assert n >= 6 or not DIRECTION.search(said), said
            assert ("voorlopig" in said) == bool(provisional)
    assert "De lijn daalt" in text(wording.wat_ziet_u(series([30.0 - step for step in range(12)]), hours))
    steady = [21.0, 22.0, 20.5, 22.5, 20.0, 21.8, 20.7, 22.1, 20.3, 21.9, 20.1, 22.3]
    assert "zoals bij toeval past" in text(wording.wat_ziet_u(series(steady), hours))


def test_points_that_overlap_and_counts_have_no_runs():
    """Twelve months at once, every two months: neighbours share ten months, so a run is no news."""
    hours, actions = (CATALOG.indicatoren[code] for code in ("uren_wijkverpleging_per_client", "gestarte_interventies"))
    first, values = Periode.parse("2024-T1-12M"), [30.0 - step for step in range(14)]
    steps = (
        replace(first, start=add_months(first.start, 2 * step), eind=add_months(first.eind, 2 * step))
        for step in range(14)
    )
    rolling = tuple(figure(value, step.code) for value, step in zip(values, steps, strict=True))
    said = text(wording.wat_ziet_u(replace(series(values), soort=first.soort, figures=rolling), hours))
    assert "De punten overlappen." in said
    assert not DIRECTION.search(said)
    assert not DIRECTION.search(text(wording.wat_ziet_u(series(values), actions)))


def test_a_hidden_newest_figure_and_what_the_app_counts_say_so():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    hidden = series([20.8, None], soort="2026-T2", statuses=[Status.OK, Status.AFGESCHERMD])
    assert text(wording.antwoord(sheet(hours, hidden), CATALOG)).endswith(
        "Het cijfer van mei en juni 2026 is afgeschermd (kleine aantallen)."
    )
    own = replace(series([None]), bron="app")
    assert text(wording.antwoord(sheet(hours, own), CATALOG)) == "reden"
    year = replace(series([20.8]), soort=PeriodeSoort.TWAALFMAANDS, figures=(figure(20.8, "2025-T6-12M"),))
    assert text(wording.antwoord(sheet(hours, year), CATALOG)).startswith("In 2025 kregen cliënten")


def test_what_is_seen_uses_published_values_only():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    values = [23.8, 22.9, 23.6, None, 21.7, 21.5, 21.2, 20.8]
    statuses = [Status.AFGESCHERMD if value is None else Status.OK for value in values]
    said = text(wording.wat_ziet_u(series(values, statuses=statuses, nulmeting=start(23.4)), hours)).replace(
        "\u00a0", " "
    )
    assert said == (
        "De cijfers liggen tussen 20,8 en 23,8 uur. "
        "Van de laatste 4 cijfers zijn er 4 lager dan de 23,4 uur van de start. "
        "Voor juli en augustus 2024 is er geen cijfer: afgeschermd (kleine aantallen)."
    )


def test_the_rules_of_a_run_are_those_of_the_run_chart():
    rng = np.random.default_rng(4)
    seen = set()
    for n in range(10, 30):
        for drift in (0.0, 0.05, 0.2):
            values = rng.normal(size=n) + drift * np.arange(n)
            middle = float(np.median(values))
            sides = [bool(value > middle) for value in values if value != middle]
            if len(sides) < 10:
                continue
            expected = bool(run_chart(values).signal)
            assert unusual_run(sides) == expected
            seen.add(expected)
    assert seen == {True, False}


def test_answer():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    group = (GroupFigure(Periode.parse("2026-T3"), 22.6, 60),)
    reeks = series([20.8], soort="2026-T3", nulmeting=start(23.4), groep=group, meting="afgeleid")
    said = wording.antwoord(sheet(hours, reeks), CATALOG)
    assert text(said).replace("\u00a0", " ") == (
        "In mei en juni 2026 kregen cliënten in Dobbelsteenhof en Hoepelhof gemiddeld 20,8 uur wijkverpleging. "
        "Bij de start was dat 23,4 uur. In vergelijkbare buurten: 22,6 uur. "
        "Let op: dit is berekend uit euro’s en een tarief."
    )
    assert [span.tekst for span in said if span.sterk] == ["20,8\u00a0uur"]
    none = sheet(hours, series([], volgende=date(2027, 1, 15)))
    assert text(wording.antwoord(none, CATALOG)).endswith(
        "nog niet geleverd. We verwachten het uiterlijk op 15 januari 2027."
    )


def test_every_kind_that_needs_a_sentence_of_its_own_has_one():
    bare = [one.code for one in OUTCOMES if one.soort not in ("aantal", "rate") and not one.zin]
    assert bare == []


def test_headline_counts_a_figure_once_and_names_the_unfavourable():
    code = "uren_wijkverpleging_per_client"
    twice = outcomes(
        (code, Oordeel.GUNSTIGER), (code, Oordeel.GUNSTIGER), ("mantelzorgbelasting_score", Oordeel.ONGUNSTIGER)
    )
    assert text(wording.kop(twice, CATALOG)) == (
        "We bekeken 2 cijfers. 1 is duidelijk gunstiger en 1 is duidelijk ongunstiger dan bij de start. "
        "Ongunstiger: Belasting van mantelzorgers."
    )
    calm = text(wording.kop(outcomes((code, Oordeel.GEEN_VERSCHIL)), CATALOG))
    assert calm == "We bekeken 1 cijfer. Geen enkel cijfer is duidelijk anders dan bij de start."


def test_headline_does_not_call_calm_what_says_nothing_yet():
    codes = [one.code for one in OUTCOMES]
    some = outcomes((codes[0], Oordeel.TE_WEINIG), (codes[1], Oordeel.TE_VROEG), (codes[2], Oordeel.GEEN_VERSCHIL))
    assert text(wording.kop(some, CATALOG)).endswith("dan bij de start. Over 2 cijfers kunnen we nog niets zeggen.")
    none = outcomes((codes[0], Oordeel.TE_WEINIG), (codes[1], Oordeel.TE_VROEG))
    assert text(wording.kop(none, CATALOG)) == "We bekeken 2 cijfers. Over geen enkel cijfer kunnen we al iets zeggen."
    nothing = replace(none, periode=None)  # what the app counts itself is there from the first day
    assert text(wording.kop(nothing, CATALOG)).endswith("zijn nog geen cijfers geleverd.")


def test_cell_heading_keeps_the_order_of_the_words():
    cell = (
        outcomes(
            ("a", Oordeel.TE_WEINIG),
            ("b", Oordeel.GEEN_VERSCHIL),
            ("c", Oordeel.GUNSTIGER),
            ("d", None),
            ("e", Oordeel.GEEN_VERSCHIL),
        )
        .rows[0]
        .cells[0]
    )
    assert wording.celkop(cell) == (
        "1 duidelijk gunstiger, 2 geen duidelijk verschil, 1 te weinig gegevens, 1 zonder oordeel"
    )
    assert wording.celkop(Cell("adoptie", (), "leeg")) == ""


@pytest.mark.parametrize(
    ("code", "before", "now", "expected"),
    [
        ("uren_wijkverpleging_per_client", 23.4, 20.8, "23,4 → 20,8 uur"),
        ("verloop_wijkverpleging", 14.2, 13.0, "14,2% → 13,0%"),
        ("verloop_wijkverpleging", 14.0, 12.6, "14% → 13%"),
        ("nps_clienten", -5.0, 24.0, "−5 → 24 punten"),
        ("seh_bezoeken_per_1000", 312.0, 298.0, "312 → 298"),
        ("uren_per_1000_65plus", 4500.0, 4100.0, "4.500 → 4.100"),
        ("uren_wijkverpleging_per_client", 116.0, 102.0, "116 → 102 uur"),
        ("gestarte_interventies", 0.0, 1.0, "0 → 1 actie"),
        ("gestarte_interventies", None, 3.0, "3 acties"),
        ("gestarte_interventies", 1.0, None, ""),
    ],
)  # fmt: skip
def test_from_the_start_to_now(code, before, now, expected):
    item = Item(code, "preventie", "adoptie", NIET_BEOORDEELD, nu=figure(now), nulmeting=before)
    assert wording.van_naar(item, CATALOG.indicatoren[code]).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("code", "before", "now", "expected"),
    [
        ("gestarte_interventies", 2.0, 5.0, "3 meer dan in juli en augustus"),
        ("gestarte_interventies", 5.0, 4.0, "1 minder dan in juli en augustus"),
        ("gestarte_interventies", 5.0, 5.0, "evenveel als in juli en augustus"),
        ("deelnemende_burgers", 140.0, 155.0, "ongeveer 15 meer dan in juli en augustus"),
        ("deelnemende_burgers", None, 155.0, ""),
    ],
)  # fmt: skip
def test_change_of_a_count(code, before, now, expected):
    found = wording.verandering(figure(now, "2026-T5"), figure(before, "2026-T4"), CATALOG.indicatoren[code])
    assert found == expected


def test_change_over_a_new_year_names_the_year():
    actions = CATALOG.indicatoren["gestarte_interventies"]
    assert wording.verandering(figure(3.0, "2026-T1"), figure(1.0, "2025-T6"), actions).endswith(
        "november en december 2025"
    )
    assert wording.verandering(figure(3.0, "2026"), figure(1.0, "2025"), actions) == "2 meer dan in 2025"


def test_values_and_words_without_a_value():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    assert wording.waarde(None, hours) == "niet geleverd"
    assert wording.waarde(figure(None, status=Status.AFGESCHERMD), hours) == "afgeschermd (kleine aantallen)"
    assert wording.waarde(figure(20.75), hours) == "20,8\u00a0uur"
    assert wording.met_eenheid(20.8, hours, PeriodeSoort.TWEEMAAND) == "20,8\u00a0uur per cliënt per 2 maanden"
    assert wording.met_eenheid(125.0, hours, PeriodeSoort.TWAALFMAANDS) == "125\u00a0uur per cliënt per jaar"
    assert wording.marge_zin(figure(20.8, lower=19.9, upper=21.7), hours) == "De marge loopt van 19,9 tot 21,7."
    assert wording.marge_zin(figure(20.8), hours) == ""
    assert [wording.kort(Periode.parse(code)) for code in ("2026-T3", "2026-M03", "2025", "2026-K1")] == [
        "mei–jun 2026", "mrt 2026", "2025", "1e kwartaal 2026",
    ]  # fmt: skip


def test_every_count_has_a_singular():
    for indicator in OUTCOMES:
        if indicator.soort == "aantal":
            assert wording.met_eenheid(1.0, indicator) != wording.met_eenheid(2.0, indicator).replace("2", "1")


def test_few_answers_are_indicative():
    nps, hours = CATALOG.indicatoren["nps_clienten"], CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    assert wording.indicatief(figure(24.0, noemer=25.0), nps)
    assert wording.indicatief(figure(24.0, noemer=30.0), nps)  # rounded: there may be twenty-eight
    assert not wording.indicatief(figure(24.0, noemer=35.0), nps)
    assert not wording.indicatief(figure(24.0, noemer=25.0), hours)


def test_chance_at_the_cut_off_of_the_verdict():
    """40 comparisons give 2 at 95%, but not at 99.8%: 0.08 of them."""
    assert wording.verwacht_toeval(40, 0.05) == "Van 40 vergelijkingen verwacht u er ongeveer 2 door toeval."
    assert wording.verwacht_toeval(40) == "Bij 40 cijfers is de kans op een toevalstreffer ongeveer 1 op de 13."
    assert wording.verwacht_toeval(0) == ""


AGREED = Doel(band=(-30.0, -20.0), afspraak=-15.0, jaren=3, naast="vergelijkingsbuurten", bron="S2")


def test_aim_of_the_agreement_is_relative_and_moves_with_the_comparison():
    """23,4 hours at the start, 23,0 → 22,6 beside it: 23,4 × 22,6/23,0 × 0,85 = 19,544."""
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    contract, ambition = doellijnen(AGREED, hours, start(23.4, groep=23.0), date(2024, 9, 1), 22.6)
    assert contract.onder == contract.boven == pytest.approx(23.4 * 22.6 / 23.0 * 0.85)
    assert (contract.op, contract.afspraak) == (date(2027, 8, 31), True)
    assert (ambition.onder, ambition.boven) == pytest.approx((23.4 * 22.6 / 23 * 0.7, 23.4 * 22.6 / 23 * 0.8))
    assert (ambition.op, ambition.afspraak) == (None, False)
    assert contract.zin.replace("\u00a0", " ") == (
        "De afspraak is 15% minder in 3 jaar, naast vergelijkbare buurten. Dat is 19,5 uur op 31 augustus 2027. "
        "Dit getal schuift mee met vergelijkbare buurten. Dit staat in het transitieplan."
    )
    alone = doellijn(AGREED, hours, start(23.4), date(2024, 9, 1))
    assert alone is not None
    assert alone.onder == pytest.approx(19.89)
    assert "tellen nog niet mee" in alone.zin


def test_aim_without_a_year_a_start_or_a_beginning():
    visits = CATALOG.indicatoren["ha_consulten_per_1000"]
    doel = visits.themas["preventie"].doel
    line = doellijn(doel, visits, start(4000.0, groep=3000.0), date(2024, 9, 1), 2000.0)
    assert line is not None
    assert (line.onder, line.boven, line.op, line.afspraak) == (3200.0, 3600.0, None, False)
    assert line.zin.startswith(
        "Het plan wil 10 tot 20% minder dan bij de start. Dat is 3.200 tot 3.600\u00a0per 1.000 "
    )
    assert doellijn(doel, visits, None, None) is None
    assert doellijn(doel, visits, start(0.0), None) is None
    assert doellijn(None, visits, start(1.0), None) is None
    assert wording.doel_kort(AGREED) == "−20 tot −30% (ambitie); −15% in 3 jaar, naast vergelijkbare buurten (afspraak)"
