"""What people say in a meeting: remarks, voices, explanations, lessons and agreements. All of it in versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.interventions import day_in
from buurtbeeld.periods import today
from buurtbeeld.review.parts import (
    AFSPRAAK,
    BESPREKING,
    DONE,
    DUIDING,
    EIGEN_STEM,
    HERKENT,
    INTERVISIE,
    MOST_ACTIONS,
    OPEN,
    SINGLE,
    SPREKERS,
    STANDEN,
    STEM,
    VELDEN,
    Bijeenkomst,
)
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import bespreking, bespreking_gebeurtenis
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

Notes = Sequence[Tekst]


def place(one: Bijeenkomst) -> str:
    """Where the texts of a meeting stand."""
    return f"{one.soort}/{one.id}"


def said(reader: Reader, user: User, one: Bijeenkomst) -> tuple[Tekst, ...]:
    """Everything that is written in a meeting, in the order in which it was begun; as it was when it closed.

    Raises:
        PermissionDenied: this user does not read it (yet).
        StorageError: the store does not answer.
    """
    _reads(user, one)
    with translated(), reader.engine.connect() as connection:
        return store.texts(connection, one.buurt, place(one), tot=_until(one))


def add(
    reader: Reader, user: User, one: Bijeenkomst, soort: str, velden: Mapping[str, str], *, onderwerp: str = ""
) -> Bewaard:
    """Write something in a meeting that goes on.

    Args:
        onderwerp: the figure it is about; "" for an agreement or a lesson.

    Raises:
        PermissionDenied: this user is not of the network.
        Ongeschikt: a field is empty, too long, or holds data about a person.
        BuurtbeeldError: E_BESPREKING_DICHT, the meeting is over; E_AFSPRAAK_VEEL, there are three agreements;
            E_DUIDING_EERST, nobody who lives it has spoken about this figure yet.
        StorageError: it could not be stored.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=one.buurt)
    right = _checked(soort, velden)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        _refuse_closed(connection, one)
        there = store.texts(connection, one.buurt, place(one))
        _refuse_order(there, soort, onderwerp)
        where = Plaats(one.programma, one.buurt, place(one))
        return Bewaard(store.add(connection, where, soort, right, door=user.naam, onderwerp=onderwerp))


def change(reader: Reader, user: User, tekst: Tekst, velden: Mapping[str, str]) -> Bewaard:
    """Write another version, starting from the version that `tekst` is. What a meeting agreed may still get another
    state after it, in a later meeting; everything else ends with its meeting.

    Raises:
        As `add`.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=tekst.buurt)
    right = _checked(tekst.soort, velden)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst, open_only=tekst.soort != AFSPRAAK)
        return store.write(connection, tekst.sleutel, tekst.versie, right, door=user.naam, samen=SINGLE)


def take_away(reader: Reader, user: User, tekst: Tekst) -> Bewaard:
    """Take a text away; when somebody changed it meanwhile it stays. Raises as `add`."""
    check_may(user, Action.BESPREKING_REAGEREN, buurt=tekst.buurt)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst, open_only=True)
        return store.write(connection, tekst.sleutel, tekst.versie, tekst.velden, door=user.naam, weg=True)


def open_agreements(reader: Reader, user: User, one: Bijeenkomst) -> tuple[Tekst, ...]:
    """What earlier meetings agreed and is not done yet, the oldest first; what was ticked off in this one included.

    Raises:
        PermissionDenied, StorageError: as `said`.
    """
    _reads(user, one)
    earlier = sa.select(bespreking.c.id, bespreking.c.soort).where(bespreking.c.buurt == one.buurt)
    with translated(), reader.engine.connect() as connection:
        rows = connection.execute(earlier.where(bespreking.c.op < one.op).order_by(bespreking.c.op)).all()
        found = [
            text
            for key, kind in rows
            for text in store.texts(connection, one.buurt, f"{kind}/{key}", AFSPRAAK, tot=_until(one))
        ]
    return tuple(text for text in found if text.velden.get("stand", OPEN) not in DONE or text.op >= one.op)


def still_open(reader: Reader, user: User, sleutel: str) -> tuple[Tekst, ...]:
    """Every agreement of a buurt that is not done yet, the oldest first.

    Raises:
        PermissionDenied: this user is not of the network.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BESPREKING_LEZEN, buurt=sleutel)
    rows = sa.select(bespreking.c.id, bespreking.c.soort).where(bespreking.c.buurt == sleutel)
    with translated(), reader.engine.connect() as connection:
        there = connection.execute(rows.order_by(bespreking.c.op)).all()
        found = [text for key, kind in there for text in store.texts(connection, sleutel, f"{kind}/{key}", AFSPRAAK)]
    return tuple(one for one in found if one.velden.get("stand", OPEN) not in DONE)


def agreed_since(reader: Reader, user: User, one: Bijeenkomst) -> tuple[Tekst, ...]:
    """What a meeting agreed, with what became of it until now.

    Raises:
        PermissionDenied, StorageError: as `said`.
    """
    _reads(user, one)
    with translated(), reader.engine.connect() as connection:
        return store.texts(connection, one.buurt, place(one), AFSPRAAK)


def incomplete(notes: Notes) -> tuple[Tekst, ...]:
    """Agreements without a name or a day."""
    return tuple(one for one in agreements(notes) if not (one.velden.get("wie") and one.velden.get("wanneer")))


def agreements(notes: Notes) -> tuple[Tekst, ...]:
    """What was agreed in this meeting."""
    return of(notes, AFSPRAAK)


def of(notes: Notes, soort: str, onderwerp: str | None = None) -> tuple[Tekst, ...]:
    """Texts of one kind, about one figure when that is given."""
    return tuple(one for one in notes if one.soort == soort and onderwerp in (None, one.onderwerp))


def own_voice_heard(notes: Notes, onderwerp: str) -> bool:
    """Whether somebody who lives it has spoken about a figure: then it may be explained."""
    return any(one.velden.get("wie") in EIGEN_STEM for one in of(notes, STEM, onderwerp))


def _until(one: Bijeenkomst) -> datetime | None:
    """What was written after the end of a meeting is not in its minutes."""
    return one.gesloten.op if one.gesloten is not None else None


def _reads(user: User, one: Bijeenkomst) -> None:
    action = Action.BESPREKING_NA_AFLOOP if one.gesloten is not None else Action.BESPREKING_LEZEN
    check_may(user, action, buurt=one.buurt)


def _checked(soort: str, velden: Mapping[str, str]) -> dict[str, str]:
    if soort not in VELDEN:
        raise NotFound("Deze tekst hoort niet in een bespreking.")
    right = checked(velden, VELDEN[soort], jaar=today().year)
    if soort == STEM and (right["herkent"] not in (*HERKENT, "") or right["wie"] not in SPREKERS):
        raise BuurtbeeldError("Kies wie het zegt, en of die het herkent.", code="E_TEKST")
    if soort == STEM and not (right["herkent"] or right["tekst"]):
        raise BuurtbeeldError("Kies ja, deels of nee, of schrijf iets op.", code="E_TEKST")
    if soort == AFSPRAAK:
        right["stand"] = right["stand"] if right["stand"] in STANDEN else OPEN
        right["wanneer"] = _day(right["wanneer"])
    return right


def _day(text: str) -> str:
    if not text:
        return ""
    day = day_in(text)
    if day is None:
        raise BuurtbeeldError(
            "Deze dag is niet te lezen.", doe="Schrijf bijvoorbeeld 3 maart 2027.", code="E_AFSPRAAK_DAG"
        )
    return date_text(day)


def _refuse_order(there: Notes, soort: str, onderwerp: str) -> None:
    if soort == AFSPRAAK and len(agreements(there)) >= MOST_ACTIONS:
        raise BuurtbeeldError(
            f"Er staan er al {MOST_ACTIONS}. Meer afspreken doen we niet.",
            doe="Haal er een weg, of bewaar deze voor de volgende keer.",
            code="E_AFSPRAAK_VEEL",
        )
    if soort == DUIDING and not own_voice_heard(there, onderwerp):
        raise BuurtbeeldError(
            "Eerst vertelt iemand uit de buurt of hij of zij dit herkent. Daarna verklaren we.",
            doe="Schrijf eerst op wat een bewoner, mantelzorger of vrijwilliger zegt.",
            code="E_DUIDING_EERST",
        )


def _refuse_closed(connection: sa.Connection, one: Bijeenkomst) -> None:
    events = bespreking_gebeurtenis
    query = sa.select(events.c.id).where(events.c.bespreking_id == one.id, events.c.soort == "gesloten")
    if connection.scalar(query.limit(1)) is not None:
        raise BuurtbeeldError(
            f"{one.naam} is afgesloten. Er kan niets meer bij.",
            doe="Neem het mee naar de volgende bespreking.",
            code="E_BESPREKING_DICHT",
        )


def _belongs(connection: sa.Connection, tekst: Tekst, *, open_only: bool) -> None:
    """A key of another buurt, or of another document, is refused: a key is no right."""
    kind, _, number = tekst.plaats.partition("/")
    known = kind in (BESPREKING, INTERVISIE) and number.isdigit()
    if not known or not store.stands_in(connection, tekst.sleutel, tekst.buurt, tekst.plaats):
        raise NotFound("Deze tekst is er niet.", doe="Ververs de pagina.")
    if open_only:
        store.one_at_a_time(connection)
        row = connection.execute(sa.select(bespreking).where(bespreking.c.id == int(number))).mappings().one()
        names = ("id", "programma", "buurt", "soort", "nummer", "op", "door")
        _refuse_closed(connection, Bijeenkomst(**{name: row[name] for name in names}, gebeurtenissen=()))
