"""Sentences about the agreement, in plain Dutch (B1)."""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.dutch import number
from buurtbeeld.periods import PeriodeSoort

METHODE = "verschil-in-verschillen (log, elke buurt een eigen start en basis, {gewicht})"
WEIGHTED, ALIKE = "gewogen naar cliënten in de basis", "elke buurt telt even zwaar"
TE_WEINIG = "te weinig gegevens"
EVEN = "Elke buurt telt even zwaar"  # name of the other choice of weights
NO_HOURS = "Er zijn nog geen uren wijkverpleging geleverd."
NO_COUNTRY = "Niemand levert uren van heel Nederland. Daarom is er geen getal."
NO_COMPARISON = "Er zijn geen buurten om mee te vergelijken."
ALL_STARTED = "Alle buurten zijn begonnen. Er is niemand meer om mee te vergelijken."
NO_OUTSIDE = "In elke vergelijkingsbuurt werkt een partner van de alliantie."
NO_BASE = "Van geen enkele transitiebuurt is er een cijfer van voor de start."
TOO_EARLY = "Er is nog geen half jaar aan cijfers na de start. Dan zegt een getal nog niets."
NO_OLDER = "Het aantal inwoners van 65 jaar en ouder is niet bekend."
NO_MARGIN = "Met zo weinig buurten is geen marge te geven. Daarom is er geen getal."
TOO_WIDE = "De marge is zo breed dat een getal niets zegt."
ONE_BUURT = "Bijna alle cliënten wonen in één buurt. Een getal zou over die ene buurt gaan. Daarom is er geen getal."
ONE_PARTNER = "Alle transitiebuurten hebben dezelfde partner. De marge houdt daar geen rekening mee."
BY_PARTNER = "De marge houdt rekening met partners in meer buurten."
FEW_PARTNERS = "Er zijn te weinig partners om de marge op partners aan te passen."
NO_LATE = "Geen transitiebuurt heeft cijfers na de start in de laatste twaalf maanden."
GROWS: Mapping[str, str] = {  # by the word of `projection.Shape`; importing that would load scipy
    "lineair": "Dit neemt aan dat het effect elke maand evenveel groeit.",
    "geknikt": "Dit neemt aan dat het effect blijft groeien zoals na het eerste jaar.",
    "afvlakkend": "Dit neemt aan dat het effect na twee jaar niet meer groeit.",
    "vertraagd": "Dit neemt aan dat het effect pas na een half jaar begint.",
}
DEFINITIE: Mapping[str, str] = {
    "per_client": "Uren wijkverpleging gedeeld door het aantal cliënten.",
    "volume": "Alle uren wijkverpleging in de buurt samen.",
    "per_1000_65plus": "Uren wijkverpleging voor elke 1.000 inwoners van 65 jaar en ouder.",
}
VERGELIJKING: Mapping[str, str] = {
    "niet_transitie": "Naast de buurten die niet meedoen.",
    "niet_alliantie": "Naast de buurten waar geen partner van de alliantie werkt.",
    "landelijk": "Naast heel Nederland.",
    "eigen_start": "Naast de eigen start. De trend van iedereen zit erin.",
}
MAAT: Mapping[str, str] = {
    "relatief": "Verschil als percentage van wat zonder meedoen te verwachten was.",
    "indexpunten": "Verschil in punten, met 100 als start.",
    "inclusief_trend": "De hele daling, met de landelijke trend erbij.",
}
VENSTER: Mapping[str, str] = {
    "laatste_12_maanden": "Gemiddeld over de laatste twaalf maanden met volledige cijfers.",
    "maand_36": "Verwachting voor maand 36 na de start.",
    "jaar_3": "Verwachting voor het gemiddelde van het derde jaar.",
}
PER: Mapping[PeriodeSoort, str] = {
    PeriodeSoort.TWEEMAAND: "per 2 maanden", PeriodeSoort.MAAND: "per maand", PeriodeSoort.KWARTAAL: "per kwartaal",
    PeriodeSoort.HALFJAAR: "per half jaar", PeriodeSoort.JAAR: "per jaar",
    PeriodeSoort.TWAALFMAANDS: "per 12 maanden",
}  # fmt: skip


def methode(*, weighted: bool) -> str:
    """How the number was made."""
    return METHODE.format(gewicht=WEIGHTED if weighted else ALIKE)


def told(definitie: str, vergelijking: str, maat: str, venster: str) -> str:
    """What a reading is, in full."""
    return " ".join((DEFINITIE[definitie], VERGELIJKING[vergelijking], MAAT[maat], VENSTER[venster]))


def too_few(count: int, what: str, least: int) -> str:
    """Why a small group gives no number."""
    have = "is maar één" if count == 1 else "is geen" if not count else f"zijn maar {count}"
    name = what if count <= 1 else f"{what}en"
    return f"Er {have} {name} met genoeg cijfers. Vanaf {least} geven wij een getal."


def few_late(count: int, least: int) -> str:
    """Why so many transitiebuurten with figures in the last twelve months give no number; "" when they may."""
    if count >= least:
        return ""
    return too_few(count, "transitiebuurt", least) if count else NO_LATE


def few_beside(count: int, least: int) -> str:
    """Why so few buurten to compare with over the periods that are compared give no number; "" when they may."""
    short = "genoeg cijfers"
    if count >= least:
        return ""
    return too_few(count, "vergelijkingsbuurt", least).replace(short, f"{short} voor en na de start")


def change(value: float) -> str:
    """A change in percent with its sign: "−6,3%", "+0,7%"."""
    return f"{signed(value)}%"


def signed(value: float) -> str:
    """A number with its sign and one decimal."""
    text = number(abs(value), 1)
    return text if text == number(0, 1) else f"{'−' if value < 0 else '+'}{text}"
