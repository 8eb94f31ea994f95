"""What stands in config/themas, indicatoren, programmas and app.yaml, field by field.

A wrong file never reaches a page: an unknown key, a missing key or a wrong type is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.code_forms import CODE
from buurtbeeld.indicator_parts import STRICT, Codes, Deel, Ontbreekt, Rij, Ritme, Samenstellen, TweedeBron

Soort = Literal["verhouding", "rate", "gemiddelde", "nps", "schaal", "aantal", "kwalitatief", "gepubliceerd"]
Weergave = Literal["getal", "met_eenheid", "procent", "euro_duizend", "km", "klasse"]


class Thema(BaseModel):
    """One theme of the plan.

    Attributes:
        lijn: line of the business case it belongs to.
        verplicht: every buurt takes part in it.
        zonder_effect: sentence when the plan measures no effect here on purpose, else "".
        effect_maanden: months after the start of an actie before an effect may be expected, unless somebody says so.
    """

    model_config = STRICT
    code: str = Field(pattern=CODE)
    naam: str
    volgorde: int
    lijn: Literal["samen_zorgzaam", "zorgoptimalisatie"]
    verplicht: bool
    vraag: str
    doelgroep: str
    synoniemen: Codes = ()
    zonder_effect: str = ""
    effect_maanden: int = Field(ge=0, le=60, default=12)


class Indicator(BaseModel):
    """One figure: what it means, how it is made, where it is shown.

    Attributes:
        eenheid: the unit as the source writes it.
        factor: value = teller / noemer * factor.
        variabele: soort gepubliceerd: the column of the bron it is.
        themas: thema -> the row of its monitoring plan. Direction and aim differ per thema.
        bewaking: why this figure is watched beside the agreement, "" when it is not a guardrail.
        blok, volgorde: place on Ons buurtbeeld; None = not there.
        afgeleid_van: indicators it is derived from; it is not delivered itself.
        toon_aantal: the teller is shown beside the value.
        kop: among the figures shown first; the others stand behind "Toon alle cijfers".
        bijschrift: small line under the name, e.g. "over de weg".
        klassen: weergave klasse: the words of each value.
        leverritme, levertermijn_dagen: how often it is delivered, and how many days after the period.
        ritme_voorlopig: that rhythm is our choice; the plan leaves it open.
        toon_vanaf, bundel: smallest level and period at which something would be visible.
        uitsplitsing: code of `uitsplitsingen` in app.yaml.
        meting: how the bron makes it; "" when it does not say. Of the sources in `ook_van` they say so themselves.
        zin: the figure as a sentence behind "In mei en juni 2026 …", with {plek} and {waarde} in it; "" = made of the
            naam.
    """

    model_config = STRICT
    code: str = Field(pattern=CODE)
    naam: str
    soort: Soort
    eenheid: str
    bron: str
    definitie: str
    decimalen: int = Field(ge=0, le=3, default=0)
    factor: float = 1
    variabele: str | None = None
    teller: Deel | None = None
    noemer: Deel | None = None
    themas: dict[str, Rij] = {}
    bewaking: str = ""
    blok: str | None = None
    volgorde: int = 0
    kop: bool = False
    bijschrift: str = ""
    weergave: Weergave = "getal"
    klassen: dict[int, str] = {}
    samenstellen: Samenstellen | None = None
    ontbreekt: Ontbreekt | None = None
    afgeleid_van: Codes = ()
    toon_aantal: bool = False
    leverritme: Ritme | None = None
    levertermijn_dagen: int | None = Field(ge=0, default=None)
    ritme_voorlopig: bool = False
    ook_van: Annotated[tuple[TweedeBron, ...], Field(strict=False)] = ()
    toon_vanaf: Literal["buurt", "partner", "programma"] = "buurt"
    bundel: Literal["12 maanden"] | None = None
    uitsplitsing: str | None = None
    meting: Literal["gemeten", "afgeleid", "schatting", ""] = ""
    toelichting: str = ""
    zin: str = ""

    @model_validator(mode="after")
    def _says_it_in_a_sentence(self) -> Self:
        if self.zin and not all(self.zin.count(name) == 1 for name in ("{plek}", "{waarde}")):
            raise ValueError("'zin' is een zin met {plek} en {waarde}, elk een keer")
        return self

    @model_validator(mode="after")
    def _fits_its_soort(self) -> Self:
        both = self.teller is not None and self.noemer is not None
        if self.soort == "gepubliceerd" and self.variabele is None:
            raise ValueError("soort gepubliceerd heeft een 'variabele' nodig")
        if (self.weergave == "klasse") != bool(self.klassen):
            raise ValueError("'klassen' hoort bij weergave klasse")
        if self.soort in ("verhouding", "rate", "gemiddelde") and not both:
            raise ValueError(f"soort {self.soort} heeft een 'teller' en een 'noemer' nodig")
        return self

    @model_validator(mode="after")
    def _combines_what_is_published(self) -> Self:
        added = any(deel is not None and deel.plus for deel in (self.teller, self.noemer))
        if added and self.samenstellen is not None and self.samenstellen.wijze == "verhouding":
            raise ValueError("wijze verhouding kan niet samen met 'plus': kies gewogen of per_deel")
        return self

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.blok is not None and self.samenstellen is None:
            raise ValueError("een cijfer met een 'blok' heeft 'samenstellen' nodig")
        if self.blok is None and (self.leverritme is None or self.levertermijn_dagen is None):
            raise ValueError("een cijfer zonder 'blok' heeft 'leverritme' en 'levertermijn_dagen' nodig")
        if self.blok is None and not (self.themas or self.bewaking):
            raise ValueError("het cijfer staat nergens: geef het 'themas', 'bewaking' of een 'blok'")
        return self

    def richting_zin(self, thema: str) -> str:
        """The direction in words for one thema, e.g. "Minder is hier gunstig."."""
        if self.themas[thema].richting == "geen":
            return "Hier is geen richting afgesproken."
        countable = self.soort in ("aantal", "rate", "gemiddelde")
        words = ("Meer", "Minder") if countable else ("Hoger", "Lager")
        return f"{words[self.themas[thema].richting == 'lager']} is hier gunstig."


class Blok(BaseModel):
    """One block of Ons buurtbeeld."""

    model_config = STRICT
    code: str = Field(pattern=CODE)
    titel: str


class AppConfig(BaseModel):
    """Choices of the product that are no figure: thresholds, blocks, names of parties.

    Attributes:
        drempel: smallest number of persons a delivered figure may rest on.
        min_inwoners_vergelijking: areas with fewer inhabitants do not count as comparable.
        dekking: share of a gemeente's areas that must have a value before a year counts as filled.
        min_inwoners_dekking: areas with fewer inhabitants do not count for that share.
        leeftijdsopbouw: indicators of the age composition, young to old.
        trends: indicators with a small trend on Ons buurtbeeld.
        zorggebruik: outcomes whose base year stands on Ons buurtbeeld, in this order.
    """

    model_config = STRICT
    drempel: int = Field(ge=10)
    min_inwoners_vergelijking: int = Field(ge=1)
    dekking: float = Field(gt=0, le=1)
    min_inwoners_dekking: int = Field(ge=1)
    programma: str
    blokken: Annotated[tuple[Blok, ...], Field(strict=False)]
    leeftijdsopbouw: Codes
    trends: Codes
    zorggebruik: Codes
    partijen: dict[str, str]
    uitsplitsingen: dict[str, dict[str, str]]
