"""Which figures a meeting looks at: at most three by a fixed rule, and always the count of the rest."""

from __future__ import annotations

from collections.abc import Sequence

from buurtbeeld.outcomes.answers import Item, Outcomes
from buurtbeeld.outcomes.oordeel import Oordeel, geteld

MOST = 3
SAYS = (Oordeel.ONGUNSTIGER, Oordeel.GUNSTIGER, Oordeel.VERANDERT)
_LAGEN = ("effectiviteit", "kwaliteit", "bewaking", "adoptie")


def signals(outcomes: Outcomes) -> tuple[Item, ...]:
    """The figures that stand out, the first one first.

    Only figures with one of three words: clearly worse, clearly better, changed without a direction. First the first
    of each word in that order, so that a kracht stands beside an uitdaging; then what is left, worse first. Within a
    word: what is new, then effect before quality, then the order of the catalogue. A figure that several themas use
    counts once, with the word that comes first.
    """
    items = _once([*outcomes.items, *outcomes.bewaking])
    by_word = {word: sorted((one for one in items if one.beoordeling.oordeel is word), key=_rank) for word in SAYS}
    first = [found[0] for found in by_word.values() if found]
    rest = [one for found in by_word.values() for one in found[1:]]
    return tuple([*first, *rest][:MOST])


def others(outcomes: Outcomes, chosen: Sequence[Item]) -> tuple[tuple[str, int], ...]:
    """How many of the other figures have each word, in the fixed order; "" = without a verdict, last."""
    shown = {one.indicator for one in chosen}
    left = [one for one in _once([*outcomes.items, *outcomes.bewaking]) if one.indicator not in shown]
    counted = [(word.value, times) for word, times in geteld(one.beoordeling for one in left)]
    bare = sum(one.beoordeling.oordeel is None for one in left)
    return (*counted, *([("", bare)] if bare else []))


def new(outcomes: Outcomes) -> tuple[Item, ...]:
    """Figures that came in, or were corrected, since the last meeting; each once, in reading order."""
    return tuple(one for one in _once([*outcomes.items, *outcomes.bewaking]) if one.nieuw)


def looked_at(outcomes: Outcomes) -> int:
    """How many figures there are."""
    return len(_once([*outcomes.items, *outcomes.bewaking]))


def _once(items: Sequence[Item]) -> list[Item]:
    """Every indicator once: in the thema where it says most."""
    found: dict[str, Item] = {}
    for one in items:
        known = found.get(one.indicator)
        if known is None or _says(one) < _says(known):
            found[one.indicator] = one
    return list(found.values())


def _says(item: Item) -> int:
    word = item.beoordeling.oordeel
    return SAYS.index(word) if word in SAYS else len(SAYS)


def _rank(item: Item) -> tuple[bool, int]:
    laag = item.laag if item.laag in _LAGEN else _LAGEN[-1]
    return not item.nieuw, _LAGEN.index(laag)
