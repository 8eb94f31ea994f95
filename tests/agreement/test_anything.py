"""Programmas as they really come in: few buurten, odd starts, holes, zeros; each gives an answer that can be told."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from buurtbeeld.agreement import wording
from buurtbeeld.agreement.answers import DEFINITIES, VERGELIJKINGEN, from_text, to_text
from buurtbeeld.charts.agreement_line import index_chart
from buurtbeeld.periods import PeriodeSoort
from pages._ui import agreement_rows
from tests.agreement.made import buurt, computed, rows

PARTNERS, TOWNS = ("", "A", "B", "C"), ("X", "Y", "Z")
SOORTEN = (PeriodeSoort.TWEEMAAND, PeriodeSoort.MAAND, PeriodeSoort.KWARTAAL, PeriodeSoort.HALFJAAR, PeriodeSoort.JAAR)


def some_village(rng):
    """Transitiebuurten with and without a start or an end, and buurten to compare with, some of which began."""
    for at in range(int(rng.integers(0, 12))):
        start = date(int(rng.integers(2023, 2027)), int(rng.integers(1, 13)), int(rng.choice([1, 1, 15])))
        given = {} if rng.random() < 0.1 else {"start": start}
        if given and rng.random() < 0.15:
            given["eind"] = date(start.year + int(rng.integers(0, 2)), 12, 31)
        yield buurt(f"t{at:02d}", partner=str(rng.choice(PARTNERS)), gemeente=str(rng.choice(TOWNS)), **given)
    for at in range(int(rng.integers(1, 14))):
        began = {"start": date(2025, 1, 1)} if rng.random() < 0.1 else {}
        yield buurt(f"v{at:02d}", rol="vergelijking", partner=str(rng.choice(PARTNERS)),
                    gemeente=str(rng.choice(TOWNS)), **began)  # fmt: skip


def some_rows(buurten, rng, seed):
    """Hours with holes, zeros and few clients."""
    frame = rows(
        buurten, seed=seed, effect=float(rng.choice([0, -0.3, 0.5, -0.9])), soort=SOORTEN[int(rng.integers(5))],
        van=date(int(rng.integers(2020, 2025)), 1, 1), tot=date(int(rng.integers(2026, 2029)), 1, 1),
        size=(1, 30) if rng.random() < 0.3 else (60, 400), late=int(rng.integers(0, 3)),
    )  # fmt: skip
    frame = frame[rng.random(len(frame)) > float(rng.choice([0, 0.05, 0.3, 0.9]))]
    for name in ("teller", "noemer"):
        if rng.random() < 0.3:
            frame = frame.assign(**{name: frame[name].mask(rng.random(len(frame)) < 0.2, 0.0)})
    return frame


def tell(found):
    """Everything that is made of it."""
    assert from_text(to_text(found)) == found
    for definitie in DEFINITIES:
        for naast in VERGELIJKINGEN:
            one = wording.kijk(found, definitie, naast)
            assert wording.antwoord(found, one)
            assert wording.koers(one).endswith(".")
    for one in found.lezingen:
        numbers = (one.schatting_pct, one.onder95, one.boven95)
        assert None not in numbers or set(numbers) == {None}
        assert (one.oordeel in ("te vroeg", "te weinig gegevens")) >= (one.n_transitie < 4)
        assert one.toelichting.endswith(".")
    agreement_rows.readings(found)
    agreement_rows.points(found)
    json.dumps(index_chart(found.lijn), allow_nan=False)


@pytest.mark.parametrize("seed", range(12))
def test_any_programma_has_an_answer(seed):
    rng = np.random.default_rng(seed)
    buurten = tuple(some_village(rng))
    tell(computed(buurten, some_rows(buurten, rng, seed), full=True))


@pytest.mark.uitgebreid
@pytest.mark.parametrize("seed", range(100, 160))
def test_any_programma_has_an_answer_in_a_long_sweep(seed):
    test_any_programma_has_an_answer(seed)
