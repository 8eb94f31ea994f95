"""Reading the agreement by right, and freezing it for a milestone report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from buurtbeeld.agreement.answers import Agreement, from_text
from buurtbeeld.agreement.empty import nothing
from buurtbeeld.audit.log import Event, record
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage import reading, reading_agreement
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.reading_agreement import FrozenRow
from buurtbeeld.storage.schema_agreement import agreement_snapshot

LONGEST = 80


class Frozen(BuurtbeeldError):
    """What was frozen stays as it is."""

    code = "E_BEVROREN"


@dataclass(frozen=True)
class Shown:
    """The agreement with where it comes from.

    Attributes:
        publicatie: number of the publication.
        bevroren: the frozen copy it is; None when it is the newest.
        kopieen: frozen copies of this programma, the newest first.
    """

    agreement: Agreement
    publicatie: int
    bevroren: FrozenRow | None
    kopieen: tuple[FrozenRow, ...]


def shown(connection: sa.Connection, catalog: Catalog, user: User, programma: str, kopie: int | None = None) -> Shown:
    """The agreement of a programma, as newly published or as it was frozen.

    Raises:
        PermissionDenied: the user may not see the agreement of this programma.
        NotFound: there is no such programma or copy.
    """
    known(catalog, programma)
    check_may(user, Action.AFSPRAAK, programma=programma)
    copies = reading_agreement.frozen(connection, programma)
    if kopie is not None:
        found = reading_agreement.frozen_document(connection, kopie)
        if found is None or found[0].programma != programma:
            raise NotFound(f"Er is geen bevroren versie {kopie} van dit programma.")
        return Shown(from_text(found[1]), found[0].publicatie, found[0], copies)
    number = reading.current_publication(connection)
    text = reading_agreement.document(connection, number, programma)
    return Shown(from_text(text) if text is not None else nothing(catalog.programmas[programma]), number, None, copies)


def known(catalog: Catalog, programma: str) -> None:
    """Refuse a programma that does not exist.

    Raises:
        NotFound: with the names of those that do.
    """
    if programma not in catalog.programmas:
        names = ", ".join(sorted(catalog.programmas))
        raise NotFound(f"Er is geen programma '{programma}'.", doe=f"Kies uit: {names}.")


def freeze(engine: sa.Engine, catalog: Catalog, user: User, programma: str, naam: str) -> FrozenRow:
    """Keep the agreement as it is published now, under a name; and write down who did.

    Raises:
        PermissionDenied: the user may not make the milestone report.
        Frozen: the name is taken, empty or too long.
    """
    known(catalog, programma)
    check_may(user, Action.MIJLPALENOVERZICHT, programma=programma)
    naam = " ".join(naam.split())
    if not 1 <= len(naam) <= LONGEST:
        raise Frozen(f"De naam heeft 1 tot en met {LONGEST} tekens.", doe="Kies een andere naam.")
    with translated(), engine.begin() as connection:
        number = reading.current_publication(connection)
        text = reading_agreement.document(connection, number, programma)
        if text is None:
            raise Frozen("Er is nog niets om te bewaren: er zijn geen uren geleverd.", doe="Wacht op een levering.")
        row = {"programma": programma, "publicatie": number, "naam": naam, "op": datetime.now(UTC), "door": user.naam,
               "sha256": hashlib.sha256(text.encode()).hexdigest(), "inhoud": text}  # fmt: skip
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(agreement_snapshot).values(**row))
        except IntegrityError as error:
            raise Frozen(f"Er is al een bevroren versie met de naam '{naam}'.", doe="Kies een andere naam.") from error
        made = reading_agreement.frozen(connection, programma)[0]
        details: dict[str, str | int] = {"wat": "mijlpaal", "publicatie": number}
        record(
            connection, Event.GEPUBLICEERD, wie=user.naam, programma=programma, object=str(made.id), sha256=made.sha256,
            details=details,
        )  # fmt: skip
        return made
