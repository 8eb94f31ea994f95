"""What may be learned from which figure: directions, margins and thresholds. Light: pages read by these too."""

from __future__ import annotations

from buurtbeeld.catalog_schema import Indicator

# How much better counts as worth a visit: 5%, and the same part of 15% (±30 points of an NPS, ±1,5 of a score).
BETTER = 0.05129329438755058  # -ln(0.95)
BETTER_POINTS = {"nps": 10.0, "schaal": 0.5}
FEWEST_PERSONS = 30  # usual noemer of a buurt on the podium
REMAIN = 3  # others behind a mean of buurten, besides whoever reads it


def is_learned_from(indicator: Indicator) -> bool:
    """Whether buurten are put beside each other on this figure: on what the plan measures, not on what was done."""
    lagen = {row.laag for row in indicator.themas.values()}
    return indicator.soort not in ("kwalitatief", "aantal") and (bool(indicator.bewaking) or bool(lagen - {"adoptie"}))


def richting(indicator: Indicator) -> int:
    """1 when high is favourable in every thema that has a direction, -1 when low is; 0 when none, or they disagree."""
    found = {row.richting for row in indicator.themas.values()} - {"geen"}
    return {frozenset({"hoger"}): 1, frozenset({"lager"}): -1}.get(frozenset(found), 0)


def is_effect(indicator: Indicator) -> bool:
    """Whether it says what changed for people's care: only there can a buurt come on the podium."""
    return any(row.laag == "effectiviteit" for row in indicator.themas.values())


def better(indicator: Indicator) -> float:
    """How much better counts, on the working scale."""
    return BETTER_POINTS.get(indicator.soort, BETTER)
