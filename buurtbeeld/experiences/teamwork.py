"""De samenwerkingscheck: the same eight statements before and after, answered by a network together.

A network has six to twelve people. Counts of so few say who answered what, so they are worked out and thrown away: what
is kept of a statement is the one answer the network agreed on, and of counts only what the privacy rule lets through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from buurtbeeld.dutch import date_text, number
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader
from buurtbeeld.interventions import day_in
from buurtbeeld.periods import today
from buurtbeeld.privacy import rounding
from buurtbeeld.review.meetings import taking_part
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.statistics import intervals
from buurtbeeld.storage.errors import translated
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import Veld, checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

PLAATS, AFNAME = "samenwerking", "afname"
# Our own words: the list itself (bijlage 3 of the inkoopkader 2018) is not among the documents.
STELLINGEN: Mapping[str, str] = {
    "kennen": "Wij kennen elkaar en weten elkaar te vinden.",
    "doel": "Wij hebben samen één doel.",
    "taken": "Wij weten van elkaar wie wat doet.",
    "bereik": "Wij bereiken elkaar snel als dat nodig is.",
    "signalen": "Wij geven signalen vroeg aan elkaar door.",
    "bewoners": "Bewoners en mantelzorgers beslissen mee.",
    "afspraken": "Wij komen na wat wij afspreken.",
    "grenzen": "Wij lossen het samen op als niet duidelijk is wie iets betaalt.",
}
ANTWOORDEN = ("nog niet", "soms", "meestal", "altijd")
HIGH = 2  # from which answer on somebody agrees
VELDEN: Mapping[str, Veld] = {
    **{code: Veld("het antwoord", 20, mag_leeg=True, regels=False) for code in STELLINGEN},
    **{f"{code}_deel": Veld("de telling", 120, mag_leeg=True, regels=False) for code in STELLINGEN},
    "opmerking": Veld("de opmerking", 600, mag_leeg=True),
}
SINGLE = frozenset(VELDEN) - {"opmerking"}


@dataclass(frozen=True)
class Afname:
    """The check as it was filled in on one day.

    Attributes:
        samen: statement -> the answer the network agreed on; a statement without one is not in it.
        tellingen: statement -> what the counts may say, as a sentence; a statement that was not counted is not in it.
    """

    dag: str
    samen: Mapping[str, str]
    tellingen: Mapping[str, str]
    opmerking: str
    tekst: Tekst


def told(counts: Sequence[int], drempel: int) -> str:
    """What counts per answer may say: the share that says "meestal" or "altijd" with its margin, on rounded counts.

    Nothing of it when fewer than `drempel` people agree, or do not: then the counts would point at people.
    """
    high, total = sum(counts[HIGH:]), sum(counts)
    if min(high, total - high) < drempel:
        return f"Niet getoond: minder dan {drempel} mensen zeggen dit, of het omgekeerde."
    rounded, of = rounding.to_five(np.array([high, total], dtype=float))
    share = float(rounding.share(np.array([rounded]), np.array([of]), 100.0)[0])
    low, up = (100 * float(limit) for limit in intervals.wilson(rounded, of))
    margin = f"marge {number(low)} tot {number(up)}%"
    return f"{number(share)}% zegt meestal of altijd ({margin}, ongeveer {number(of)} antwoorden)."


def read(reader: Reader, user: User, sleutel: str) -> tuple[Afname, ...]:
    """Every time the check was filled in, the first in front, for the network of a buurt.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.ERVARINGEN_LEZEN, buurt=sleutel)
    taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        found = [_afname(one) for one in store.texts(connection, sleutel, PLAATS, AFNAME)]
    return tuple(sorted(found, key=lambda one: one.tekst.onderwerp))


def keep(
    reader: Reader,
    user: User,
    sleutel: str,
    dag: str,
    samen: Mapping[str, str],
    *,
    tellingen: Mapping[str, str] | None = None,
    opmerking: str = "",
) -> Bewaard:
    """Keep what was answered on a day; the same day once more changes what stood there.

    Args:
        samen: statement -> one of ANTWOORDEN; a statement may be left out.
        tellingen: statement -> how many people gave each answer, "2, 5, 8, 3". They are not kept themselves.

    Raises:
        PermissionDenied, NotFound, StorageError: as `read`.
        Ongeschikt: the remark is too long, or holds data about a person.
        BuurtbeeldError: E_CHECK_DAG, this day cannot be read or is still to come; E_CHECK_LEEG, nothing is answered;
            E_CHECK_TELLING, these are no four numbers.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=sleutel)
    programma, day = taking_part(reader.catalog, sleutel), _day(dag)
    given = {code: samen.get(code, "") for code in STELLINGEN if samen.get(code, "") in ANTWOORDEN}
    counted = {code: text for code, text in (tellingen or {}).items() if code in STELLINGEN and text.strip()}
    if not given and not counted:
        raise BuurtbeeldError("Er is nog niets ingevuld.", doe="Geef een antwoord.", code="E_CHECK_LEEG")
    least = reader.catalog.app.drempel
    shares = {f"{code}_deel": told(_counts(text), least) for code, text in counted.items()}
    right = checked({**given, **shares, "opmerking": opmerking}, VELDEN, jaar=today().year)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        there = [one for one in store.texts(connection, sleutel, PLAATS, AFNAME) if one.onderwerp == day.isoformat()]
        if there:
            now = there[0]
            fields = {**now.velden, **{name: text for name, text in right.items() if text}}
            return store.write(connection, now.sleutel, now.versie, fields, door=user.naam, samen=SINGLE)
        where = Plaats(programma, sleutel, PLAATS)
        return Bewaard(store.add(connection, where, AFNAME, right, door=user.naam, onderwerp=day.isoformat()))


def _day(text: str) -> date:
    found = day_in(text)
    if found is None or found > today():
        raise BuurtbeeldError(
            "Deze dag kan niet.", doe="Schrijf vandaag of eerder, bijvoorbeeld 3 maart 2026.", code="E_CHECK_DAG"
        )
    return found


def _counts(text: str) -> tuple[int, ...]:
    parts = re.split(r"[\s,;/]+", text.strip())
    if len(parts) != len(ANTWOORDEN) or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise BuurtbeeldError(
            "Deze telling is niet te lezen.",
            doe="Schrijf vier aantallen, voor nog niet, soms, meestal en altijd: 2, 5, 8, 3.",
            code="E_CHECK_TELLING",
        )
    return tuple(map(int, parts))


def _afname(one: Tekst) -> Afname:
    fields = one.velden
    return Afname(
        date_text(date.fromisoformat(one.onderwerp)),
        {code: fields[code] for code in STELLINGEN if fields.get(code)},
        {code: fields[f"{code}_deel"] for code in STELLINGEN if fields.get(f"{code}_deel")},
        fields.get("opmerking", ""),
        one,
    )
