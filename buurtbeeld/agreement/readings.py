"""The agreement under every reading of it: three definitions, four comparisons, three measures, three windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import DEFINITIES, MATEN, VENSTERS, VERGELIJKINGEN, Reading
from buurtbeeld.agreement.design import FEWEST, FEWEST_PERIODS, Choices, Design
from buurtbeeld.agreement.groups import NONE_STARTED, Groups
from buurtbeeld.agreement.measures import Source, studied
from buurtbeeld.agreement.values import Effect, Value, ahead_scores, effect, value, window_scores
from buurtbeeld.agreement.weights import dominated
from buurtbeeld.programma_schema import Buurt
from buurtbeeld.statistics.gaps import Scores
from buurtbeeld.statistics.projection import Shape, Track, fitting, word

VAGUE, USELESS = 0.20, 0.40  # half a margin (log): neither word is said of the course; there is no number
RESAMPLED = {"t": "t-verdeling", "bootstrap": "wild bootstrap", "randomisatie": "randomisatie"}


@dataclass
class Side:
    """One definition beside one comparison; what was computed for one reading is kept for the others.

    Attributes:
        reason: why there is no number at all; "" when there may be one.
        early: it is only too early.
    """

    design: Design | None
    reason: str
    early: bool = False
    _effects: dict[tuple[str, Shape | None], tuple[Effect | None, str]] = field(default_factory=dict)

    @property
    def studied(self) -> Design:
        """The study; only where there is no reason."""
        assert self.design is not None
        return self.design

    def effect(self, venster: str, shape: Shape | None = None) -> Effect | None:
        """The effect in a window; None when nothing can be said.

        Args:
            shape: how it builds up, of what lies ahead; None for the last twelve months.
        """
        return self._found(venster, shape)[0]

    def why_none(self, venster: str, shape: Shape | None = None) -> str:
        """Why there is no effect in a window; "" when there is."""
        return self._found(venster, shape)[1]

    def _found(self, venster: str, shape: Shape | None) -> tuple[Effect | None, str]:
        key, one = (venster, shape), self.studied
        if key not in self._effects:
            ahead = None if shape is None else ahead_scores(one, shape, venster)  # type: ignore[arg-type]
            scores = window_scores(one) if shape is None else ahead
            why = words.NO_MARGIN if scores is None else window_reason(one, scores)
            self._effects[key] = None if scores is None or why else effect(one, scores), why
        return self._effects[key]


def readings(source: Source | None, groups: Groups, context: str) -> tuple[Reading, ...]:
    """Every reading, the contract first.

    Args:
        context: sentences that go with every number: source, kind of period.
    """
    found = [one for definitie in DEFINITIES for one in _of_definition(source, groups, definitie, context)]
    return tuple(found)


def side(source: Source | None, groups: Groups, definitie: str, vergelijking: str) -> Side:
    """Prepare one definition beside one comparison."""
    if not groups.transitie:
        return Side(None, NONE_STARTED)
    if source is None:
        return Side(None, words.NO_HOURS)
    if definitie == "per_1000_65plus" and not np.isfinite(source.y("per_1000_65plus")).any():
        return Side(None, words.NO_OLDER)
    control, reason = comparison(groups, vergelijking)
    if reason:
        return Side(None, reason)
    one = studied(source, definitie, groups, control, Choices())  # type: ignore[arg-type]
    reason = why_not(one, beside=vergelijking != "eigen_start")
    early = reason == words.TOO_EARLY
    return Side(one, reason, early)


def comparison(groups: Groups, vergelijking: str) -> tuple[Sequence[Buurt], str]:
    """The buurten of a comparison, or why there are none."""
    if vergelijking == "eigen_start":
        return (), ""
    if vergelijking == "landelijk":
        return (), words.NO_COUNTRY
    if not groups.vergelijking:
        return (), words.ALL_STARTED if any("begon" in note for note in groups.notes) else words.NO_COMPARISON
    if vergelijking == "niet_alliantie":
        outside = groups.outside_alliance()
        return outside, "" if outside else words.NO_OUTSIDE
    return groups.vergelijking, ""


def why_not(one: Design, *, beside: bool) -> str:
    """Why this study gives no number; "" when it may."""
    if not one.treated:
        short = any("half jaar" in note for note in one.notes)
        return words.TOO_EARLY if short else words.NO_BASE
    if one.perioden < FEWEST_PERIODS:
        return words.TOO_EARLY
    if len(one.treated) < FEWEST:
        return words.too_few(len(one.treated), "transitiebuurt", FEWEST)
    if beside and len(one.control) < FEWEST:
        return words.too_few(len(one.control), "vergelijkingsbuurt", FEWEST)
    return words.ONE_BUURT if dominated(one.study.weight) or dominated(one.study.control_weight) else ""


def window_reason(one: Design, scores: Scores) -> str:
    """Why the buurten that have figures where they are compared give no number; "" when they may."""
    few, beside = words.few_late(len(scores.treated), FEWEST), len(scores.control)
    if few and one.control and not np.isfinite(one.study.period[one.last_year().any(axis=0)]).any():
        few, beside = "", 0  # beside nobody, a transitiebuurt has no figure either
    if not few and one.control:
        few = words.few_beside(beside, FEWEST)
    single = dominated(scores.weight) or dominated(scores.control_weight)
    return few or (words.ONE_BUURT if single else "")


def _of_definition(source: Source | None, groups: Groups, definitie: str, context: str) -> Iterator[Reading]:
    made: dict[tuple[str, ...], Side] = {}
    for vergelijking in VERGELIJKINGEN:
        one = side(source, groups, definitie, vergelijking)
        if one.design is not None:  # the same buurten give the same numbers
            one = made.setdefault((*one.design.control, one.reason), one)
        for maat in MATEN:
            for venster in VENSTERS:
                key = (definitie, vergelijking, maat, venster)
                yield _reading(one, key, number(one, maat, venster), track_word(one, maat, venster), context)


def number(one: Side, maat: str, venster: str) -> Value | str:
    """The number under a measure and window, or the sentence that says why there is none."""
    if one.reason:
        return one.reason
    shape = None if venster == "laatste_12_maanden" else fitting(one.studied.seen())
    found = one.effect(venster, shape)
    if found is None:
        return one.why_none(venster, shape)
    made = value(found, maat)  # type: ignore[arg-type]
    if made.holds and made.half > USELESS:
        return words.TOO_WIDE
    return made if made.holds else words.NO_MARGIN


def track_word(one: Side, maat: str, venster: str) -> str:
    """The word for month 36, or for the mean of year 3, under this measure."""
    if one.reason:
        return Track.TOO_EARLY.value if one.early else words.TE_WEINIG
    at = "jaar_3" if venster == "jaar_3" else "maand_36"
    found, level = number(one, maat, at), one.effect(at, Shape.LEVELLING)
    if found == words.TOO_WIDE:
        return Track.UNSURE.value
    if isinstance(found, str):
        return words.TE_WEINIG
    if found.half > VAGUE:  # with so wide a margin neither word would be kept
        return Track.UNSURE.value
    levelling = None if level is None else value(level, maat).chance  # type: ignore[arg-type]
    return word(found.chance, periods=one.studied.perioden, levelling=levelling).value


def _reading(one: Side, key: tuple[str, str, str, str], found: Value | str, track: str, context: str) -> Reading:
    notes = () if one.design is None else one.design.notes
    what, perioden = words.told(*key), 0 if one.design is None else one.design.perioden
    how = words.methode(weighted=one.design is None or one.design.weighted)
    if isinstance(found, str):
        early = Track.TOO_EARLY.value if one.early else words.TE_WEINIG
        sizes = (0, 0) if one.design is None else (len(one.design.treated), len(one.design.control))
        return Reading(*key, None, None, None, how, *sizes, perioden, early, " ".join((found, what, *notes)))
    grows = "" if key[3] == "laatste_12_maanden" else words.GROWS[fitting(one.studied.seen())]
    methode = f"{how}; marge: {RESAMPLED[found.methode]}"
    told = " ".join(filter(None, (what, grows, context, *notes)))
    return Reading(
        *key, _tenth(found.estimate), _tenth(found.lower), _tenth(found.upper), methode, found.n_treated,
        found.n_control, perioden, track, told,
    )  # fmt: skip


def _tenth(value: float) -> float:
    return round(value, 1) + 0.0
