"""What the generator needs to know of an indicator of the catalogue, which it cannot import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Part(Protocol):
    """Teller or noemer, as the catalogue says."""

    @property
    def eenheid(self) -> str:
        """Its unit."""


class Outcome(Protocol):
    """What is needed of an indicator of the catalogue."""

    @property
    def code(self) -> str:
        """Code of the indicator."""

    @property
    def soort(self) -> str:
        """How it is computed."""

    @property
    def factor(self) -> float:
        """Its value = teller / noemer * factor."""

    @property
    def teller(self) -> Part | None:
        """What is counted."""


class SecondSource(Protocol):
    """Another source of the same figure."""

    @property
    def bron(self) -> str:
        """Its code."""

    @property
    def leverritme(self) -> str:
        """How often it delivers."""

    @property
    def levertermijn_dagen(self) -> int:
        """Days after the period."""


class Delivered(Outcome, Protocol):
    """What is needed of an indicator to deliver it."""

    @property
    def bron(self) -> str:
        """Its own source."""

    @property
    def leverritme(self) -> str | None:
        """How often that delivers."""

    @property
    def levertermijn_dagen(self) -> int | None:
        """Days after the period."""

    @property
    def ook_van(self) -> Sequence[SecondSource]:
        """Other sources."""

    @property
    def afgeleid_van(self) -> Sequence[str]:
        """What it is derived from; then it is not delivered."""

    @property
    def uitsplitsing(self) -> str | None:
        """Code of its breakdown."""

    @property
    def blok(self) -> str | None:
        """Its place on Ons buurtbeeld; then it is not delivered."""
