"""When a network meets next: a day, and an hour and a place when they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader
from buurtbeeld.interventions import day_in
from buurtbeeld.periods import today
from buurtbeeld.review.meetings import taking_part
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import Veld, checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

PLAATS, VOLGENDE = "agenda", "volgende"
VELDEN: Mapping[str, Veld] = {
    "dag": Veld("de dag", 30, regels=False),
    "tijd": Veld("de tijd", 10, mag_leeg=True, regels=False),
    "waar": Veld("de plaats", 80, mag_leeg=True, wie=True, regels=False),  # a house may bear a name
    "opmerking": Veld("de opmerking", mag_leeg=True, wie=True),
}
HOUR = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


@dataclass(frozen=True)
class Volgende:
    """The next meeting.

    Attributes:
        tijd: None = not said.
        tekst: as it is stored, for who changes it.
    """

    dag: date
    tijd: time | None
    waar: str
    tekst: Tekst


def planned(reader: Reader, user: User, sleutel: str) -> Volgende | None:
    """The next meeting of a buurt; None when nobody chose a day yet, or the day is over.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    kept = written(reader, user, sleutel)
    day = day_in(kept.velden["dag"]) if kept is not None else None
    if kept is None or day is None or day < today():
        return None
    return Volgende(day, _hour_in(kept.velden.get("tijd", "")), kept.velden.get("waar", ""), kept)


def written(reader: Reader, user: User, sleutel: str) -> Tekst | None:
    """What was last written about it, also when that day is over. Raises as `planned`."""
    check_may(user, Action.BESPREKING_LEZEN, buurt=sleutel)
    taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        return next(iter(store.texts(connection, sleutel, PLAATS, VOLGENDE)), None)


def plan(reader: Reader, user: User, sleutel: str, gezien: Tekst | None, velden: Mapping[str, str]) -> Bewaard:
    """Say when the next meeting is.

    Args:
        gezien: what this person saw when beginning to write; None = nothing.
        velden: the fields of VELDEN, as they were filled in.

    Raises:
        PermissionDenied: this user does not lead the network.
        NotFound: there is no such buurt.
        Ongeschikt: a field is empty, too long, or holds data about a person.
        BuurtbeeldError: E_BESPREKING_DAG, it is no day that is still to come, or no time of a day.
        StorageError: it could not be stored.
    """
    check_may(user, Action.BESPREKING_SCHRIJVEN, buurt=sleutel)
    programma = taking_part(reader.catalog, sleutel)
    right = checked(velden, VELDEN, jaar=today().year)
    _refuse_moment(right)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        there = next(iter(store.texts(connection, sleutel, PLAATS, VOLGENDE)), None)
        if there is None:
            return Bewaard(store.add(connection, Plaats(programma, sleutel, PLAATS), VOLGENDE, right, door=user.naam))
        seen = gezien.versie if gezien is not None and gezien.sleutel == there.sleutel else there.versie
        return store.write(
            connection, there.sleutel, seen, right, door=user.naam, samen=frozenset(VELDEN) - {"opmerking"}
        )


def _refuse_moment(velden: Mapping[str, str]) -> None:
    day = day_in(velden["dag"])
    if day is None or day < today():
        raise BuurtbeeldError(
            "De dag van de bespreking moet nog komen.",
            doe="Schrijf bijvoorbeeld: 3 maart 2027.",
            code="E_BESPREKING_DAG",
        )
    if velden["tijd"] and _hour_in(velden["tijd"]) is None:
        raise BuurtbeeldError(
            "Deze tijd begrijpen we niet.", doe="Schrijf bijvoorbeeld: 15.30.", code="E_BESPREKING_DAG"
        )


def _hour_in(text: str) -> time | None:
    found = HOUR.fullmatch(text.removesuffix("uur").strip())
    return None if found is None else time(int(found[1]), int(found[2]))
