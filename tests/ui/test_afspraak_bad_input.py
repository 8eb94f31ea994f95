"""What does not fit gives a sentence and no number that does not hold: in the document, and on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import Agreement
from buurtbeeld.agreement.store import Shown
from pages._ui import cached
from tests.agreement.made import computed, others, reading, rows, starters
from tests.ui.conftest import markup

NUMBERS = ("schatting_pct", "onder95", "boven95")
LATE, PARTNER = "v07", "Een"
SAID = re.compile(r"[\d,]+% (minder|meer) uren dan")  # the number in the answer above the page


def village():
    return (*starters(), *others())


def changed(buurten, sleutel, **given):
    return tuple(one.model_copy(update=given) if one.sleutel == sleutel else one for one in buurten)


def without_base(*, hidden: bool) -> Agreement:
    frame = rows(village())
    early = frame["jaar"].le(2024) & frame["buurt"].astype(str).str.startswith("t")
    status = frame["status"].astype(str).mask(early, "geheim_bron").astype("category")
    gone = frame.assign(teller=frame["teller"].mask(early), noemer=frame["noemer"].mask(early), status=status)
    return computed(village(), gone if hidden else frame[~early], full=True)


def stopped() -> Agreement:
    """What was delivered of after the end is absurd, so that a number with it would show."""
    buurten = changed(village(), "t02", eind=date(2025, 12, 31))
    frame = rows(buurten)
    after = frame["buurt"].eq("t02") & frame["jaar"].ge(2026)
    return computed(buurten, frame.assign(teller=frame["teller"].mask(after, 9e6)), full=True)


def moved() -> Agreement:
    buurten = changed(village(), LATE, start=date(2026, 1, 1))
    frame = rows(buurten)
    return computed(buurten, frame.assign(teller=frame["teller"].mask(frame["buurt"].eq(LATE), 9e6)), full=True)


def shared(*, by_partner: bool) -> Agreement:
    """Of twenty transitiebuurten four partners; one of them also works in thirty of the others."""
    own = [one.model_copy(update={"partner": f"{PARTNER}{at % 4}"}) for at, one in enumerate(starters())]
    both = (*own, *others(30, partner=f"{PARTNER}0"), *list(others())[30:])
    frame = rows(village())
    plain = tuple(one.model_copy(update={"partner": ""}) for one in both)
    return computed(both if by_partner else plain, frame, full=True)


@dataclass(frozen=True)
class Case:
    """`zin`: what is said; `anyway`: comparisons that may have a number all the same; `counts`: of the contract."""

    make: Callable[[], Agreement]
    zin: str
    anyway: frozenset[str] = frozenset()
    counts: tuple[int, int] | None = None


OWN_START = frozenset({"eigen_start"})
CASES = {
    "no comparison buurten": Case(lambda: computed(tuple(starters()), full=True), words.NO_COMPARISON, OWN_START),
    "one transition buurt": Case(lambda: computed((*starters(1), *others()), full=True), "is maar één transitiebuurt"),
    "base period hidden": Case(lambda: without_base(hidden=True), words.NO_BASE),
    "base period missing": Case(lambda: without_base(hidden=False), words.NO_BASE),
    "all buurten started": Case(
        lambda: computed(tuple(one.model_copy(update={"start": date(2026, 1, 1)}) if one.start is None else one
                               for one in village()), full=True), words.ALL_STARTED, OWN_START),
    "a buurt that stopped": Case(stopped, "T02 is gestopt.", counts=(19, 60)),
    "a buurt moved between groups": Case(moved, "V07 begon zelf en is geen vergelijking meer.", counts=(20, 59)),
    "partner shared by both groups": Case(
        lambda: shared(by_partner=True), "werkt een partner die ook in een transitiebuurt werkt.", counts=(20, 60)),
    "fewer than three periods": Case(
        lambda: computed(village(), tot=date(2025, 5, 1), full=True), words.TOO_EARLY),
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    """Each agreement once, for the document and for the page."""
    kept: dict[str, Agreement] = {}
    return lambda name: kept.setdefault(name, CASES[name].make())


@pytest.mark.parametrize("name", CASES)
def test_the_document_has_a_sentence_and_no_number_that_does_not_hold(made, name):
    case, found = CASES[name], made(name)
    assert case.zin in f"{found.contract.toelichting} {' '.join(found.opmerkingen)}"
    for one in found.lezingen:
        numbers = [getattr(one, part) for part in NUMBERS]
        assert [part is None for part in numbers] in ([True] * 3, [False] * 3)
        assert one.toelichting.endswith(".")
        if case.counts is None and one.vergelijking not in case.anyway:
            assert numbers == [None] * 3, one
            assert one.oordeel in ("te weinig gegevens", "te vroeg")
    if case.counts is None:
        assert not any(one.schatting is not None for one in (*found.vooruit, *found.gevoeligheid))
        assert not found.sinds_start
        assert found.kleinste is None
    else:
        assert (found.contract.n_transitie, found.contract.n_vergelijking) == case.counts
        assert -35 < found.contract.schatting_pct < 0
    if any(one.vergelijking == "eigen_start" and one.schatting_pct is not None for one in found.lezingen):
        assert reading(found, vergelijking="eigen_start").n_vergelijking == 0


def test_a_partner_in_both_groups_is_in_the_margin():
    """The margin is made by partner: other than that of the same buurten without any."""
    apart, together = (shared(by_partner=which).contract for which in (False, True))
    assert together.schatting_pct == apart.schatting_pct
    assert together.boven95 - together.onder95 > 1.2 * (apart.boven95 - apart.onder95)


@pytest.mark.parametrize("name", CASES)
def test_the_page_says_the_same(open_page, monkeypatch, made, name):
    case, found = CASES[name], replace(made(name), programma="ecosysteem")
    monkeypatch.setattr(cached, "agreement", lambda *_: Shown(found, 1, None, ()))
    monkeypatch.setattr(cached, "made", lambda _name, _key, make: make())
    app = open_page("afspraak", buurt="sterrenwijk")
    assert not app.exception
    told = re.sub(r"<[^>]+>", " ", markup(app))
    assert case.zin.split(".")[0] in " ".join(told.split())
    assert not re.search(r"\b(nan|inf|None)\b", told, re.IGNORECASE)
    answer = " ".join(told.split("De start is 2024.")[0].split())[:2500]
    assert bool(SAID.search(answer)) == (case.counts is not None)
