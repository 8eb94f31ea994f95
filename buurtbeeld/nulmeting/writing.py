"""What a network writes down before its nulmeting is locked: krachten, uitdagingen, three answers, the region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.nulmeting.parts import (
    GELDT,
    KRACHT,
    PLAATS,
    REGIO,
    SINGLE,
    UITDAGING,
    VELDEN,
    VRAAG,
    VRAGEN,
    Concept,
)
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.writing import store
from buurtbeeld.writing.merging import merged
from buurtbeeld.writing.rules import checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

MOST = 12  # texts of one kind


def concept_of(reader: Reader, user: User, sleutel: str) -> Concept:
    """What is written down for the next nulmeting of a buurt, for its network.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BESPREKING_LEZEN, buurt=sleutel)
    place_of(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        return concept_in(connection, sleutel)


def concept_in(connection: sa.Connection, sleutel: str) -> Concept:
    """The same, inside a transaction."""
    found = store.texts(connection, sleutel, PLAATS)
    by_kind = {kind: tuple(one for one in found if one.soort == kind) for kind in VELDEN}
    questions = {one.onderwerp: one for one in by_kind[VRAAG]}
    return Concept(by_kind[KRACHT], by_kind[UITDAGING], questions, by_kind[REGIO])


def add(
    reader: Reader, user: User, sleutel: str, soort: str, velden: Mapping[str, str], *, onderwerp: str = ""
) -> Bewaard:
    """Write a new text down; an answer to a question that is there already is written to instead.

    Raises:
        PermissionDenied, NotFound, StorageError: as `concept_of`.
        Ongeschikt: the text is empty, too long, or holds data about a person.
        BuurtbeeldError: E_TEKST_VEEL, there are enough of this kind.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=sleutel)
    waar = place_of(reader.catalog, sleutel)
    right = _checked(soort, velden, onderwerp, reader.catalog)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        there = store.texts(connection, sleutel, PLAATS, soort)
        same = next((one for one in there if soort == VRAAG and one.onderwerp == onderwerp), None)
        if same is not None:  # somebody else began the same answer: both stay
            both, _ = merged("", same.tekst, right["tekst"])
            kept = store.write(connection, same.sleutel, same.versie, {"tekst": both}, door=user.naam)
            return replace(kept, ander=same.door, onder_elkaar=True)
        if len(there) >= MOST:
            raise BuurtbeeldError(f"Er staan er al {MOST}.", doe="Haal er eerst een weg.", code="E_TEKST_VEEL")
        return Bewaard(store.add(connection, waar, soort, right, door=user.naam, onderwerp=onderwerp))


def change(reader: Reader, user: User, tekst: Tekst, velden: Mapping[str, str]) -> Bewaard:
    """Write another version of a text, starting from the version that `tekst` is.

    Raises:
        As `add`.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=tekst.buurt)
    right = _checked(tekst.soort, velden, tekst.onderwerp, reader.catalog)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst)
        return store.write(connection, tekst.sleutel, tekst.versie, right, door=user.naam, samen=SINGLE)


def take_away(reader: Reader, user: User, tekst: Tekst) -> Bewaard:
    """Take a text away; when somebody changed it meanwhile it stays, and the answer says who.

    Raises:
        PermissionDenied, NotFound, StorageError: as `concept_of`.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=tekst.buurt)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, tekst)
        return store.write(connection, tekst.sleutel, tekst.versie, tekst.velden, door=user.naam, weg=True)


def place_of(catalog: Catalog, sleutel: str) -> Plaats:
    """Where the texts of a nulmeting stand.

    Raises:
        NotFound: there is no such buurt, or it only serves to compare with.
    """
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.")
    programma, buurt = known
    if buurt.rol != "transitie":
        raise NotFound(f"Met {buurt.naam} vergelijken we alleen.", doe="Kies een buurt die meedoet.")
    return Plaats(programma.code, sleutel, PLAATS)


def _checked(soort: str, velden: Mapping[str, str], onderwerp: str, catalog: Catalog) -> dict[str, str]:
    if soort not in VELDEN or (soort == VRAAG and onderwerp not in VRAGEN):
        raise NotFound("Deze tekst hoort niet in een nulmeting.")
    if soort in (KRACHT, UITDAGING) and onderwerp and onderwerp not in catalog.indicatoren:
        raise NotFound(f"Er is geen cijfer '{onderwerp}'.")
    right = checked(velden, VELDEN[soort], jaar=today().year)
    if soort == REGIO and right["geldt"] not in GELDT:
        raise BuurtbeeldError("Kies of dit ook hier geldt.", doe="Kies ja, deels of nee.", code="E_TEKST")
    return right


def _belongs(connection: sa.Connection, tekst: Tekst) -> None:
    """A key of another buurt, or of another document, is refused: a key is no right."""
    if not store.stands_in(connection, tekst.sleutel, tekst.buurt, PLAATS):
        raise NotFound("Deze tekst is er niet.", doe="Ververs de pagina.")
