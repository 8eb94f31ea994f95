"""What is watched beside the agreement, and the other aims of the plan: the same comparison, one figure each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import Wacht
from buurtbeeld.agreement.design import FEWEST, Choices, Design, design
from buurtbeeld.agreement.groups import Groups
from buurtbeeld.agreement.panel import Panel, Rows, panels
from buurtbeeld.agreement.readings import why_not
from buurtbeeld.agreement.values import Effect, effect, window_scores
from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.outcomes.signal_panels import MARGINS
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.multiple import Correction, adjusted

Table = npt.NDArray[np.float64]
WATCHED = ("mantelzorgbelasting_score", "seh_bezoeken_per_1000", "hap_contacten_per_1000", "wmo_clienten_per_1000",
           "wlz_instroom_per_1000", "nps_clienten", "nps_burgers", "verzuim_wijkverpleging",
           "instroom_wijkverpleging")  # fmt: skip
FRAIL = "kwetsbare_ouderen"  # the plan speaks of them; where nobody delivers them apart, of everybody
OF_GROUP = {"opnames_per_1000": FRAIL, "ligduur_dagen": FRAIL}
AIMS = {  # figure -> band of the plan, in percent (opdracht.md D6, K8 and K9)
    "ha_consulten_per_1000": (-20.0, -10.0), "opnames_per_1000": (-30.0, -20.0), "ligduur_dagen": (-20.0, -10.0),
}  # fmt: skip
ONCE = "start_en_eind"  # rhythm of a list that is filled in before the start and after
PLAIN = ("schaal", "nps")  # kinds with a scale of points: differences, not percentages
WIDE = 15.0  # percent on either side; wider says too little
CLEAR = 0.05


@dataclass(frozen=True)
class _Found:
    indicator: Indicator
    soort: str
    design: Design | None
    effect: Effect | None
    reason: str
    points: bool


def watched(rows: Rows, catalog: Catalog, groups: Groups) -> tuple[Wacht, ...]:
    """Guardrails, then the other aims.

    Words: for the other aims after Holm over the three of them, at 5%. For guardrails each at 5%: a wrong alarm there
    costs less than one that is missed.
    """
    made = list(_each(rows, catalog, groups))
    clear = _clear(made)
    return tuple(_told(one, is_clear=mark) for one, mark in zip(made, clear, strict=True))


def _each(rows: Rows, catalog: Catalog, groups: Groups) -> Iterator[_Found]:
    for soort, codes in (("bewaking", WATCHED), ("doel", tuple(AIMS))):
        for code in codes:
            if code in catalog.indicatoren:
                yield _found(rows, catalog.indicatoren[code], groups, soort)


def _found(rows: Rows, indicator: Indicator, groups: Groups, soort: str) -> _Found:
    points = indicator.soort in PLAIN
    chosen, indicator = _panels(rows, indicator, soort)
    options = [_design(panel, indicator, groups) for panel in chosen]
    if not options or not groups.transitie:
        return _Found(indicator, soort, None, None, "Dit cijfer is nog niet geleverd.", points)
    best = max(options, key=lambda one: (not why_not(one, beside=True), len(one.treated), one.perioden))
    beside = len(best.control) >= FEWEST
    reason = why_not(best, beside=False)
    if reason:
        return _Found(indicator, soort, best, None, reason, points)
    scores = window_scores(best)
    if not beside or len(scores.control) < FEWEST:  # the own change, of nobody but themselves
        best = _alone(chosen, indicator, groups)
        scores = window_scores(best)
    few = words.few_late(len(scores.treated), FEWEST)
    return _Found(indicator, soort, best, None if few else effect(best, scores), few, points)


def _design(panel: Panel, indicator: Indicator, groups: Groups, *, beside: bool = True) -> Design:
    control = groups.vergelijking if beside else ()
    once = indicator.leverritme == ONCE
    return design(panel, values(panel, indicator), groups, control, Choices(once=once))


def _panels(rows: Rows, indicator: Indicator, soort: str) -> tuple[list[Panel], Indicator]:
    """What was delivered about it: of an aim about the group of people that the plan names, where that is there."""
    group = OF_GROUP.get(indicator.code, "") if soort == "doel" else ""
    apart = list(panels(rows, indicator.code, group)) if group else []
    if apart:
        return apart, indicator.model_copy(update={"naam": f"{indicator.naam} ({group.replace('_', ' ')})"})
    return list(panels(rows, indicator.code)), indicator


def _alone(some: Sequence[Panel], indicator: Indicator, groups: Groups) -> Design:
    options = [_design(panel, indicator, groups, beside=False) for panel in some]
    return max(options, key=lambda one: (len(one.treated), one.perioden))


def values(panel: Panel, indicator: Indicator) -> Table:
    """(n, T) logs of rates, shares and means; scores and NPS as they are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(panel.noemer > 0, panel.teller / panel.noemer, np.nan)
        given = np.where(np.isfinite(panel.waarde), panel.waarde, ratio)
        if indicator.soort == "nps":
            return np.where(np.isfinite(ratio), 100 * ratio, panel.waarde)
        if indicator.soort == "schaal":
            return given
        return np.where(ratio > 0, np.log(np.where(ratio > 0, ratio, 1.0)), np.nan)


def _clear(made: Sequence[_Found]) -> list[bool]:
    chance = np.array([np.nan if one.effect is None else one.effect.beside.p for one in made])
    aims = np.array([one.soort == "doel" for one in made])
    out = chance < CLEAR
    if np.isfinite(chance[aims]).any():
        known = aims & np.isfinite(chance)
        out[known] = adjusted(chance[known], Correction.HOLM) < CLEAR
    return [bool(one) for one in out]


def _told(one: _Found, *, is_clear: bool) -> Wacht:
    doel = AIMS.get(one.indicator.code) if one.soort == "doel" else None
    sizes = (0, 0) if one.design is None else (len(one.design.treated), len(one.design.control))
    eenheid = "punten" if one.points else "%"
    head = (one.soort, one.indicator.code, one.indicator.naam)
    if one.effect is None or not np.isfinite([one.effect.beside.lower, one.effect.beside.upper]).all():
        early = one.reason == words.TOO_EARLY
        word = Oordeel.TE_VROEG if early else Oordeel.TE_WEINIG
        return Wacht(*head, None, None, None, eenheid, word.value, one.reason or words.NO_MARGIN, *sizes, doel)
    found = one.effect.beside
    word = _word(one, is_clear=is_clear)
    beside = "Naast de buurten die niet meedoen." if sizes[1] else "Naast de eigen start."
    counts = len(one.effect.scores.treated), len(one.effect.scores.control)
    zin = f"{beside} {_direction(one.indicator)}"
    if word is Oordeel.TE_WEINIG:
        zin = f"De marge is te breed om iets te zeggen. {beside}"
    return Wacht(
        *head, _number(found.estimate, points=one.points), _number(found.lower, points=one.points),
        _number(found.upper, points=one.points), eenheid, word.value, zin, *counts, doel,
    )  # fmt: skip


def _number(value: float, *, points: bool) -> float:
    return round(value if points else percent(value), 1) + 0.0


def _word(one: _Found, *, is_clear: bool) -> Oordeel:
    assert one.effect is not None
    found, richting = one.effect.beside, _richting(one.indicator)
    half = (found.upper - found.lower) / 2
    if not is_clear:
        wide = half > MARGINS[one.indicator.soort] if one.points else percent(half) > WIDE
        return Oordeel.TE_WEINIG if wide else Oordeel.GEEN_VERSCHIL
    if not richting:
        return Oordeel.VERANDERT
    return Oordeel.GUNSTIGER if (found.estimate < 0) == (richting == "lager") else Oordeel.ONGUNSTIGER


def _richting(indicator: Indicator) -> str:
    """The direction all themas agree on; "" without one."""
    found = {one.richting for one in indicator.themas.values() if one.richting != "geen"}
    return found.pop() if len(found) == 1 else ""


def _direction(indicator: Indicator) -> str:
    thema = next((code for code, one in indicator.themas.items() if one.richting != "geen"), "")
    return indicator.richting_zin(thema) if thema and _richting(indicator) else "Hier is geen richting afgesproken."
