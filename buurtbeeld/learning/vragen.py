"""What can be asked about learning from each other, see `figures.read`. Each says what its answer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from buurtbeeld.learning.antwoorden import Buur, Leren
from buurtbeeld.learning.menukaart import Menukaart
from buurtbeeld.learning.stand import Voortgang

Answer = TypeVar("Answer")


class LearningQuestion(Generic[Answer]):
    """A question about learning; the type in brackets is its answer."""


@dataclass(frozen=True)
class LearnQuestion(LearningQuestion[Leren]):
    """A buurt, and what of it is looked at; "" = what the page chooses itself. `zonder`: features that do not count."""

    sleutel: str
    vandaag: date
    ander: str = ""
    indicator: str = ""
    bron: str = ""
    zonder: tuple[str, ...] = ()


@dataclass(frozen=True)
class LikenessQuestion(LearningQuestion[tuple[Buur, ...]]):
    """The five buurten that look most like one; `rol`: only "transitie" or "vergelijking"."""

    sleutel: str
    rol: str = ""


@dataclass(frozen=True)
class ProgressQuestion(LearningQuestion[Voortgang]):
    """Every transitiebuurt of a programma; of one funnel, or of the first when it is not there."""

    programma: str
    vandaag: date
    indicator: str = ""
    bron: str = ""


@dataclass(frozen=True)
class MenuQuestion(LearningQuestion[Menukaart]):
    """The menukaart, with what the buurten of the programma of a buurt make of it."""

    sleutel: str
    vandaag: date


@dataclass(frozen=True)
class LearningVersionQuestion(LearningQuestion[int]):
    """A number that changes as soon as somebody asks for contact, or something is decided about the podium."""
