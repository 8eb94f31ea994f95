"""Who asked whom for contact, and what was decided about the podium. Only added to, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.ingest.person_patterns import kind_in
from buurtbeeld.learning.antwoorden import Vraag
from buurtbeeld.periods import today
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage import reading_learning
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_learning import learning_event

CONTACT, ANSWERED = "contact", "beantwoord"
NOMINATED, REJECTED, AGREED, NOT_AGREED, COUPLED = (
    "voordracht", "afwijzing", "toestemming", "geen_toestemming", "koppeling"
)  # fmt: skip
PODIUM = (NOMINATED, REJECTED, AGREED, NOT_AGREED)
MOST_LETTERS = 400


def ask_contact(engine: sa.Engine, catalog: Catalog, user: User, van: str, aan: str, *, indicator: str = "") -> int:
    """Ask another buurt for contact; its kartrekkers see it on their page. Returns the number of the request.

    Raises:
        PermissionDenied: this user does not ask for this buurt.
        NotFound: one of them does not exist.
        BuurtbeeldError: E_CONTACT_ZELF: one cannot ask oneself, nor a buurt that does not take part.
        StorageError: it could not be stored.
    """
    check_may(user, Action.CONTACT_VRAGEN, buurt=van)
    programma, _ = _known(catalog, van)
    other_programma, other = _known(catalog, aan)
    if van == aan or other.rol != "transitie" or other_programma.code != programma.code:
        raise BuurtbeeldError(
            f"Met {other.naam} kunt u geen contact vragen.", doe="Kies een andere buurt die meedoet.",
            code="E_CONTACT_ZELF",
        )  # fmt: skip
    return _add(engine, programma, CONTACT, user, buurt=van, ander=aan, indicator=indicator)


def answer_contact(engine: sa.Engine, catalog: Catalog, user: User, van: str, aan: str) -> int:
    """Say that a request was answered; by somebody of the buurt that was asked.

    Raises:
        PermissionDenied, NotFound, StorageError: as `ask_contact`.
    """
    check_may(user, Action.INTERVENTIES, buurt=aan)
    programma, _ = _known(catalog, aan)
    return _add(engine, programma, ANSWERED, user, buurt=van, ander=aan)


def decide(
    engine: sa.Engine, catalog: Catalog, user: User, soort: str, sleutel: str, *, indicator: str, tekst: str = ""
) -> int:
    """Put a buurt forward for the podium, or refuse it, or as that buurt agree or not. Returns its number.

    Args:
        soort: one of PODIUM.
        tekst: why; needed to refuse.

    Raises:
        PermissionDenied: putting forward is for the transitieteam, agreeing for the buurt itself.
        NotFound: there is no such buurt or indicator.
        BuurtbeeldError: E_REDEN: refusing asks for a reason; E_PERSOON: it seems to name somebody.
        StorageError: it could not be stored.
    """
    team = soort in {NOMINATED, REJECTED}
    check_may(user, Action.PODIUM_KIEZEN if team else Action.INTERVENTIES, buurt=sleutel)
    programma, _ = _known(catalog, sleutel)
    if indicator not in catalog.indicatoren:
        raise NotFound(f"Er is geen cijfer '{indicator[:40]}'.")
    if soort == REJECTED and not tekst.strip():
        raise BuurtbeeldError("Er staat geen reden bij.", doe="Schrijf in één zin waarom niet.", code="E_REDEN")
    return _add(engine, programma, soort, user, buurt=sleutel, indicator=indicator, tekst=_tidy(tekst))


def couple(engine: sa.Engine, catalog: Catalog, user: User, een: str, twee: str) -> int:
    """The transitieteam brings two buurten together; both see it.

    Raises:
        PermissionDenied, NotFound, BuurtbeeldError, StorageError: as `ask_contact`.
    """
    check_may(user, Action.PODIUM_KIEZEN, buurt=een)
    programma, _ = _known(catalog, een)
    other_programma, other = _known(catalog, twee)
    if een == twee:
        raise BuurtbeeldError("Dit is twee keer dezelfde buurt.", doe="Kies twee buurten.", code="E_CONTACT_ZELF")
    if other_programma.code != programma.code:
        raise BuurtbeeldError(
            f"{other.naam} zit in een ander programma.", doe="Kies twee buurten van hetzelfde programma.",
            code="E_CONTACT_ZELF",
        )  # fmt: skip
    return _add(engine, programma, COUPLED, user, buurt=een, ander=twee)


def contacts_of(connection: sa.Connection, programma: Programma, sleutel: str) -> dict[str, datetime]:
    """Buurt -> when this one last asked it for contact."""
    rows = reading_learning.events_of(connection, programma.code, buurt=sleutel, soorten=(CONTACT,))
    return {row["ander"]: row["op"] for row in rows if row["buurt"] == sleutel}


def requests_of(look: Look, programma: Programma, sleutel: str = "") -> tuple[Vraag, ...]:
    """Requests for contact and couplings, the newest first: to or with this buurt, or of the whole programma."""
    rows = reading_learning.events_of(
        look.connection, programma.code, buurt=sleutel, soorten=(CONTACT, ANSWERED, COUPLED)
    )
    buurten = {one.sleutel: one for one in programma.buurten}
    done: set[tuple[str, str]] = set()
    found = []
    for row in reversed(rows):
        pair = (row["buurt"], row["ander"])
        if row["soort"] == ANSWERED:
            done.add(pair)
        elif set(pair) <= buurten.keys() and sleutel in _concerns(row):
            van, aan = (programme_ref(programma, buurten[key]) for key in pair)
            coupled = row["soort"] == COUPLED
            found.append(Vraag(row["id"], van, aan, row["op"], not coupled and pair in done, gekoppeld=coupled))
    return tuple(found)


def _concerns(row: reading_learning.Row) -> set[str]:
    """Buurten that see it on their page, and "" for the whole programma: who was asked, or both that were coupled."""
    return {"", row["ander"], *([row["buurt"]] if row["soort"] == COUPLED else [])}


def decisions_of(connection: sa.Connection, programma: Programma) -> dict[tuple[str, str], Mapping[str, str]]:
    """(buurt, indicator) -> newest decision about the podium."""
    rows = reading_learning.events_of(connection, programma.code, soorten=PODIUM)
    return {(row["buurt"], row["indicator"]): row for row in rows}


def put_forward(connection: sa.Connection, programma: Programma, sleutel: str) -> tuple[str, ...]:
    """Indicators with which a buurt was put forward, and on which it did not say yes or no yet."""
    decided = decisions_of(connection, programma)
    return tuple(code for (buurt, code), row in decided.items() if buurt == sleutel and row["soort"] == NOMINATED)


def _known(catalog: Catalog, sleutel: str) -> tuple[Programma, Buurt]:
    found = catalog.buurt(sleutel)
    if found is None:
        raise NotFound(f"Er is geen buurt '{sleutel[:40]}'.")
    return found


def _tidy(tekst: str) -> str:
    plain = " ".join(tekst.split())[:MOST_LETTERS]
    if kind_in(plain, today().year):
        raise BuurtbeeldError(
            "Deze tekst lijkt iemand te noemen. Er is niets bewaard.", doe="Schrijf hem zonder namen of nummers.",
            code="E_PERSOON",
        )  # fmt: skip
    return plain


def _add(engine: sa.Engine, programma: Programma, soort: str, user: User, **columns: str) -> int:
    values = {"ander": "", "indicator": "", "tekst": "", **columns}
    row = {**values, "programma": programma.code, "soort": soort, "op": datetime.now(UTC), "door": user.naam}
    with translated(), engine.begin() as connection:
        key = connection.execute(sa.insert(learning_event).values(**row)).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return int(key[0])
