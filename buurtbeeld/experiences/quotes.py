"""Quotes of residents, clients and professionals: written down by the network, and shown once they are approved."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.periods import today
from buurtbeeld.review.meetings import taking_part
from buurtbeeld.review.parts import SPREKERS
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import Veld, checked
from buurtbeeld.writing.store import Bewaard, Plaats, Tekst

PLAATS, CITAAT = "ervaringen", "citaat"
NIEUW, GOED, AFGEWEZEN = "nieuw", "goedgekeurd", "afgewezen"
VELDEN: Mapping[str, Veld] = {
    "tekst": Veld("het citaat", 600),
    "wie": Veld("wie het zegt", 40, regels=False),
    "stand": Veld("de stand", 20, mag_leeg=True, regels=False),
    "over": Veld("het onderwerp", 40, mag_leeg=True, regels=False),
}
# What an interview asks about; the last one is for what no number shows, as in a caring and a learning buurt.
OVER = ("het samenwerken", "de werkdruk", "plezier in het werk", "de zorg", "de buurt", "de belangrijkste verandering")
MOST = 200


def read(reader: Reader, user: User, sleutel: str) -> tuple[Tekst, ...]:
    """Every quote of a buurt, also those that are not approved (yet), for its network.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.ERVARINGEN_LEZEN, buurt=sleutel)
    taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        return store.texts(connection, sleutel, PLAATS, CITAAT)


def approved(reader: Reader, user: User, sleutel: str) -> tuple[Tekst, ...]:
    """Those that may be shown. Raises as `read`."""
    return tuple(one for one in read(reader, user, sleutel) if one.velden.get("stand") == GOED)


def add(reader: Reader, user: User, sleutel: str, tekst: str, wie: str, *, over: str = "") -> Tekst:
    """Write a quote down; it waits for approval. `over`: one of OVER, "" for nothing in particular.

    Raises:
        PermissionDenied, NotFound, StorageError: as `read`.
        Ongeschikt: it is empty, too long, or holds data about a person.
        BuurtbeeldError: E_TEKST, nobody known says it; E_TEKST_VEEL, there are enough.
    """
    check_may(user, Action.BESPREKING_REAGEREN, buurt=sleutel)
    programma = taking_part(reader.catalog, sleutel)
    right = checked({"tekst": tekst, "wie": wie, "stand": NIEUW, "over": over}, VELDEN, jaar=today().year)
    if right["wie"] not in SPREKERS:
        raise BuurtbeeldError("Kies wie dit zegt.", code="E_TEKST")
    if right["over"] not in {"", *OVER}:
        raise BuurtbeeldError("Kies waarover dit gaat.", code="E_TEKST")
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        if len(store.texts(connection, sleutel, PLAATS, CITAAT)) >= MOST:
            raise BuurtbeeldError(f"Er staan er al {MOST}.", doe="Haal er eerst een weg.", code="E_TEKST_VEEL")
        return store.add(connection, Plaats(programma, sleutel, PLAATS), CITAAT, right, door=user.naam)


def judge(reader: Reader, user: User, one: Tekst, *, goed: bool) -> Bewaard:
    """Approve a quote, or reject it. Raises as `read`; also NotFound when it does not belong to this buurt."""
    check_may(user, Action.CITATEN_KEUREN, buurt=one.buurt)
    with translated(), reader.engine.begin() as connection:
        _belongs(connection, one)
        now = store.one(connection, one.sleutel)
        fields = {**now.velden, "stand": GOED if goed else AFGEWEZEN}
        return store.write(connection, one.sleutel, now.versie, fields, door=user.naam)


def _belongs(connection: sa.Connection, one: Tekst) -> None:
    """A key of another buurt, or of another document, is refused: a key is no right."""
    if not store.stands_in(connection, one.sleutel, one.buurt, PLAATS):
        raise NotFound("Dit citaat is er niet.", doe="Ververs de pagina.")
