"""What can be asked of the published store, see `figures.read`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ProfileQuestion:
    """Every baseline figure of one plek; `jaar` = edition, the newest when None."""

    sleutel: str
    jaar: int | None = None


@dataclass(frozen=True)
class SeriesQuestion:
    """One indicator of one plek through the years."""

    sleutel: str
    indicator: str


@dataclass(frozen=True)
class SearchQuestion:
    """Areas and programme buurten whose name or code contains the text."""

    tekst: str
    limiet: int = 30


@dataclass(frozen=True)
class NeighboursQuestion:
    """The areas a plek lies in, and its parts."""

    sleutel: str


@dataclass(frozen=True)
class PlekQuestion:
    """What a key in the URL stands for."""

    sleutel: str


@dataclass(frozen=True)
class SourcesQuestion:
    """How fresh every open source is."""


@dataclass(frozen=True)
class VersionQuestion:
    """The number of the newest publication; 0 when there is none."""


@dataclass(frozen=True)
class DeliveriesQuestion:
    """Files delivered about the user's own buurten, newest first; `buurt`: only about that one."""

    limiet: int = 40
    buurt: str = ""


@dataclass(frozen=True)
class CalendarQuestion:
    """What is due for some buurten on a day, from the sources the user delivers."""

    buurten: tuple[str, ...]
    vandaag: date


@dataclass(frozen=True)
class OutcomesQuestion:
    """The matrix of outcomes of one programme buurt, as of a day."""

    sleutel: str
    vandaag: date


@dataclass(frozen=True)
class SheetQuestion:
    """Everything of one outcome in one programme buurt; `thema` "" = the first it is in."""

    sleutel: str
    indicator: str
    thema: str
    vandaag: date


@dataclass(frozen=True)
class ComparisonQuestion:
    """One outcome of a buurt beside that of others (`met`); `bron` "" = the source the own buurt shows first."""

    sleutel: str
    indicator: str
    thema: str
    met: tuple[str, ...]
    bron: str
    vandaag: date


@dataclass(frozen=True)
class CareQuestion:
    """What was delivered about care in the base year of one programme buurt, as of a day."""

    sleutel: str
    vandaag: date


@dataclass(frozen=True)
class AgreementQuestion:
    """The agreement of a programma; `kopie`: as it was frozen under that number, the newest when None."""

    programma: str
    kopie: int | None = None


@dataclass(frozen=True)
class ResearchQuestion:
    """Every published figure of the outcomes of a programma, as of a day."""

    programma: str
    vandaag: date


@dataclass(frozen=True)
class PublicationsQuestion:
    """The newest publications, the newest first."""

    limiet: int = 20


@dataclass(frozen=True)
class ChangesQuestion:
    """What differs between two publications; None = the newest, and the one before it. `buurt`: only about that one."""

    oud: int | None = None
    nieuw: int | None = None
    buurt: str = ""
    limiet: int = 500


@dataclass(frozen=True)
class PlansVersionQuestion:
    """A number that changes as soon as an intervention or a closed round is written down."""


Question = (
    ProfileQuestion
    | SeriesQuestion
    | SearchQuestion
    | NeighboursQuestion
    | PlekQuestion
    | SourcesQuestion
    | DeliveriesQuestion
    | CalendarQuestion
    | VersionQuestion
    | OutcomesQuestion
    | SheetQuestion
    | ComparisonQuestion
    | CareQuestion
    | PlansVersionQuestion
    | AgreementQuestion
    | ResearchQuestion
    | PublicationsQuestion
    | ChangesQuestion
)
