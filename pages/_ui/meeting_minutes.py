"""A meeting that is over: its minutes on the screen, and as a file."""

from __future__ import annotations

from functools import partial

from buurtbeeld.model import Plek
from buurtbeeld.report import minutes
from buurtbeeld.report.document import Document
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.parts import Bijeenkomst
from buurtbeeld.roles import Action, User
from pages._ui import document_parts, services


def read(user: User, plek: Plek, one: Bijeenkomst) -> None:
    """The minutes, as everybody who may read them sees them."""
    name = f"{one.soort}_{one.nummer}_{plek.sleutel}{'_verzonnen' if plek.verzonnen else ''}"
    rights = document_parts.Over("bespreking", (Action.BESPREKING_NA_AFLOOP,), one.programma, one.buurt, str(one.id))
    document_parts.show_document(made(user, plek, one))
    document_parts.files(partial(made, user, plek, one), name, rights)


def made(user: User, plek: Plek, one: Bijeenkomst) -> Document:
    """The minutes as a document."""
    reader = services.reader()
    kept, said = meetings.seen(reader, user, one), notes.said(reader, user, one)
    return minutes.document(one, plek, kept, said, notes.open_agreements(reader, user, one))
