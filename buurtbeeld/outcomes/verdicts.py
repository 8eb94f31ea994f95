"""Sentences about a verdict, in plain Dutch (B1): what the word means for a figure, or why there is none. Pure."""

from __future__ import annotations

from datetime import date

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text
from buurtbeeld.outcomes.oordeel import Beoordeling, Grond, Oordeel
from buurtbeeld.outcomes.parts import OutcomeSeries
from buurtbeeld.outcomes.values import POINTS
from buurtbeeld.periods import MONTHS

_GEEN = {
    "aantal": "Dit is een telling. Daar hoort geen oordeel bij.",
    "kwalitatief": "Dit zijn verhalen. Daar hoort geen oordeel bij.",
}


def oordeel_zin(beoordeling: Beoordeling, indicator: Indicator, thema: str) -> str:
    """What the verdict means for this figure, and which direction is favourable here.

    Args:
        thema: the thema whose direction counts; "" or one that does not use the indicator has no direction.

    Returns:
        One to three sentences; never empty.
    """
    word = beoordeling.oordeel
    if word is None:
        told = [_GEEN.get(indicator.soort, "Bij dit cijfer geven we geen oordeel.")]
    elif word in (Oordeel.TE_VROEG, Oordeel.TE_WEINIG):
        told = [_waarom(beoordeling, indicator)]
    else:
        told = [_verschil(word, _richting(indicator, thema)), _waarnaast(beoordeling)]
    return " ".join((*told, richting_zin(indicator, thema)))


def richting_zin(indicator: Indicator, thema: str) -> str:
    """The direction in words: "Minder is hier gunstig."; a figure that is only watched has none."""
    if thema in indicator.themas:
        return indicator.richting_zin(thema)
    return "Hier is geen richting afgesproken."


def reden(
    beoordeling: Beoordeling,
    indicator: Indicator | None = None,
    *,
    verwacht: date | None = None,
    vandaag: date | None = None,
) -> str:
    """Why it is nog te vroeg or te weinig gegevens, in a few words beside the verdict.

    Args:
        indicator: with it, the margin of a score in points is not called a percentage.
        verwacht: last day on which the next figure is due.
        vandaag: with it, a delivery that is late is called late.

    Returns:
        "" for the other words. Of a hidden figure no more than the legend says.
    """
    grond = beoordeling.grond
    if grond is Grond.TERMIJN and beoordeling.tot is not None:
        month = _maand(beoordeling.tot)
        return f"nog geen cijfer van {month} of later" if beoordeling.voorbij else f"effect verwacht vanaf {month}"
    if grond is Grond.METINGEN:
        return _metingen(beoordeling)
    if grond is Grond.NIET_GELEVERD:
        return _niet_geleverd(verwacht, vandaag)
    return {
        Grond.TERMIJN: "effect wordt later verwacht",
        Grond.MARGE: "marge te breed" if _in_points(indicator) else "marge breder dan 15%",
        Grond.START: "startdatum onbekend",
        Grond.NULMETING: "geen nulmeting",
        Grond.AFGESCHERMD: "afgeschermd (kleine aantallen)",
        Grond.GROEPEN: "alleen per groep geleverd",
    }.get(grond, "")


def breuk_zin(beoordeling: Beoordeling, reeks: OutcomeSeries) -> str:
    """A warning when the source began to count differently between the start and the figure that is judged.

    Beside other buurten it falls out of the verdict: the same happened there.

    Returns:
        "" without such a day, without a nulmeting, and for what is not judged.
    """
    counts, zero = reeks.beoordeeld, reeks.nulmeting
    if beoordeling.oordeel is None or counts is None or zero is None:
        return ""
    days = [one.dag for one in reeks.breuken if zero.van.start < one.dag <= counts.periode.last_day]
    if not days:
        return ""
    told = f"Let op: dit cijfer is sinds {date_text(days[-1])} anders berekend."
    if beoordeling.groep:
        return f"{told} In vergelijkbare buurten is dat ook zo. Het oordeel houdt daar rekening mee."
    return f"{told} Het oordeel houdt daar geen rekening mee."


def _verschil(word: Oordeel, richting: str) -> str:
    if word is Oordeel.GEEN_VERSCHIL:
        return "Er is geen duidelijk verschil met de start. Een klein verschil kan er wel zijn."
    if word is Oordeel.VERANDERT or richting == "geen":
        return "Het cijfer is duidelijk anders dan bij de start."
    lower = (word is Oordeel.GUNSTIGER) == (richting == "lager")
    return f"Het cijfer is duidelijk {'lager' if lower else 'hoger'} dan bij de start."


def _waarnaast(beoordeling: Beoordeling) -> str:
    if beoordeling.groep:
        return f"Het oordeel telt mee wat er gebeurde in {beoordeling.groep} vergelijkbare buurten."
    return "Er is geen vergelijking met andere buurten."


def _waarom(beoordeling: Beoordeling, indicator: Indicator) -> str:
    grond = beoordeling.grond
    if grond is Grond.TERMIJN and beoordeling.tot is not None:
        if beoordeling.voorbij:
            return f"Vanaf {_maand(beoordeling.tot)} verwachtten we effect. Er is nog geen cijfer dat zo nieuw is."
        return f"We verwachten pas effect vanaf {_maand(beoordeling.tot)}."
    if grond is Grond.METINGEN:
        return f"Er zijn nog te weinig metingen: {_metingen(beoordeling)}."
    return {
        Grond.TERMIJN: "We verwachten pas later effect.",
        Grond.MARGE: f"De {reden(beoordeling, indicator).replace('marge', 'marge is', 1)}. Dat is te onzeker.",
        Grond.START: "We weten niet wanneer deze buurt begon.",
        Grond.NULMETING: "Er is geen cijfer van voor de start.",
        Grond.AFGESCHERMD: "Het nieuwste cijfer is afgeschermd (kleine aantallen).",
        Grond.NIET_GELEVERD: "Dit cijfer is nog niet geleverd.",
        Grond.GROEPEN: "Er zijn alleen cijfers per groep. Die beoordelen we niet.",
    }.get(grond, "Er is nog geen oordeel.")


def _in_points(indicator: Indicator | None) -> bool:
    return indicator is not None and indicator.soort in POINTS


def _metingen(beoordeling: Beoordeling) -> str:
    done = beoordeling.voor + beoordeling.na
    if not beoordeling.na:
        return "nog geen meting na de start"
    if done < beoordeling.nodig:
        return f"{done} van de {beoordeling.nodig} metingen"
    return "nog te weinig metingen na de start"


def _niet_geleverd(verwacht: date | None, vandaag: date | None) -> str:
    if verwacht is None:
        return "niet geleverd"
    late = (vandaag - verwacht).days if vandaag is not None else 0
    if late > 0:
        return f"niet geleverd: {late} {'dag' if late == 1 else 'dagen'} te laat"
    return f"niet geleverd: verwacht uiterlijk op {date_text(verwacht)}"


def _richting(indicator: Indicator, thema: str) -> str:
    return indicator.themas[thema].richting if thema in indicator.themas else "geen"


def _maand(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
