"""What the page De afspraak says: its answer, its words and what a reader sees, in plain Dutch (B1). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import Agreement, Punt, Reading, Variant, Wacht
from buurtbeeld.dutch import number
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import MONTHS, Periode
from buurtbeeld.wording import Span, Zin

AIM = -15.0
CLEAR = {True: Oordeel.GUNSTIGER, False: Oordeel.ONGUNSTIGER}
TRACK = {  # word for month 36 -> the verdict whose shape it has
    "op koers": Oordeel.GUNSTIGER, "onzeker": Oordeel.GEEN_VERSCHIL, "niet op koers": Oordeel.ONGUNSTIGER,
    "te vroeg": Oordeel.TE_VROEG, "te weinig gegevens": Oordeel.TE_WEINIG,
}  # fmt: skip
DEFINITIE = {
    "per_client": "Uren per cliënt",
    "volume": "Totaal aantal uren",
    "per_1000_65plus": "Per 1.000 65-plussers",
}
VERGELIJKING = {
    "niet_transitie": "Buurten die niet meedoen", "niet_alliantie": "Buurten buiten de alliantie",
    "landelijk": "Heel Nederland", "eigen_start": "Onze eigen start",
}  # fmt: skip
NAAST = {
    "niet_transitie": "naast buurten die niet meedoen", "niet_alliantie": "naast buurten buiten de alliantie",
    "landelijk": "naast heel Nederland", "eigen_start": "naast onze eigen start",
}  # fmt: skip
MAAT = {"relatief": "verschil in procent", "indexpunten": "verschil in punten", "inclusief_trend": "met de trend erbij"}
VENSTER = {
    "laatste_12_maanden": "laatste 12 maanden",
    "maand_36": "verwacht in maand 36",
    "jaar_3": "verwacht in jaar 3",
}
WAT = {
    "per_client": ("Cliënten in", "kregen", "uren"), "volume": ("In", "waren er", "uren"),
    "per_1000_65plus": ("In", "waren er voor elke 1.000 65-plussers", "uren"),
}  # fmt: skip


@dataclass(frozen=True)
class Kijk:
    """Which reading is looked at.

    Attributes:
        nu: over the last twelve months; vooruit: at month 36.
    """

    nu: Reading
    vooruit: Reading


def kijk(found: Agreement, definitie: str, vergelijking: str) -> Kijk:
    """The readings of a definition and a comparison, as a percentage."""
    nu, ahead = (
        found.lezing((definitie, vergelijking, "relatief", venster)) for venster in ("laatste_12_maanden", "maand_36")
    )
    return Kijk(nu, ahead)


def antwoord(found: Agreement, one: Kijk) -> Zin:
    """The first sentences: the difference now, and what was agreed."""
    agreed = f"De afspraak is 15% minder, na drie jaar{_einde(found)}."
    if one.nu.schatting_pct is None:
        return (Span(f"{reden(one.nu)} {agreed}"),)
    before, verb, what = WAT[one.nu.definitie]
    than = "dan bij de start." if one.nu.vergelijking == "eigen_start" else "dan zonder meedoen te verwachten was."
    chance = " Dat kan toeval zijn." if verschil(one.nu) is Oordeel.GEEN_VERSCHIL else ""
    size = number(abs(one.nu.schatting_pct), 1)
    side = "minder" if one.nu.schatting_pct < 0 else "meer"
    return (
        Span(f"{before} de {one.nu.n_transitie} buurten {verb} "), Span(f"{size}% {side} {what}", sterk=True),
        Span(f" {than}{chance} {agreed}"),
    )  # fmt: skip


def verschil(one: Reading) -> Oordeel:
    """Whether there is a difference now, by the 95% margin: the agreement is the one thing that is tested at that."""
    if one.schatting_pct is None or one.onder95 is None or one.boven95 is None:
        return Oordeel.TE_VROEG if one.oordeel == "te vroeg" else Oordeel.TE_WEINIG
    if one.onder95 <= 0 <= one.boven95:
        return Oordeel.GEEN_VERSCHIL
    return CLEAR[one.schatting_pct < 0]


def marge(one: Reading | Variant | Wacht) -> str:
    """The margin: "−17,2 tot −6,0"; "" without one."""
    low, high = (one.onder95, one.boven95) if isinstance(one, Reading) else (one.onder, one.boven)
    return "" if low is None or high is None else f"{words.signed(low)} tot {words.signed(high)}"


def koers(one: Kijk) -> str:
    """What month 36 looks like, in one or two sentences."""
    if one.vooruit.schatting_pct is None:
        return reden(one.vooruit)
    told = (
        f"In maand 36 verwachten wij {words.change(one.vooruit.schatting_pct)}, met een marge van {marge(one.vooruit)}."
    )
    meaning = {
        "op koers": "De kans dat 15% wordt gehaald, is groot.",
        "niet op koers": "De kans dat 15% wordt gehaald, is klein.",
        "onzeker": "Of 15% wordt gehaald, is nog niet te zeggen.",
    }[one.vooruit.oordeel]
    return f"{told} {meaning}"


def tel(found: Agreement) -> str:
    """In how many ways of computing there is a clear difference, and 15% is reached.

    Only percentages beside other buurten, as was agreed; the same buurten beside each other count once.
    """
    now = list({_numbers(one): one for one in found.lezingen if _agreed(one)}.values())
    if not now:
        return "Op geen enkele manier naast andere buurten is er al een getal."
    clear = sum(verschil(one) is Oordeel.GUNSTIGER for one in now)
    reached = sum(one.schatting_pct is not None and one.schatting_pct <= AIM for one in now)
    all_of = f"{number(len(now), 0)} {'manier' if len(now) == 1 else 'manieren'} naast andere buurten"
    done = "In geen enkele" if not reached else f"In {reached}"
    return f"In {clear} van de {all_of} zijn er duidelijk minder uren. {done} is 15% nu al bereikt."


def _agreed(one: Reading) -> bool:
    beside = one.maat == "relatief" and one.vergelijking != "eigen_start"
    return beside and one.venster == "laatste_12_maanden" and one.schatting_pct is not None


def _numbers(one: Reading) -> tuple[object, ...]:
    limits = one.schatting_pct, one.onder95, one.boven95
    return one.definitie, *limits, one.n_transitie, one.n_vergelijking


def ziet(found: Agreement) -> str:
    """What one sees in the lines."""
    known = [one for one in found.lijn if one.transitie is not None]
    if not known:
        return "Er zijn te weinig buurten om een lijn te tekenen."
    last = known[-1]
    told = [f"In {_wanneer(last)} staat de lijn van de buurten die meedoen op {number(last.transitie or 0, 1)}."]
    if last.vergelijking is not None:
        told.append(f"Die van de buurten die niet meedoen staat op {number(last.vergelijking, 1)}.")
    return " ".join(told)


def meting(found: Agreement) -> str:
    """How the hours were made, as a warning; "" when they were measured."""
    if found.meting == "afgeleid":
        return "De uren zijn berekend: bedrag gedeeld door tarief. Een ander tarief lijkt dan op andere uren."
    return ""


def _wanneer(one: Punt) -> str:
    return Periode.parse(one.periode).naam


def _einde(found: Agreement) -> str:
    if not found.einde:
        return ""
    year, month = found.einde.split("-")
    return f" (voor de meeste buurten {MONTHS[int(month) - 1]} {year})"


def reden(one: Reading) -> str:
    """Why there is no number: what comes before the sentences that say which reading it is."""
    start = one.toelichting.find(words.DEFINITIE[one.definitie])
    return one.toelichting[:start].strip() if start > 0 else one.toelichting
