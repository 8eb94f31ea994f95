"""What figures.read answers about publications: which there are, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from buurtbeeld.model import Status
from buurtbeeld.periods import Periode


class Soort(StrEnum):
    """What happened to a figure."""

    VERSCHENEN = "verschenen"
    VERDWENEN = "verdwenen"
    VERANDERD = "veranderd"


class Oorzaak(StrEnum):
    """Why, as far as it is known for certain."""

    LEVERING = "nieuwe levering"
    CORRECTIE = "verbeterde levering"
    INTREKKING = "levering teruggetrokken"
    DEFINITIE = "andere definitie of instelling"
    METHODE = "andere rekenwijze"
    BEIDE = "andere definitie of rekenwijze"
    ANDERE = "andere cijfers waarvan het afhangt"


@dataclass(frozen=True)
class Publicatie:
    """One publication: its number and when it was made."""

    nummer: int
    gemaakt: datetime


@dataclass(frozen=True)
class Verandering:
    """One delivered figure that is not what it was.

    Attributes:
        sleutel, naam: the buurt, or the partner or programma that the figure is about.
        was, werd: the published value; None when there was none, and then the status says why. Of a figure that is
            gone or was taken back `was` is None too: it may be that nobody should have seen it.
    """

    sleutel: str
    naam: str
    indicator: str
    bron: str
    periode: Periode
    uitsplitsing: str
    soort: Soort
    oorzaak: Oorzaak
    was: float | None
    was_status: Status
    werd: float | None
    werd_status: Status


@dataclass(frozen=True)
class Openbaar:
    """An edition of an open source that is new, was replaced or is gone. `jaar` = edition."""

    bron: str
    jaar: int
    soort: Soort


@dataclass(frozen=True)
class Veranderingen:
    """Everything that differs.

    Attributes:
        regels: delivered figures, by buurt, indicator and period; at most as many as were asked for.
        aantal: how many there are.
        openbaar: editions of open sources.
    """

    oud: Publicatie
    nieuw: Publicatie
    regels: tuple[Verandering, ...]
    aantal: int
    openbaar: tuple[Openbaar, ...]
