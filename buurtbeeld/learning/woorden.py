"""Sentences about learning from each other, in plain Dutch (B1). Pure; no sentence names a cause."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.learning import acties
from buurtbeeld.learning.antwoorden import Buur, Leren
from buurtbeeld.learning.kenmerken import KENMERKEN
from buurtbeeld.learning.rijen import GEEN_GROEP, GEEN_NULMETING, GEEN_START, TE_KORT, Verandering
from buurtbeeld.learning.tegenover import WIDEST_POINTS, Tegenover
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.wording import Span, Zin

STERKTE = {
    3: "Lijkt sterk op u", 2: "Lijkt redelijk op u", 1: "Lijkt een beetje op u", 0: "Geen goede vergelijking",
    -1: "Hoe sterk weten we niet",
}  # fmt: skip
GRONDEN = {
    GEEN_GROEP: "Er zijn minder dan tien buurten om mee te vergelijken. Daarom staat hier geen getal.",
    GEEN_START: "De eerste dag van {buurt} is niet bekend. Daarom kunnen we niet met de start vergelijken.",
    GEEN_NULMETING: "Van {buurt} is er geen cijfer van voor de start.",
    TE_KORT: "Van {buurt} zijn er nog te weinig cijfers na de start.",
    "marge": "De marge is te breed om iets te zeggen.",
}
REMMEN = {
    "niet_bevestigd": "Nog niet bevestigd: daarvoor zijn latere cijfers nodig dan die waarop de buurt opviel.",
    "kwaliteit": "Een ander cijfer werd duidelijk ongunstiger.",
    "klein": "Het gaat om minder dan 30 mensen.",
    "geen_toestemming": "De buurt heeft nog geen toestemming gegeven.",
    "afgewezen": "Afgewezen door het transitieteam.",
}
PLAATSEN = {-2: "opvallend laag", -1: "laag", 0: "past bij de andere buurten", 1: "hoog", 2: "opvallend hoog"}
STANDEN = {
    "voordracht": "Voorgedragen. De buurt moet nog ja zeggen.", "toestemming": "De buurt vindt het goed.",
    "geen_toestemming": "De buurt wil het niet.", "afwijzing": "Afgewezen door het transitieteam.",
}  # fmt: skip
GEEN_OORZAAK = "Twee lijnen bewijzen geen oorzaak. Vraag wat er daar anders was."
LARGE, SMALL = 0.25, 0.10  # share of the distance that makes a feature differ, and up to which it is alike
MOST_NAMED, MOST_TITLES = 2, 3
ACHTER = {
    Oordeel.GUNSTIGER: "dan bij ons", Oordeel.ONGUNSTIGER: "dan bij ons", Oordeel.GEEN_VERSCHIL: "met ons",
}  # fmt: skip
TELWOORD = ("Geen", "Eén", "Twee", "Drie", "Vier", "Vijf")


def kop(leren: Leren, catalog: Catalog) -> tuple[Zin, ...]:
    """The answer above the page: who looks like us, who went another way, and the one that is looked at."""
    if not leren.klaar:
        return _zinnen("De buurten van deze publicatie worden nog naast elkaar gezet. Kijk over een minuut opnieuw.")
    if not leren.buren:
        return _zinnen(_niemand(leren))
    told = _lijken(leren)
    if leren.gekozen is not None and leren.indicator:
        told += _anders(leren, catalog)
    return (tuple(told),)


def _niemand(leren: Leren) -> str:
    if not leren.bekeken:
        return f"{leren.plek.naam} is de enige buurt die meedoet. Er is nog niemand om van te leren."
    return f"Van {leren.plek.naam} zijn te weinig kenmerken bekend. Daarom weten we niet welke buurten erop lijken."


def _lijken(leren: Leren) -> list[Span]:
    naam = leren.plek.naam
    if any(one.sterkte < 0 for one in leren.buren):
        return [Span(f"Er zijn te weinig buurten om te zeggen wie echt op {naam} lijkt. Dit zijn de meest gelijke.")]
    if not leren.goed:
        near = leren.buren[0]
        apart = verschilt_in(near)
        told = f" {near.plek.naam} komt het dichtst bij, maar verschilt in {listed(apart)}." if apart else ""
        if not apart and (missing := onbekend(near)):
            told = f" {near.plek.naam} komt het dichtst bij, maar niet van allebei is bekend: {listed(missing)}."
        return [Span(f"Geen enkele andere buurt lijkt goed op {naam}.{told}")]
    many = TELWOORD[leren.goed] if leren.goed < len(TELWOORD) else number(leren.goed)
    verb = "buurt lijkt" if leren.goed == 1 else "buurten lijken"
    return [Span(f"{many} {verb} op {naam}.")]


def _anders(leren: Leren, catalog: Catalog) -> list[Span]:
    """How many went another way on this figure, and what happened in the one that is looked at."""
    good = [one for one in leren.buren if one.sterkte > 0]
    clear = [one for one in good if one.tegenover is not None and one.tegenover.is_clear]
    chosen, indicator = leren.gekozen, catalog.indicatoren[leren.indicator]
    assert chosen is not None  # the caller looked
    told = []
    if len(good) > 1:
        told.append(Span(f" {_hoe_anders(clear)}"))
    if chosen.tegenover is not None:
        said = tegenover_zin(chosen, indicator, leren.plek.naam)
        told += [Span(" "), Span(chosen.plek.naam, sterk=True), Span(f": {said}")]
        deeds = wat_zij_deden(chosen, indicator, acties.last_day(leren.naast)) if chosen.tegenover.is_clear else ""
        told += [Span(f" {deeds}")] if deeds else []
    return told


def _hoe_anders(clear: Sequence[Buur]) -> str:
    """How many came out better than we did; of none, how many went another way at all."""
    better = [one for one in clear if one.tegenover is not None and one.tegenover.oordeel is Oordeel.GUNSTIGER]
    some = better or clear
    count = TELWOORD[len(some)] if len(some) < len(TELWOORD) else number(len(some))
    if better:
        return f"{count} daarvan {'kwam' if len(some) == 1 else 'kwamen'} duidelijk gunstiger uit dan wij."
    return f"{count} daarvan {'ging' if len(some) == 1 else 'gingen'} duidelijk een andere kant op."


def wat_zij_deden(buur: Buur, indicator: Indicator, tot: date | None) -> str:
    """What another buurt began beside a figure until its last day: three acties by name; "" when there are none."""
    found = acties.begun(acties.beside(indicator, buur.interventies), tot)
    titles = list(dict.fromkeys(one.titel for one in found))
    if not titles:
        return ""
    more = len(titles) - MOST_TITLES
    shown_ = (
        titles
        if more <= 0
        else [*titles[:MOST_TITLES], "nog 1 andere actie" if more == 1 else f"nog {more} andere acties"]
    )
    return f"In dezelfde tijd begonnen zij met {listed(shown_)}. Of het daardoor komt, weten we niet."


def tegenover_zin(buur: Buur, indicator: Indicator, naam: str) -> str:
    """One sentence or two: what the other changed beside us, and whether that is more than chance."""
    found = buur.tegenover
    if found is None:
        return "van deze buurt is dit cijfer niet geleverd."
    if found.verschil is None or found.grond:
        zin = GRONDEN[found.grond].format(buurt=buur.plek.naam if found.van_ander else naam)
        return zin[:1].lower() + zin[1:] if found.grond in {GEEN_GROEP, "marge"} else zin
    what = indicator.naam[:1].lower() + indicator.naam[1:]
    if found.is_clear:
        return f"bij {what} kwam het cijfer daar {hoeveel(found, indicator)} uit dan bij ons. Dat is meer dan de marge."
    return f"bij {what} is er geen duidelijk verschil met ons."


def hoeveel(found: Tegenover, indicator: Indicator) -> str:
    """The difference in words: "ongeveer 27% lager", "ongeveer 25 punten hoger"."""
    assert found.verschil is not None  # the caller looked
    return verschil_zin(found.verschil, indicator)


def verschil_zin(value: float, indicator: Indicator) -> str:
    """A difference as a share or in points, in words."""
    return f"ongeveer {_size(value, indicator)} {'lager' if value < 0 else 'hoger'}"


def shown(value: float, indicator: Indicator) -> float:
    """A number on the working scale as a share of the value, or in points."""
    return value if indicator.soort in WIDEST_POINTS else math.expm1(value)


def marge(onder: float, boven: float, indicator: Indicator) -> str:
    """A margin in words: "14% tot 38% lager", "van 5% lager tot 3% hoger"."""
    if onder < 0 < boven:
        return f"van {_size(onder, indicator)} lager tot {_size(boven, indicator)} hoger"
    near, far = sorted((abs(onder), abs(boven)))
    return f"{_size(near, indicator)} tot {_size(far, indicator)} {'lager' if onder < 0 else 'hoger'}"


def _size(value: float, indicator: Indicator) -> str:
    if indicator.soort in WIDEST_POINTS:
        return f"{number(abs(value), 1 if indicator.soort == 'schaal' else 0)} punten"
    return f"{number(100 * abs(value))}%"


def lijkt_door(buur: Buur) -> list[str]:
    """The features in which two buurten are most alike, at most two; only those that add little to the distance."""
    known = [one for one in reversed(buur.kenmerken) if one.eigen is not None and one.ander is not None]
    return [KENMERKEN[one.indicator] for one in known if one.aandeel <= SMALL][:MOST_NAMED]


def verschilt_in(buur: Buur) -> list[str]:
    """The features that make most of the distance and are known of both, at most two."""
    known = [one for one in buur.kenmerken if one.eigen is not None and one.ander is not None]
    return [KENMERKEN[one.indicator] for one in known if one.aandeel >= LARGE][:MOST_NAMED]


def onbekend(buur: Buur) -> list[str]:
    """The features that are not published of one of the two, and that set them apart for that."""
    missing = [one for one in buur.kenmerken if (one.eigen is None) != (one.ander is None)]
    return [KENMERKEN[one.indicator] for one in missing]


def verwacht_zin(rij: Verandering, indicator: Indicator, *, naam: str = "Uw buurt") -> str:
    """What a high or low start makes likely by itself; "" when that is next to nothing."""
    if rij.verwacht is None:
        return ""
    value = shown(rij.verwacht, indicator)
    if abs(value) < (1.0 if indicator.soort in WIDEST_POINTS else 0.02):
        return ""
    start = "hoog" if value < 0 else "laag"
    return (
        f"{naam} begon {start}. Alleen daardoor verwachten we al ongeveer "
        f"{_size(value, indicator)} {'daling' if value < 0 else 'stijging'}. Dat is geen verdienste en telt niet mee."
    )


def gestopt_zin(buur: Buur) -> str:
    """That the other buurt stopped; "" when it goes on."""
    return "" if buur.eind is None else f"{buur.plek.naam} stopte op {date_text(buur.eind)}. Daarna telt niets mee."


def gemiddelde_zin(leren: Leren, indicator: Indicator) -> str:
    """The mean of the buren beside the buurten that do not take part."""
    if leren.gemiddeld is None:
        return "Van te weinig van deze buurten is het cijfer te zien voor een gemiddelde."
    way = "lager" if leren.gemiddeld < 0 else "hoger"
    return (
        f"In deze {leren.gemiddeld_van} buurten samen kwam het cijfer ongeveer "
        f"{_size(leren.gemiddeld, indicator)} {way} uit dan in buurten die niet meedoen."
    )


def gedeeld_zin(leren: Leren) -> str:
    """That the same organisation also works where nothing was begun: those buurten may learn along; "" when not."""
    if not leren.gedeeld:
        return ""
    where = "1 buurt die niet meedoet" if leren.gedeeld == 1 else f"{leren.gedeeld} buurten die niet meedoen"
    return f"Dezelfde organisatie werkt ook in {where}. Die leren misschien mee; dan lijkt het verschil kleiner."


def telt_zin(telt: Sequence[str], bekeken: int, *, begonnen: bool) -> str:
    """On what the buurten were compared; `begonnen`: whether any buurt of the programma has started."""
    names = listed([KENMERKEN[one] for one in telt])
    when = "van voor de start" if begonnen else "uit het nieuwste jaar, want van geen buurt is de eerste dag bekend"
    return f"Vergeleken met {bekeken} buurten, op {len(telt)} kenmerken {when}: {names}."


def _zinnen(*texts: str) -> tuple[Zin, ...]:
    return tuple((Span(text),) for text in texts)
