"""What stands in config/menukaart: plans and initiatives that a buurt can start, one file each."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.code_forms import CODE
from buurtbeeld.indicator_parts import STRICT, Codes

Kosten = Literal["laag", "midden", "hoog", "onbekend"]
Sterkte = Literal["onbekend", "ervaring", "onderzoek"]
Document = Literal["S0", "S1", "S2", "S3", "S4"]
Zinnen = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(strict=False, min_length=1)]
DOCUMENTEN = {
    "S0": "nieuwsbericht over de eerste twintig buurten (2024)",
    "S1": "interview met Jos de Blok (2024)",
    "S2": "plan van de wijkverpleging alliantie (6 augustus 2024)",
    "S3": "position paper wijkgezondheidsinfrastructuur (2016)",
    "S4": "inkoopkader wijkgericht werken (2018)",
}


class Bewijs(BaseModel):
    """What is known about whether it works.

    Attributes:
        sterkte: onbekend = nobody gave us any; ervaring = somebody says so; onderzoek = it was studied.
        zin: in words, without a promise.
        bron: where that stands; "" only when nothing is known.
    """

    model_config = STRICT
    sterkte: Sterkte
    zin: str = Field(min_length=1)
    bron: str = ""

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.sterkte == "onbekend") == bool(self.bron):
            raise ValueError("bewijs heeft een 'bron', en wat onbekend is heeft er geen")
        return self


class Kaart(BaseModel):
    """One plan or initiative.

    Attributes:
        inzet: what it asks of people, in words.
        kosten: order of what it costs a buurt in a year: laag under 5,000 euro, midden up to 50,000, hoog above.
            Our own estimate unless `kosten_bron` says whose it is.
        effect_maanden: after the start, before an effect may show; None = the usual term of the thema.
        cijfers: indicators on which an effect may be seen; empty where none is measured.
        wie: who runs it, or is named as an example; "" = nobody is named.
        genoemd_in: documents that name it.
        herkent: names under which a buurt may have registered it as an actie, besides its own.
    """

    model_config = STRICT
    code: str = Field(pattern=CODE)
    naam: str = Field(min_length=1, max_length=80)
    thema: str
    volgorde: int
    doel: str = Field(min_length=1)
    doelgroep: str = Field(min_length=1)
    stappen: Zinnen
    inzet: str = Field(min_length=1)
    kosten: Kosten
    kosten_bron: str = "onze inschatting"
    effect_maanden: int | None = Field(ge=0, le=60, default=None)
    cijfers: Codes = ()
    bewijs: Bewijs
    wie: str = ""
    genoemd_in: Annotated[tuple[Document, ...], Field(strict=False, min_length=1)]
    herkent: Annotated[tuple[str, ...], Field(strict=False)] = ()

    def is_actie(self, titel: str) -> bool:
        """Whether an actie with this title is this plan: by its name, or one of the names it goes by."""
        plain = titel.casefold().strip()
        return any(plain == name.casefold() for name in (self.naam, *self.herkent))
