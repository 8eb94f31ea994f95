"""Reads and writes the plan of a buurt; what begins becomes an actie, and so a flag in the charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from buurtbeeld import interventions
from buurtbeeld.catalog import Catalog
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.interventions import Invoer, day_in
from buurtbeeld.nulmeting.writing import concept_in
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import today
from buurtbeeld.plan import budget
from buurtbeeld.plan.parts import (
    BEDACHT,
    BEGONNEN,
    KEUZE,
    ONDERDEEL,
    PLAATS,
    SINGLE,
    STANDEN,
    VELDEN,
    Plan,
    Themaplan,
)
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

MOST = 40  # parts of a plan


def of_buurt(reader: Reader, user: User, sleutel: str) -> Plan:
    """The plan of a buurt as it is now, for its network.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt, or it only serves to compare with.
        StorageError: the store does not answer.
    """
    check_may(user, Action.PLAN_LEZEN, buurt=sleutel)
    _, buurt = taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        return plan_in(connection, reader.catalog, buurt)


def plan_in(connection: sa.Connection, catalog: Catalog, buurt: Buurt) -> Plan:
    """The same, inside a transaction."""
    texts = store.texts(connection, buurt.sleutel, PLAATS)
    challenges = tuple(one.tekst for one in concept_in(connection, buurt.sleutel).uitdagingen)
    acties = interventions.of_buurt(connection, buurt.sleutel)
    # By name: an actie that is changed gets another number.
    begun = {(one.onderwerp, one.velden["wat"].casefold()) for one in texts if one.velden.get("actie")}
    chosen = {one.onderwerp: one for one in texts if one.soort == KEUZE}
    themas = tuple(
        Themaplan(
            code,
            thema.naam,
            thema.verplicht,
            code in buurt.themas,
            buurt.weggelaten.get(code, ""),
            chosen.get(code),
            tuple(one for one in texts if one.soort == ONDERDEEL and one.onderwerp == code),
            tuple(_told(one) for one in acties if one.thema == code and (code, one.titel.casefold()) not in begun),
        )
        for code, thema in catalog.themas.items()
    )
    return Plan(challenges, themas)


def add(reader: Reader, user: User, sleutel: str, thema: str, velden: Mapping[str, str]) -> Tekst:
    """Put something in the plan, in a thema this buurt takes part in. Returns it.

    Raises:
        PermissionDenied: this user writes no plan of this buurt.
        NotFound: there is no such buurt or plan of the menukaart.
        Ongeschikt: a field is empty, too long, or holds data about a person.
        BuurtbeeldError: E_PLAN_THEMA, the buurt takes no part in this thema; E_PLAN_VEEL; E_PLAN_DAG;
            E_PLAN_BEDRAG, the costs are no amount.
        StorageError: it could not be stored.
    """
    check_may(user, Action.PLAN_SCHRIJVEN, buurt=sleutel)
    programma, buurt = taking_part(reader.catalog, sleutel)
    if thema not in buurt.themas:
        raise BuurtbeeldError("Uw buurt doet niet mee aan dit thema.", doe="Kies een ander thema.", code="E_PLAN_THEMA")
    right = _checked(ONDERDEEL, velden, reader.catalog)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        if len(store.texts(connection, sleutel, PLAATS, ONDERDEEL)) >= MOST:
            raise BuurtbeeldError(f"Er staan er al {MOST}.", doe="Haal er eerst een weg.", code="E_PLAN_VEEL")
        where = Plaats(programma.code, sleutel, PLAATS)
        return store.add(connection, where, ONDERDEEL, right, door=user.naam, onderwerp=thema)


def argue(reader: Reader, user: User, sleutel: str, thema: str, waarom: str, *, was: Tekst | None = None) -> Bewaard:
    """Write down why this thema was chosen, or was not.

    Args:
        was: what stood there when the user began; None when nothing did.

    Raises:
        As `add`.
    """
    check_may(user, Action.PLAN_SCHRIJVEN, buurt=sleutel)
    programma, _ = taking_part(reader.catalog, sleutel)
    if thema not in reader.catalog.themas:
        raise NotFound(f"Er is geen thema '{thema}'.")
    right = _checked(KEUZE, {"waarom": waarom}, reader.catalog)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        there = [one for one in store.texts(connection, sleutel, PLAATS, KEUZE) if one.onderwerp == thema]
        if there:
            seen = was.versie if was is not None and was.sleutel == there[0].sleutel else there[0].versie
            return store.write(connection, there[0].sleutel, seen, right, door=user.naam)
        where = Plaats(programma.code, sleutel, PLAATS)
        return Bewaard(store.add(connection, where, KEUZE, right, door=user.naam, onderwerp=thema))


def change(reader: Reader, user: User, tekst: Tekst, velden: Mapping[str, str]) -> Bewaard:
    """Write another version of a part, starting from the version that `tekst` is. Raises as `add`."""
    check_may(user, Action.PLAN_SCHRIJVEN, buurt=tekst.buurt)
    right = _checked(tekst.soort, {**tekst.velden, **velden}, reader.catalog)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst)
        return store.write(connection, tekst.sleutel, tekst.versie, right, door=user.naam, samen=SINGLE)


def take_away(reader: Reader, user: User, tekst: Tekst) -> Bewaard:
    """Take a part out of the plan; when somebody changed it meanwhile it stays. Raises as `add`."""
    check_may(user, Action.PLAN_SCHRIJVEN, buurt=tekst.buurt)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst)
        return store.write(connection, tekst.sleutel, tekst.versie, tekst.velden, door=user.naam, weg=True)


def begin(reader: Reader, user: User, tekst: Tekst, start: date) -> int:
    """Begin a part: it becomes an actie of the buurt, with the months its thema needs. Returns the number of the actie.

    Raises:
        PermissionDenied: this user writes no plan, or no acties, of this buurt.
        NotFound: there is no such part.
        Onjuist: the actie cannot be registered, e.g. since it is there already; names every problem.
        BuurtbeeldError: E_PLAN_BEGONNEN, it was begun before.
        StorageError: it could not be stored.
    """
    check_may(user, Action.PLAN_SCHRIJVEN, buurt=tekst.buurt)
    with translated(), reader.engine.connect() as connection:
        _belongs(connection, tekst)
        now = store.one(connection, tekst.sleutel)
    if now.velden.get("actie") or now.weg:
        raise BuurtbeeldError("Dit is al begonnen.", doe="Kijk bij Onze uitkomsten.", code="E_PLAN_BEGONNEN")
    months = reader.catalog.themas[now.onderwerp].effect_maanden
    given = Invoer(now.onderwerp, now.velden["wat"], start, months)
    number = interventions.register(reader.engine, reader.catalog, user, now.buurt, given)
    with translated(), reader.engine.begin() as connection:
        fields = {**now.velden, "stand": BEGONNEN, "actie": str(number), "wanneer": date_text(start)}
        store.write(connection, now.sleutel, now.versie, fields, door=user.naam, samen=SINGLE)
    return number


def _told(one: Interventie) -> str:
    """An actie with its first day; whether it is planned or has stopped."""
    begins = "vanaf" if one.status == "gepland" else "sinds"
    return f"{one.titel}, {begins} {date_text(one.start)}{', gestopt' if one.status == 'gestopt' else ''}"


def taking_part(catalog: Catalog, sleutel: str) -> tuple[Programma, Buurt]:
    """A buurt that has a plan, with its programma.

    Raises:
        NotFound: there is no such buurt, or it only serves to compare with.
    """
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.", doe="Kies een buurt van het programma.")
    if known[1].rol != "transitie":
        raise NotFound(f"Met {known[1].naam} vergelijken we alleen. Er is geen plan.")
    return known


def _checked(soort: str, velden: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    right = checked(velden, VELDEN[soort], jaar=today().year)
    if soort != ONDERDEEL:
        return right
    if right["kaart"] and right["kaart"] not in catalog.menukaart:
        raise NotFound("Dit plan staat niet op de menukaart.")
    right["stand"] = right["stand"] if right["stand"] in (*STANDEN, BEGONNEN) else BEDACHT
    day = day_in(right["wanneer"]) if right["wanneer"] else None
    if right["wanneer"] and day is None:
        raise BuurtbeeldError("Deze dag is niet te lezen.", doe="Schrijf bijvoorbeeld 3 maart 2027.", code="E_PLAN_DAG")
    right["wanneer"] = date_text(day) if day is not None else ""
    return right | budget.checked_money(right)


def _belongs(connection: sa.Connection, tekst: Tekst) -> None:
    """A key of another buurt, or of another document, is refused: a key is no right."""
    if not store.stands_in(connection, tekst.sleutel, tekst.buurt, PLAATS):
        raise NotFound("Dit staat niet in het plan.", doe="Ververs de pagina.")
