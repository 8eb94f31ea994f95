"""Another buurt to learn from in a meeting: the same one, with the same contrast, as on the page Leren."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text, listed
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader, read
from buurtbeeld.learning import acties, woorden
from buurtbeeld.learning.antwoorden import Leren
from buurtbeeld.learning.vragen import LearnQuestion
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Beside, Item
from buurtbeeld.review.parts import Ander
from buurtbeeld.roles import User

MOST_DEEDS = 4


def another(reader: Reader, user: User, sleutel: str, chosen: Sequence[Item], vandaag: date) -> Ander | None:
    """The buurt that looks like this one and went clearly another way, on a signal of the meeting if there is one.

    Else on the figure that Leren itself opens with. None when no good comparison went clearly another way, or when the
    buurten of this publication are not set beside each other yet.
    """
    asked = [LearnQuestion(sleutel, vandaag, indicator=one.indicator) for one in chosen]
    for question in (*asked, LearnQuestion(sleutel, vandaag)):
        try:
            leren = read(user, question, reader=reader)
        except BuurtbeeldError:  # it takes no part in learning: then the meeting goes on without
            return None
        if (question.indicator in {"", leren.indicator}) and (found := _of(reader, leren)) is not None:
            return found
    return None


def _of(reader: Reader, leren: Leren) -> Ander | None:
    other, beside = leren.gekozen, leren.naast
    if other is None or beside is None or other.sterkte <= 0 or other.tegenover is None or not other.tegenover.is_clear:
        return None
    indicator = reader.catalog.indicatoren[leren.indicator]
    deeds = acties.begun(acties.beside(indicator, other.interventies), acties.last_day(beside))
    said = woorden.tegenover_zin(other, indicator, leren.plek.naam)
    alike, likeness = woorden.lijkt_door(other), woorden.STERKTE[other.sterkte].replace(" op u", " op onze buurt")
    return Ander(
        sleutel=other.plek.sleutel,
        naam=other.plek.naam,
        waarom=f"{likeness}{f', door {listed(alike)}' if alike else ''}.",
        indicator=indicator.naam,
        eigen=_now(beside.eigen, indicator),
        zin=" ".join((*(_now(one, indicator) for one in beside.anderen), said[:1].upper() + said[1:])),
        acties=tuple(f"{one.titel}, sinds {date_text(one.start)}" for one in deeds[:MOST_DEEDS]),
    )


def _now(one: Beside, indicator: Indicator) -> str:
    """The newest figure of one buurt, and what it was at the start."""
    newest, zero = one.reeks.nieuwste, one.reeks.nulmeting
    if newest is None or newest.value is None:
        return f"{one.plek.naam}: nog geen cijfer."
    told = f"{one.plek.naam}: {words.met_eenheid(newest.value, indicator)} in {words.moment(newest.periode)}."
    return told if zero is None else f"{told} Bij de start was dat {words.getal(zero.value, indicator)}."
