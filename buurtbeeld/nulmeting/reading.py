"""Reads locked nulmetingen, and puts what a source changed since beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import NotFound
from buurtbeeld.figures import ProfileQuestion, Reader, read
from buurtbeeld.model import Status
from buurtbeeld.nulmeting.locking import figures_of, signatures
from buurtbeeld.nulmeting.parts import Cijfer, Regel, Vastgezet, Verschil
from buurtbeeld.nulmeting.writing import place_of
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import nulmeting, nulmeting_cijfer

_FIGURE = ("indicator", "waarvan", "naam", "jaar", "value", "reden", "bron", "bron_versie")
_WHOLE = ("buurt", "versie", "jaar", "publicatie", "naam", "reden", "op", "sha256")


def locked(reader: Reader, user: User, sleutel: str) -> tuple[Vastgezet, ...]:
    """Every nulmeting of a buurt, the newest in front; for its network, and after locking for who follows it.

    Raises:
        PermissionDenied: this user may not read it.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BESPREKING_NA_AFLOOP, buurt=sleutel)
    place_of(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        query = sa.select(nulmeting).where(nulmeting.c.buurt == sleutel).order_by(nulmeting.c.versie.desc())
        return tuple(_of_row(connection, row) for row in connection.execute(query).mappings().all())


def differences(reader: Reader, user: User, one: Vastgezet) -> tuple[Verschil, ...]:
    """Figures of the same year that read otherwise now than in a nulmeting, in the order of the catalogue.

    A figure of another year is no difference: then there is a newer one beside it, and the old one did not change.

    Raises:
        PermissionDenied, NotFound, StorageError: as `locked`.
    """
    check_may(user, Action.BESPREKING_NA_AFLOOP, buurt=one.buurt)
    try:
        profile = read(user, ProfileQuestion(one.buurt, one.jaar), reader=reader)
    except NotFound:  # the edition is not published any more: then nothing can be put beside it
        return ()
    now = figures_of(profile)
    found = []
    for was in one.cijfers:
        cijfer, figure = now.get((was.indicator, was.waarvan), (None, None))
        if cijfer is None or figure is None or not _differs(was, cijfer):
            continue
        origin = figure.origin
        name = origin.bron_naam if origin else was.bron
        found.append(Verschil(was, cijfer, name, origin.fetched_at if origin else None))
    return tuple(found)


def _differs(was: Cijfer, now: Cijfer) -> bool:
    return was.jaar == now.jaar and (was.value, was.status) != (now.value, now.status)


def _of_row(connection: sa.Connection, row: Mapping[Any, Any]) -> Vastgezet:
    query = sa.select(nulmeting_cijfer).where(nulmeting_cijfer.c.nulmeting_id == row["id"])
    figures = tuple(
        Cijfer(status=Status(figure["status"]), **{name: figure[name] for name in _FIGURE})
        for figure in connection.execute(query).mappings()
    )
    return Vastgezet(
        nummer=row["id"],
        regels=tuple(Regel(**regel) for regel in row["inhoud"]),
        cijfers=figures,
        ondertekeningen=signatures(connection, row["id"]),
        **{name: row[name] for name in _WHOLE},
    )
