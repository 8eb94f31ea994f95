"""One buurt beside another: the word, the number and the sentence of every case."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from buurtbeeld.answers import PlekRef
from buurtbeeld.catalog import load_catalog
from buurtbeeld.learning import menukaart, woorden
from buurtbeeld.learning.antwoorden import Buur, Kenmerk
from buurtbeeld.learning.gepoold import pooled, pooled_beside
from buurtbeeld.learning.kaarten import Kaart
from buurtbeeld.learning.rijen import GEEN_GROEP, GEEN_NULMETING, GEEN_START, TE_KORT, Verandering
from buurtbeeld.learning.tegenover import tegenover
from buurtbeeld.model import Niveau
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.statistics.shrinkage import dersimonian_laird, estimates

ROOT = Path(__file__).parents[2]
HOURS, VISITS, NPS = "uren_wijkverpleging_per_client", "ha_visites_per_1000", "nps_clienten"
FORBIDDEN = re.compile(r"\b(p-waarde|significant|betrouwbaarheidsinterval|goed|slecht|score|achterstand|None|nan|omdat|"
                       r"doordat)\b")  # fmt: skip


@cache
def catalog():
    return load_catalog(ROOT / "config", verzonnen=True)


def row(verschil=-0.1, fout=0.02, indicator=HOURS, **more):
    return Verandering("x", indicator, "bron", periode="2026", verschil=verschil, fout=fout, **more)


def beside(own, other, indicator=HOURS):
    return tegenover(catalog().indicatoren[indicator], own, other)


@pytest.mark.parametrize(("own", "other", "word"), [
    (0.0, -0.2, Oordeel.GUNSTIGER), (-0.2, 0.0, Oordeel.ONGUNSTIGER), (-0.1, -0.12, Oordeel.GEEN_VERSCHIL),
])  # fmt: skip
def test_the_word_is_seen_from_the_own_buurt(own, other, word):
    assert beside(row(own), row(other)).oordeel is word


def test_clear_begins_outside_998():
    edge = 3.090232 * math.hypot(0.02, 0.02)
    assert beside(row(0.0), row(-edge - 1e-6)).oordeel is Oordeel.GUNSTIGER
    assert beside(row(0.0), row(-edge + 1e-6)).oordeel is Oordeel.GEEN_VERSCHIL


def test_where_no_direction_was_agreed_it_only_differs():
    found = beside(row(0.0, indicator=VISITS), row(0.3, indicator=VISITS), VISITS)
    assert found.oordeel is Oordeel.VERANDERT
    assert found.is_clear


def test_a_margin_too_wide_says_nothing():
    found = beside(row(0.0, 0.2), row(-0.1, 0.2))
    assert (found.oordeel, found.grond) == (Oordeel.TE_WEINIG, "marge")
    assert not found.is_clear


def test_numbers_are_shares_or_points():
    found = beside(row(0.0), row(math.log(0.8)))
    assert found.verschil == pytest.approx(-0.2)
    assert found.onder < -0.2 < found.boven
    points = beside(row(0.0, 3.0, NPS), row(25.0, 3.0, NPS), NPS)
    assert points.verschil == 25.0


@pytest.mark.parametrize(("grond", "word"), [
    (GEEN_GROEP, Oordeel.TE_WEINIG), (GEEN_START, Oordeel.TE_WEINIG), (GEEN_NULMETING, Oordeel.TE_WEINIG),
    (TE_KORT, Oordeel.TE_VROEG),
])  # fmt: skip
def test_without_a_gap_there_is_a_reason_and_no_number(grond, word):
    nothing = replace(row(), verschil=None, fout=None, grond=grond)
    for own, other, theirs in ((nothing, row(), False), (row(), nothing, True)):
        found = beside(own, other)
        assert (found.oordeel, found.grond, found.van_ander) == (word, grond, theirs)
        assert (found.verschil, found.onder, found.boven) == (None, None, None)


def neighbour(found=None, **more):
    parts = (
        Kenmerk("gemiddeld_inkomen_per_inwoner", 30.0, 40.0, 0.6), Kenmerk("ses_woa_score", 0.1, None, 0.3),
        Kenmerk("bevolkingsdichtheid", 900.0, 950.0, 0.06), Kenmerk("aandeel_65_plus", 20.0, 20.1, 0.04),
    )  # fmt: skip
    ref = PlekRef("ander", "Anderbuurt", Niveau.BUURT, "", "p", None)
    return Buur(ref, "transitie", "Zorg", None, more.get("eind"), 1.0, 2, parts, found)


def every_case():
    numbers = [(0.0, -0.3), (0.0, 0.3), (0.0, 0.01)]
    for indicator in (HOURS, VISITS, NPS, "seh_bezoeken_per_1000", "mantelzorgbelasting_score"):
        size = {"nps": 100.0, "schaal": 10.0}.get(catalog().indicatoren[indicator].soort, 1.0)
        for own, other in numbers:
            yield (
                indicator,
                beside(row(own * size, 0.02 * size, indicator), row(other * size, 0.02 * size, indicator), indicator),
            )
        yield indicator, beside(row(0.0, 0.5 * size, indicator), row(0.1, 0.5 * size, indicator), indicator)
        for grond in (GEEN_GROEP, GEEN_START, GEEN_NULMETING, TE_KORT):
            nothing = replace(row(indicator=indicator), verschil=None, fout=None, grond=grond)
            yield indicator, beside(nothing, row(indicator=indicator), indicator)
            yield indicator, beside(row(indicator=indicator), nothing, indicator)


CASES = list(every_case())


@pytest.mark.parametrize("at", range(len(CASES)))
def test_every_sentence_is_plain_and_names_no_cause(at):
    code, found = CASES[at]
    said = woorden.tegenover_zin(neighbour(found), catalog().indicatoren[code], "Lindekwartier")
    assert said
    assert not FORBIDDEN.search(said), said
    for sentence in re.split(r"(?<=[.!?]) ", said):
        assert len(sentence.split()) <= 22, sentence
    assert "{" not in said


def test_a_buurt_that_did_not_deliver_says_so():
    said = woorden.tegenover_zin(neighbour(None), catalog().indicatoren[HOURS], "Lindekwartier")
    assert said == "van deze buurt is dit cijfer niet geleverd."


def test_alike_apart_and_unknown():
    one = neighbour()
    assert woorden.lijkt_door(one) == ["aandeel 65-plussers", "hoe dicht mensen op elkaar wonen"]
    assert woorden.verschilt_in(one) == ["inkomen"]  # what is unknown of one is no difference to name
    assert woorden.onbekend(one) == ["welvaart, opleiding en werk"]


def test_margins_in_words():
    hours, nps = catalog().indicatoren[HOURS], catalog().indicatoren[NPS]
    assert woorden.marge(-0.38, -0.14, hours) == "14% tot 38% lager"
    assert woorden.marge(0.02, 0.30, hours) == "2% tot 30% hoger"
    assert woorden.marge(-0.05, 0.03, hours) == "van 5% lager tot 3% hoger"
    assert woorden.marge(-30.0, -10.0, nps) == "10 punten tot 30 punten lager"


def test_what_chance_alone_would_do_is_told():
    hours = catalog().indicatoren[HOURS]
    said = woorden.verwacht_zin(row(verwacht=-0.08), hours)
    assert said.startswith("Uw buurt begon hoog. Alleen daardoor verwachten we al ongeveer 8% daling.")
    assert woorden.verwacht_zin(row(verwacht=0.001), hours) == ""
    assert woorden.verwacht_zin(row(), hours) == ""


def test_pooled_is_dersimonian_and_laird():
    y, error = [-0.2, -0.05, 0.02, -0.1], [0.05, 0.03, 0.06, 0.02]
    mean, low, high = pooled(y, error)
    assert mean == pytest.approx(estimates(y, error, iterate=False).mean)
    between = dersimonian_laird(np.array(y), np.array(error) ** 2)
    width = 1.959964 / math.sqrt(sum(1 / (one**2 + between) for one in error))
    assert (mean - low, high - mean) == (pytest.approx(width), pytest.approx(width))
    assert pooled([0.1], [0.02])[0] == pytest.approx(0.1)
    with pytest.raises(ValueError, match="niets"):
        pooled([], [])


def one_programma(rng, buurten=20, group=10, spread=0.1):
    """Gaps of buurten that changed nothing, all beside the mean of the same group."""
    beside_them = rng.normal(0, spread, group)
    gaps = rng.normal(0, spread, buurten) - beside_them.mean()
    return gaps.tolist(), [float(beside_them.std(ddof=1)) * math.sqrt(1 + 1 / group)] * buurten


def test_the_margin_of_a_mean_keeps_the_chance_in_the_buurten_compared_with():
    rng = np.random.default_rng(20261126)
    worlds = [one_programma(rng) for _ in range(1500)]
    limits = [pooled_beside(gaps, errors, [10] * 20)[1:] for gaps, errors in worlds]
    covered = sum(low <= 0 <= high for low, high in limits) / len(limits)
    assert 0.90 <= covered <= 0.97, covered


def test_the_effect_of_a_plan_keeps_that_chance():
    """However many buurten run it: what the ten beside them did by chance stays in the margin."""
    keys = [f"buurt-{at}" for at in range(100)]
    rows = {(key, NPS): row(5.0, 3.0, NPS, groep=10) for key in keys}
    found = menukaart._effect(catalog().indicatoren[NPS], dict.fromkeys(keys, date(2025, 1, 1)), rows)
    assert found.boven - found.verschil == pytest.approx(1.959964 * math.hypot(3 * math.sqrt(10 / 11) / 10,
                                                                               3 / math.sqrt(11)))  # fmt: skip


def test_beside_many_others_the_mean_is_the_usual_one():
    y, error = [-0.2, -0.05, 0.02, -0.1], [0.05, 0.03, 0.06, 0.02]
    assert pooled_beside(y, error, [10**9] * 4) == pytest.approx(pooled(y, error))
    with pytest.raises(ValueError, match="niets"):
        pooled_beside([], [], [])


def test_a_plan_is_known_by_its_names():
    one = catalog().menukaart["samen_bewegen"]
    assert one.is_actie("Wandelgroep")
    assert one.is_actie(" samen bewegen (VITALITY club) ")
    assert not one.is_actie("Wandelgroep voor Piet")


def test_every_plan_names_its_document_and_says_what_is_known():
    found = catalog().menukaart
    assert len(found) >= 40
    assert {one.thema for one in found.values()} == set(catalog().themas)
    for one in found.values():
        assert one.genoemd_in
        assert one.bewijs.sterkte in {"onbekend", "ervaring"}  # the documents give no study
        for text in (one.doel, one.doelgroep, one.inzet, one.bewijs.zin, *one.stappen):
            assert text.endswith((".", "?")), text
            assert all(len(part.split()) <= 22 for part in re.split(r"(?<=[.!?]) ", text)), text
            assert not re.search(r"\b(goed|slecht)\b(?! voorbeeld)", text.replace("goede", "")), text
        for code in one.cijfers:
            assert code in catalog().indicatoren


def test_evidence_without_a_source_is_refused():
    plain = next(iter(catalog().menukaart.values())).model_dump(mode="json")
    for bewijs in (
        {"sterkte": "onderzoek", "zin": "Ja.", "bron": ""},
        {"sterkte": "onbekend", "zin": "Nee.", "bron": "x"},
    ):
        with pytest.raises(ValueError, match="bewijs heeft een 'bron'"):
            Kaart.model_validate(plain | {"bewijs": bewijs})
