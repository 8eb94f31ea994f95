"""What stands out in a buurt now, for the first page: the figures its next meeting would begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from buurtbeeld.figures import OutcomesQuestion, Reader, SheetQuestion, read
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Item, Outcomes
from buurtbeeld.outcomes.line import beside, in_short
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.review import signals
from buurtbeeld.roles import User
from buurtbeeld.wording import Zin


@dataclass(frozen=True)
class Opvallend:
    """One figure that stands out.

    Attributes:
        zin: the figure and what it was at the start.
        richting: which way is favourable, as a sentence.
        naast: the buurten to compare with, as a sentence; "" without them.
    """

    indicator: str
    thema: str
    oordeel: Oordeel
    zin: Zin
    richting: str
    naast: str


@dataclass(frozen=True)
class Blik:
    """A buurt at a glance.

    Attributes:
        bekeken: how many figures were looked at; nieuw: how many of them are new since `outcomes.sinds`.
        opvallend: at most three, by the rule of a meeting.
        rest: word -> how many of the other figures have it, in the fixed order; "" = not judged.
    """

    outcomes: Outcomes
    bekeken: int
    nieuw: int
    opvallend: tuple[Opvallend, ...]
    rest: tuple[tuple[str, int], ...]


def glance(reader: Reader, user: User, sleutel: str, vandaag: date) -> Blik | None:
    """A buurt at a glance; None without a figure that is judged: what the app counts itself is there always.

    Raises:
        PermissionDenied: this role sees no outcomes of it.
        NotFound: it is no buurt of a programma.
    """
    outcomes = read(user, OutcomesQuestion(sleutel, vandaag), reader=reader)
    if not any(item.nu is not None and item.beoordeling.oordeel is not None for item in outcomes.items):
        return None
    chosen = signals.signals(outcomes)
    return Blik(
        outcomes=outcomes,
        bekeken=signals.looked_at(outcomes),
        nieuw=len(signals.new(outcomes)),
        opvallend=tuple(_shown(reader, user, sleutel, one, vandaag) for one in chosen),
        rest=signals.others(outcomes, chosen),
    )


def _shown(reader: Reader, user: User, sleutel: str, item: Item, vandaag: date) -> Opvallend:
    sheet = read(user, SheetQuestion(sleutel, item.indicator, item.thema, vandaag), reader=reader)
    verdict = item.beoordeling.oordeel
    assert verdict is not None  # a figure without a word does not stand out
    return Opvallend(
        indicator=item.indicator,
        thema=item.thema,
        oordeel=verdict,
        zin=in_short(sheet, reader.catalog),
        richting=words.richting_zin(reader.catalog.indicatoren[item.indicator], item.thema),
        naast=beside(sheet, reader.catalog),
    )
