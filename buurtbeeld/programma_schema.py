"""What stands in config/programmas, field by field: buurten, and the programmas they work in."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.code_forms import GEBIED, SLUG
from buurtbeeld.indicator_parts import STRICT, Breuk, Codes
from buurtbeeld.model import Niveau, niveau_of

Gebiedscodes = Annotated[tuple[Annotated[str, Field(pattern=GEBIED)], ...], Field(strict=False)]
Punt = Annotated[tuple[float, float], Field(strict=False)]


class Buurt(BaseModel):
    """One buurt of a programma: a name for a set of CBS areas.

    Attributes:
        sleutel: programme buurt code, also in the URL; "buurtcode" in a CSV.
        gebieden: area codes, all of one niveau.
        codejaar: year of those codes; the programma's own unless given.
        start: first day of the transition; None = unknown, or a vergelijkingsbuurt. A vergelijkingsbuurt with one began
            after all, and is no comparison any more.
        eind: last day of the transition; None = it goes on.
        partner: alliance partner, "" when unknown.
        zekerheid: how sure we are that these areas are this buurt.
        opmerking: what a reader must know about the choice of areas.
        themas: themas it takes part in; empty in a file = all but `weggelaten`, filled in on loading.
        weggelaten: thema left out -> the reason.
        punt: (lat, lon) of an approximate centre.
    """

    model_config = STRICT
    sleutel: str = Field(pattern=SLUG)
    naam: str = Field(min_length=1)
    gebieden: Gebiedscodes
    plaats: str = ""
    gemeente: str = ""
    codejaar: int | None = Field(ge=1995, le=2100, default=None)
    rol: Literal["transitie", "vergelijking"] = "transitie"
    start: dt.date | None = None
    eind: dt.date | None = None
    partner: str = ""
    zekerheid: Literal["hoog", "middel", "laag", ""] = ""
    opmerking: str = ""
    themas: Codes = ()
    weggelaten: dict[str, str] = {}
    punt: Punt | None = None

    @model_validator(mode="after")
    def _is_one_set_of_areas(self) -> Self:
        if not self.gebieden:
            raise ValueError("een buurt heeft minstens een gebied")
        if len({niveau_of(code) for code in self.gebieden}) > 1:
            raise ValueError("de gebieden van een buurt zijn allemaal gemeente, allemaal wijk of allemaal buurt")
        if len(set(self.gebieden)) < len(self.gebieden):
            raise ValueError("een gebied staat er twee keer in")
        return self

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.eind is not None and (self.start is None or self.eind < self.start):
            raise ValueError("'eind' ligt niet na 'start': een buurt stopt nadat zij begon")
        return self

    @property
    def niveau(self) -> Niveau:
        """Level of its areas."""
        return niveau_of(self.gebieden[0])


class Programma(BaseModel):
    """Buurten that work together.

    Attributes:
        codejaar: year of the area codes of its buurten.
        verzonnen: nothing in it exists; marked everywhere, and refused in production.
        breuken: days on which a source began to make figures differently.
    """

    model_config = STRICT
    code: str = Field(pattern=SLUG)
    naam: str = Field(min_length=1)
    codejaar: int = Field(ge=1995, le=2100)
    buurten: Annotated[tuple[Buurt, ...], Field(strict=False)]
    toelichting: str = ""
    verzonnen: bool = False
    breuken: Annotated[tuple[Breuk, ...], Field(strict=False)] = ()
