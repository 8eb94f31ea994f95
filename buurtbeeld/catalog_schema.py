"""What stands in config/themas, config/indicatoren and config/app.yaml, field by field.

A wrong file never reaches a page: an unknown key, a missing key or a wrong type is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
CODE = r"^[a-z][a-z0-9_]*$"
# YAML only knows lists; `strict` would refuse them where a tuple is meant.
Codes = Annotated[tuple[str, ...], Field(strict=False)]
Band = Annotated[tuple[float, float], Field(strict=False)]

Soort = Literal["verhouding", "rate", "gemiddelde", "nps", "schaal", "aantal", "kwalitatief", "gepubliceerd"]
Laag = Literal["adoptie", "kwaliteit", "effectiviteit"]
Richting = Literal["hoger", "lager", "geen"]
Ritme = Literal["maand", "tweemaand", "kwartaal", "halfjaar", "jaar", "start_en_eind", "doorlopend"]
Weergave = Literal["getal", "met_eenheid", "procent", "euro_duizend", "km", "klasse"]


class Thema(BaseModel):
    """One theme of the plan.

    Attributes:
        lijn: line of the business case it belongs to.
        verplicht: every buurt takes part in it.
        zonder_effect: sentence when the plan measures no effect here on purpose, else "".
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


class Deel(BaseModel):
    """Teller or noemer. `variabele`: the column of open data it is; None when it is delivered to us."""

    model_config = STRICT
    naam: str
    eenheid: str
    variabele: str | None = None


class Doel(BaseModel):
    """What was aimed at, in percent change. The plan gives an ambition (`band`), a contract (`afspraak`) or both.

    Attributes:
        band: lowest and highest, e.g. (-30, -20).
        afspraak: the agreed change, e.g. -15.
        jaren: in how many years; None when the plan does not say.
        naast: what it is compared with.
        doelgroep: whom it is about, "" = everybody in the noemer.
        bron: source document, S0 to S4.
    """

    model_config = STRICT
    band: Band | None = None
    afspraak: float | None = None
    jaren: int | None = None
    naast: Literal["start", "vergelijkingsbuurten"]
    doelgroep: str = ""
    bron: Literal["S0", "S1", "S2", "S3", "S4"]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.band is None and self.afspraak is None:
            raise ValueError("een doel heeft een band, een afspraak of allebei")
        if self.band is not None and self.band[0] > self.band[1]:
            raise ValueError("de band begint met het laagste getal")
        return self


class Rij(BaseModel):
    """One row of a monitoring plan: how one thema uses the indicator, in the words of the plan.

    Attributes:
        rij: identifier of the row, e.g. "P-A1".
        letterlijk, databron, frequentie: word for word from the plan.
        actiehouder: codes of `partijen` in app.yaml.
        naast: indicators shown beside this one in this thema.
    """

    model_config = STRICT
    rij: str = Field(pattern=r"^[PIBZL]-[AKE]\d[abc]?$")
    laag: Laag
    richting: Richting
    letterlijk: str
    databron: str
    frequentie: str
    actiehouder: Codes
    doel: Doel | None = None
    naast: Codes = ()


class Samenstellen(BaseModel):
    """How the figure of a buurt of several areas is made from theirs.

    Attributes:
        wijze: som (add up), gewogen (mean weighted by `naar`), verhouding (teller and noemer added up
            first), dichtheid (`variabele` added up, divided by the land), per_deel (cannot be combined).
        naar: variabele to weigh with, of the same bron.
        benadering: the result approximates, and the page says so.
    """

    model_config = STRICT
    wijze: Literal["som", "gewogen", "verhouding", "dichtheid", "per_deel"]
    naar: str | None = None
    benadering: bool = False

    @model_validator(mode="after")
    def _weighs_with_something(self) -> Self:
        if (self.wijze == "gewogen") != (self.naar is not None):
            raise ValueError("'naar' hoort bij wijze gewogen, en alleen daarbij")
        return self


class Ontbreekt(BaseModel):
    """When `variabele` is below `onder`, the source does not publish the figure; `zin` says so."""

    model_config = STRICT
    variabele: str
    onder: float
    zin: str


class TweedeBron(BaseModel):
    """Another source of the same figure, with its own rhythm and its own label."""

    model_config = STRICT
    bron: str
    leverritme: Ritme
    levertermijn_dagen: int = Field(ge=0)
    meting: Literal["gemeten", "afgeleid"]


class Indicator(BaseModel):
    """One figure: what it means, how it is made, where it is shown.

    Attributes:
        eenheid: the unit as the source writes it.
        factor: value = teller / noemer * factor.
        variabele: soort gepubliceerd: the column of the bron it is.
        themas: thema -> the row of its monitoring plan. Direction and aim differ per thema.
        bewaking: why this figure is watched beside the agreement, "" when it is not a guardrail.
        blok, volgorde: place on Ons buurtbeeld; None = not there.
        kop: among the figures shown first; the others stand behind "Toon alle cijfers".
        bijschrift: small line under the name, e.g. "over de weg".
        leverritme, levertermijn_dagen: how often it is delivered, and how many days after the period.
        ritme_voorlopig: that rhythm is our choice; the plan leaves it open.
        toon_vanaf, bundel: smallest level and period at which something would be visible.
        uitsplitsing: code of `uitsplitsingen` in app.yaml.
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
    samenstellen: Samenstellen | None = None
    ontbreekt: Ontbreekt | None = None
    leverritme: Ritme | None = None
    levertermijn_dagen: int | None = Field(ge=0, default=None)
    ritme_voorlopig: bool = False
    ook_van: Annotated[tuple[TweedeBron, ...], Field(strict=False)] = ()
    toon_vanaf: Literal["buurt", "partner", "programma"] = "buurt"
    bundel: Literal["12 maanden"] | None = None
    uitsplitsing: str | None = None
    toelichting: str = ""

    @model_validator(mode="after")
    def _fits_its_soort(self) -> Self:
        both = self.teller is not None and self.noemer is not None
        if self.soort == "gepubliceerd" and self.variabele is None:
            raise ValueError("soort gepubliceerd heeft een 'variabele' nodig")
        if self.soort in ("verhouding", "rate", "gemiddelde") and not both:
            raise ValueError(f"soort {self.soort} heeft een 'teller' en een 'noemer' nodig")
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
    partijen: dict[str, str]
    uitsplitsingen: dict[str, dict[str, str]]
