"""Parts of an indicator: teller and noemer, rows of the monitoring plans, aims, how areas combine."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from buurtbeeld.code_forms import RIJ

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
# YAML only knows lists; `strict` would refuse them where a tuple is meant.
Codes = Annotated[tuple[str, ...], Field(strict=False)]
Band = Annotated[tuple[float, float], Field(strict=False)]

# How a figure was made; a stored figure holds the index.
METHODS = ("gepubliceerd", "berekend", "opgeteld", "gewogen", "per deel")

Laag = Literal["adoptie", "kwaliteit", "effectiviteit"]
Richting = Literal["hoger", "lager", "geen"]
Ritme = Literal["maand", "tweemaand", "kwartaal", "halfjaar", "jaar", "start_en_eind", "doorlopend"]


class Deel(BaseModel):
    """Teller or noemer of an indicator.

    Attributes:
        variabele: the column of open data it is; None when it is delivered to us.
        plus: further columns that are added to it.
        telt: whom it counts, where another teller or noemer of the same bron counts the same people under another
            name; "" = what the naam says. Small numbers are hidden in sight of each other.
        deel_van: `telt` or naam of a teller or noemer of the same bron that counts all of these people, and more.
    """

    model_config = STRICT
    naam: str
    eenheid: str
    telt: str = ""
    deel_van: str = ""
    variabele: str | None = None
    plus: Codes = ()


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
    rij: str = Field(pattern=RIJ)
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
            first), dichtheid (inhabitants per km2 of `naar` in ha), per_deel (cannot be combined).
        naar: indicator of the same bron to weigh with or to divide by.
        benadering: the result approximates, and the page says so.
    """

    model_config = STRICT
    wijze: Literal["som", "gewogen", "verhouding", "dichtheid", "per_deel"]
    naar: str | None = None
    benadering: bool = False

    @model_validator(mode="after")
    def _weighs_with_something(self) -> Self:
        if (self.wijze in ("gewogen", "dichtheid")) != (self.naar is not None):
            raise ValueError("'naar' hoort bij wijze gewogen en dichtheid, en alleen daarbij")
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


class Breuk(BaseModel):
    """From `vanaf` on a source makes some figures differently; `zin` says how, in the words of a reader."""

    model_config = STRICT
    bron: str
    indicatoren: Codes = Field(min_length=1)
    vanaf: dt.date
    zin: str = Field(min_length=1)
