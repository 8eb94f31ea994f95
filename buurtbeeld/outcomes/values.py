"""Outcome figures as text: with their unit, beside the start, beside the time before. Pure.

The sentences around them are in `outcome_wording`.
"""

from __future__ import annotations

from buurtbeeld import dutch
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import HARD_SPACE
from buurtbeeld.indicator_parts import Laag
from buurtbeeld.model import Status
from buurtbeeld.outcomes.answers import Item, OutcomeFigure
from buurtbeeld.outcomes.keys import SMALL_GROUP
from buurtbeeld.periods import MONTHS, Periode, PeriodeSoort

ARROW = "→"
# One of each thing that is counted; the catalogue has the plural.
ENKELVOUD = {
    "acties": "actie", "besprekingen": "bespreking", "bijeenkomsten": "bijeenkomst", "buurtbeelden": "buurtbeeld",
    "deelnames": "deelname", "initiatieven": "initiatief", "modules": "module", "personen": "persoon",
    "praktijken": "praktijk", "verhalen": "verhaal", "voorbeelden": "voorbeeld", "zorgpaden": "zorgpad",
}  # fmt: skip
PER_LENGTH = {1: "maand", 2: "2 maanden", 3: "kwartaal", 6: "half jaar", 12: "jaar"}
LAAG_VRAAG: dict[Laag, str] = {"adoptie": "Doen we het?", "kwaliteit": "Is het goed?", "effectiviteit": "Helpt het?"}
POINTS = ("nps", "schaal")
FIGURES = 3  # significant figures of a published mean


def eenheid(indicator: Indicator, soort: PeriodeSoort) -> str:
    """The whole unit of a figure over one kind of period: hours "per jaar" are "per 2 maanden" in a tweemaand."""
    if indicator.eenheid.endswith(" per jaar"):
        return f"{indicator.eenheid.removesuffix('jaar')}{PER_LENGTH[soort.months]}"
    return indicator.eenheid


def getal(value: float, indicator: Indicator, *, decimals: int | None = None) -> str:
    """A value without its unit; a percentage keeps its sign: "20,8", "14%", "8,3%", "−5".

    Args:
        decimals: of a percentage; None = as many as it was published with: whole, or one.
    """
    if indicator.weergave == "procent":
        whole = 0 if float(value).is_integer() else 1
        return f"{dutch.number(value, whole if decimals is None else decimals)}%"
    return dutch.number(value, _decimals(value, indicator))


def cijfer(figure: OutcomeFigure, indicator: Indicator) -> str:
    """The value of a figure that has one, without its unit, as `getal`; of a large group also "8,0%"."""
    assert figure.value is not None  # only a figure with a value is written
    return getal(figure.value, indicator, decimals=_published(figure))


def _published(figure: OutcomeFigure) -> int:
    """Decimals a percentage is published with: none of less than SMALL_GROUP people."""
    return 0 if figure.noemer is not None and figure.noemer < SMALL_GROUP else 1


def _decimals(value: float, indicator: Indicator) -> int:
    """As the catalogue says; a mean is published in three significant figures, so 102 uur has none behind it."""
    if indicator.soort == "gemiddelde" and abs(value) >= 10:
        return max(0, min(indicator.decimalen, FIGURES - len(str(int(abs(value))))))
    return indicator.decimalen


def met_eenheid(
    value: float, indicator: Indicator, soort: PeriodeSoort | None = None, *, decimals: int | None = None
) -> str:
    """A value with its unit.

    Args:
        decimals: as of `getal`.
        soort: with it the whole unit, as "20,8 uur per cliënt per 2 maanden"; without it as short as a sentence
            about the indicator allows: "20,8 uur", "312 per 1.000 inwoners", "6,8 punten", "1 actie".
    """
    text = getal(value, indicator, decimals=decimals)
    if indicator.weergave == "procent":
        return text
    return f"{text}{HARD_SPACE}{_unit(text, indicator, soort)}"


def _unit(text: str, indicator: Indicator, soort: PeriodeSoort | None) -> str:
    if indicator.soort in ("aantal", "kwalitatief"):
        return ENKELVOUD.get(indicator.eenheid, indicator.eenheid) if text == "1" else indicator.eenheid
    if indicator.soort in POINTS:
        return "punt" if text in ("1", "1,0") and indicator.decimalen == 0 else "punten"
    return indicator.eenheid.partition(" per ")[0] if soort is None else eenheid(indicator, soort)


def cijfer_met_eenheid(figure: OutcomeFigure, indicator: Indicator) -> str:
    """The value of a figure that has one, with its unit, as `met_eenheid`."""
    assert figure.value is not None  # only a figure with a value is written
    return met_eenheid(figure.value, indicator, decimals=_published(figure))


def nogmaals(value: float, indicator: Indicator) -> str:
    """A value behind a sentence that just gave the unit: a count and a rate need not give it again."""
    return getal(value, indicator) if indicator.soort in ("aantal", "rate") else met_eenheid(value, indicator)


def tussen(low: float, high: float, indicator: Indicator, word: str) -> str:
    """Two values with their unit once: "20,8 en 23,8 uur"."""
    return f"{getal(low, indicator)} {word} {met_eenheid(high, indicator)}"


def waarde(figure: OutcomeFigure | None, indicator: Indicator) -> str:
    """The figure with its short unit, or the word of its status; "niet geleverd" without a figure.

    A word instead of a number says no more than the legend does.
    """
    if figure is None:
        return dutch.status_word(Status.NIET_GELEVERD)
    if figure.value is None:
        return dutch.status_word(figure.status)
    return cijfer_met_eenheid(figure, indicator)


def van_naar(item: Item, indicator: Indicator) -> str:
    """From the start to now: "23,4 → 20,8 uur", "14% → 13%".

    Returns:
        Only now when the start is unknown; "" without a figure.
    """
    if item.nu is None or item.nu.value is None:
        return ""
    if item.nulmeting is None:
        return cijfer_met_eenheid(item.nu, indicator)
    rate = indicator.soort == "rate"  # its unit would hide the two numbers it is about; a page has it beside them
    # Two percentages side by side are as coarse as the coarser one.
    decimals = 0 if float(item.nulmeting).is_integer() else _published(item.nu)
    now = (getal if rate else met_eenheid)(item.nu.value, indicator, decimals=decimals)
    return f"{getal(item.nulmeting, indicator)}{HARD_SPACE}{ARROW}{HARD_SPACE}{now}"


def verandering(nu: OutcomeFigure | None, vorige: OutcomeFigure | None, indicator: Indicator) -> str:
    """How a count changed: "3 meer dan in juli en augustus", "evenveel als in 2025"; "" when either is missing.

    Counts of persons were rounded to five before they were published, so their difference is called ongeveer.
    """
    if nu is None or vorige is None or nu.value is None or vorige.value is None:
        return ""
    when = _before(vorige.periode, nu.periode)
    gap = nu.value - vorige.value
    shown = dutch.number(abs(gap), indicator.decimalen)
    if shown == dutch.number(0, indicator.decimalen):
        return f"evenveel als in {when}"
    about = "ongeveer " if _persons(indicator) else ""
    return f"{about}{shown} {'meer' if gap > 0 else 'minder'} dan in {when}"


def _before(vorige: Periode, nu: Periode) -> str:
    """The period a count is set against; of twelve months only where they end."""
    if vorige.soort is PeriodeSoort.TWAALFMAANDS:
        return f"de 12 maanden t/m {MONTHS[vorige.last_day.month - 1]} {vorige.last_day.year}"
    return moment(vorige, beside=nu)


def marge(figure: OutcomeFigure | None, indicator: Indicator) -> str:
    """The margin at 95%: "19,9 tot 21,7"; "" when there is none."""
    if figure is None or figure.value is None or figure.lower is None or figure.upper is None:
        return ""
    low, high = (getal(limit, indicator, decimals=_published(figure)) for limit in (figure.lower, figure.upper))
    return f"{low} tot {high}"


def verschil(own: float, other: float, indicator: Indicator) -> str:
    """How `own` differs from `other`, as both are shown: "↑ 4 uur hoger", "gelijk"; a rate without its long unit."""
    if indicator.weergave == "procent":
        return _points(own, other)
    decimals = max(_decimals(own, indicator), _decimals(other, indicator))
    unit = "" if indicator.soort == "rate" else indicator.eenheid.partition(" per ")[0]
    shown = {"eenheid": unit, "decimalen": decimals}
    return dutch.difference_text(own, other, indicator.model_copy(update=shown)).replace(f"{HARD_SPACE} ", " ")


def _points(own: float, other: float) -> str:
    gap = round(own, 1) - round(other, 1)
    shown = dutch.number(abs(gap), 0 if float(round(gap, 1)).is_integer() else 1)
    if shown == "0":
        return "gelijk"
    unit = "punt" if shown == "1" else "punten"
    arrow, word = ("↑", "hoger") if gap > 0 else ("↓", "lager")
    return f"{arrow}{HARD_SPACE}{shown}{HARD_SPACE}{unit} {word}"


def tijdvak(van: Periode, tot: Periode) -> str:
    """From the first to the last period: "2022", "juli 2022 t/m juni 2023", "2021 t/m 2022"."""
    first, last = van.start, tot.last_day
    if (first.month, last.month) == (1, 12):
        return f"{first.year}" if first.year == last.year else f"{first.year} t/m {last.year}"
    return f"{MONTHS[first.month - 1]} {first.year} t/m {MONTHS[last.month - 1]} {last.year}"


def per_hoeveel(soort: PeriodeSoort) -> str:
    """Which length a figure is about: "per jaar", "per kwartaal", "per 2 maanden"."""
    return f"per {PER_LENGTH[soort.months]}"


def moment(periode: Periode, *, beside: Periode | None = None) -> str:
    """The period in a sentence; its year is left out when the period beside it has the same."""
    if periode.soort is PeriodeSoort.TWAALFMAANDS and periode.start.month == 1:
        return f"{periode.start.year}"
    same = beside is not None and beside.start.year == periode.start.year == periode.last_day.year
    return periode.naam.removesuffix(f" {periode.start.year}") if same else periode.naam


def wanneer(periode: Periode) -> str:
    """The start of a sentence: "In mei en juni 2026", "In het 1e kwartaal van 2026", "Van juli 2025 t/m juni 2026"."""
    if periode.soort is PeriodeSoort.TWAALFMAANDS and periode.start.month != 1:
        return f"Van {periode.naam}"
    if periode.soort in (PeriodeSoort.KWARTAAL, PeriodeSoort.HALFJAAR):
        return f"In het {periode.naam.removesuffix(str(periode.start.year))}van {periode.start.year}"
    return f"In {moment(periode)}"


def kort(periode: Periode) -> str:
    """The period in a table: "mei–jun 2026", "mrt 2026", "2025"; longer ones as in a sentence."""
    first, last = (_month(month) for month in (periode.start.month, periode.last_day.month))
    if periode.soort is PeriodeSoort.MAAND:
        return f"{first} {periode.start.year}"
    return f"{first}–{last} {periode.start.year}" if periode.soort is PeriodeSoort.TWEEMAAND else periode.naam


def _month(number: int) -> str:
    return "mrt" if number == 3 else MONTHS[number - 1][:3]


def _persons(indicator: Indicator) -> bool:
    return indicator.teller is not None and indicator.teller.eenheid == "personen"
