"""Sentences about outcomes in plain Dutch (B1); pages and files find all of them here.

Pure: stored verdicts and published figures go in, sentences come out, so that screen, file and print say the same.
A sentence never says goed or slecht about people or a place, and never names a cause.

Here: what a whole matrix says. Figures as text come from `outcome_values`, sentences about one verdict from
`outcome_verdicts`, about a series from `outcome_line`, about aims and margins from `outcome_notes`.
"""

from __future__ import annotations

from collections.abc import Sequence

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import listed
from buurtbeeld.outcomes.answers import Cell, Outcomes, Sheet
from buurtbeeld.outcomes.line import antwoord, wat_ziet_u
from buurtbeeld.outcomes.notes import BADGES, Badge, doel_kort, doelzin, indicatief, marge_zin, verwacht_toeval
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, Oordeel, geteld
from buurtbeeld.outcomes.values import (
    cijfer,
    cijfer_met_eenheid,
    eenheid,
    getal,
    kort,
    marge,
    met_eenheid,
    moment,
    per_hoeveel,
    tijdvak,
    van_naar,
    verandering,
    verschil,
    waarde,
    wanneer,
)
from buurtbeeld.outcomes.verdicts import breuk_zin, oordeel_zin, reden, richting_zin
from buurtbeeld.outcomes.whom import samenstelling_zin, wisseling_zin
from buurtbeeld.wording import Span, Zin, plain

__all__ = [
    "BADGES", "Badge", "antwoord", "breuk_zin", "celkop", "cijfer", "cijfer_met_eenheid", "doel_kort", "doelzin",
    "eenheid", "getal", "indicatief", "kop", "kort", "marge", "marge_zin", "met_eenheid", "moment", "oordeel_zin",
    "per_hoeveel", "plain", "reden", "richting_zin", "samenstelling_zin", "tijdvak", "van_naar", "verandering",
    "verschil", "verwacht_toeval", "waarde", "waarschuwingen", "wanneer", "wat_ziet_u", "wisseling_zin",
]  # fmt: skip
MOST_NAMES = 3
_SILENT = (Oordeel.TE_VROEG, Oordeel.TE_WEINIG)


def kop(outcomes: Outcomes, catalog: Catalog) -> Zin:
    """The headline of the matrix: how many figures were looked at, which are unfavourable, which say nothing yet.

    A figure that several themas use is one figure here; the lines of the matrix are counted by `celkop`.
    """
    judged = {item.indicator for item in outcomes.items if item.beoordeling.oordeel is not None}
    if outcomes.periode is None or not any(item.nu is not None for item in outcomes.items):
        return (Span(f"Voor {outcomes.plek.naam} zijn nog geen cijfers geleverd."),)
    better, worse = (_having(outcomes, word) for word in (Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER))
    told = [Span(f"We bekeken {_cijfers(len(judged))}. ")]
    silent = judged - {item.indicator for item in outcomes.items if item.beoordeling.oordeel not in (*_SILENT, None)}
    if judged and silent == judged:
        return (*told, Span("Over geen enkel cijfer kunnen we al iets zeggen."))
    rest = [Span(f" Over {_cijfers(len(silent))} kunnen we nog niets zeggen.")] if silent else []
    if not better and not worse:
        return (*told, Span("Geen enkel cijfer is duidelijk anders dan bij de start."), *rest)
    found = [_counted(better, "gunstiger"), _counted(worse, "ongunstiger")]
    strong = [Span(text, sterk=True) for text in found if text]
    told += [strong[0], Span(" en "), strong[1]] if len(strong) > 1 else strong
    told.append(Span(" dan bij de start."))
    if worse:
        names = [catalog.indicatoren[code].naam for code in worse]
        told.append(Span(f" Ongunstiger: {listed(_shortened(names))}."))
    return (*told, *rest)


def waarschuwingen(sheet: Sheet, indicator: Indicator) -> list[str]:
    """What one must know beside the verdict of the first source: few answers, counted in another way, others in it."""
    reeks = sheet.reeksen[0]
    found = sheet.beoordelingen.get(reeks.bron, NIET_BEOORDEELD)
    told = (indicatief(reeks.nieuwste, indicator), breuk_zin(found, reeks), wisseling_zin(sheet.samenstelling))
    return [text for text in told if text]


def celkop(cell: Cell) -> str:
    """How often each word occurs in a cell, in the fixed order; what has no verdict is counted last.

    Returns:
        For example "1 duidelijk gunstiger, 5 geen duidelijk verschil"; "" for a cell without items.
    """
    words = [f"{times} {word}" for word, times in geteld(item.beoordeling for item in cell.items)]
    bare = sum(item.beoordeling.oordeel is None for item in cell.items)
    if bare and not words:
        return f"{_cijfers(bare)}, zonder oordeel"
    return ", ".join([*words, *([f"{bare} zonder oordeel"] if bare else [])])


def _having(outcomes: Outcomes, word: Oordeel) -> list[str]:
    """Indicators with this word in any thema, each once, in reading order."""
    return list(dict.fromkeys(one.indicator for one in outcomes.items if one.beoordeling.oordeel is word))


def _counted(codes: Sequence[str], word: str) -> str:
    n = len(codes)
    return f"{n} {'is' if n == 1 else 'zijn'} duidelijk {word}" if n else ""


def _shortened(names: list[str]) -> list[str]:
    if len(names) <= MOST_NAMES:
        return names
    return [*names[: MOST_NAMES - 1], f"nog {len(names) - MOST_NAMES + 1} andere"]


def _cijfers(n: int) -> str:
    return f"{n} {'cijfer' if n == 1 else 'cijfers'}"
