"""Reads the audit log by role: own actions, those about the own buurten, those of a programma, or everything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld.audit.words import GONE
from buurtbeeld.roles import Action, User, check_may, extents
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event, audit_person

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One event as somebody may read it.

    Attributes:
        op: moment, UTC.
        gebeurtenis, uitkomst: codes; `audit.words` has the words.
        wie, namens: names of accounts; "gewist account …" of who was forgotten, "" of nobody.
        object: number or code of what it is about.
        aantal: rows or figures; None when it is about no number.
        keuzes: what was chosen, e.g. the filter of a download.
    """

    nummer: int
    op: datetime
    gebeurtenis: str
    uitkomst: str
    wie: str
    namens: str
    programma: str
    buurt: str
    object: str
    aantal: int | None
    sha256: str
    keuzes: Mapping[str, str | int | None]


def entries(
    engine: sa.Engine, user: User, *, voor: int | None = None, gebeurtenis: str = "", limit: int = PAGE
) -> tuple[Entry, ...]:
    """Events this user may read, newest first.

    Args:
        voor: only events with a lower number: the next page.
        gebeurtenis: only of this kind; "" = all.
        limit: at most so many.

    Raises:
        PermissionDenied: this role reads no log.
        StorageError: the store does not answer.
    """
    reach = extents(user, Action.LOGBOEK_LEZEN)
    if not reach:
        check_may(user, Action.LOGBOEK_LEZEN)
    with translated(), engine.connect() as connection:
        mine = connection.scalar(sa.select(audit_person.c.pseudoniem).where(audit_person.c.naam == user.naam))
        query = sa.select(audit_event).where(_visible(user, mine)).order_by(audit_event.c.id.desc()).limit(limit)
        if voor is not None:
            query = query.where(audit_event.c.id < voor)
        if gebeurtenis:
            query = query.where(audit_event.c.gebeurtenis == gebeurtenis)
        rows = connection.execute(query).all()
        names = _names(connection, {one for row in rows for one in (row.wie, row.namens) if one})
    return tuple(_entry(row, names) for row in rows)


def _visible(user: User, mine: str | None) -> sa.ColumnElement[bool]:
    """What the matrix says, as a condition; the own actions come with every role that reads at all."""
    about = audit_event.c
    parts: list[sa.ColumnElement[bool]] = [sa.false()]
    if mine is not None:
        parts += [about.wie == mine, about.namens == mine]
    for omvang, grant in extents(user, Action.LOGBOEK_LEZEN):
        if omvang == "alle":
            return sa.true()
        if omvang == "programma":  # what is of no programma, as logging in and publishing, is of everybody's
            parts.append(about.programma.in_([*sorted(grant.programmas), ""]))
        elif omvang == "eigen":
            parts.append(about.buurt.in_(sorted(grant.buurten)))
    return sa.or_(*parts)


def _names(connection: sa.Connection, pseudonyms: set[str]) -> Mapping[str, str]:
    query = sa.select(audit_person.c.pseudoniem, audit_person.c.naam).where(audit_person.c.pseudoniem.in_(pseudonyms))
    known = {row.pseudoniem: row.naam for row in connection.execute(query)}
    return {one: known.get(one, f"{GONE} {one[:6]}") for one in pseudonyms} | {"": ""}


def _entry(row: sa.Row[tuple[object, ...]], names: Mapping[str, str]) -> Entry:
    given = row._mapping
    plain = {name: given[name] for name in ("op", "gebeurtenis", "uitkomst", "programma", "buurt", "object", "aantal")}
    return Entry(
        nummer=given["id"],
        wie=names[given["wie"]],
        namens=names[given["namens"]],
        sha256=given["sha256"],
        keuzes=json.loads(given["details"]),
        **plain,
    )
