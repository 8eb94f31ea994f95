"""Forgetting an account from the page Beheer: asked in the web process, done by the worker, who opens the vault.

The request names the account by its number: a name in the queue would outlive the forgetting.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.access import accounts
from buurtbeeld.audit.words import is_gone
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.privacy import forgetting
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.worker import Handler, Job, Report

FORGET = "account_vergeten"


def ask(engine: sa.Engine, user: User, naam: str) -> int:
    """Ask the worker to forget somebody. Returns the number of the job.

    Raises:
        PermissionDenied: this user may not, or it is the user.
        NotFound: there is no such account.
    """
    check_forget(user, naam)
    with translated(), engine.connect() as connection:
        found = accounts.by_naam(connection, naam)
    if found is None or is_gone(found.naam):
        raise NotFound(f"Er is geen account '{naam}'.", doe="Kijk in de lijst welke er zijn.")
    return worker.ask(engine, FORGET, {"account": found.id}, user.naam)


def check_forget(user: User, naam: str) -> None:
    """Refuse who may not forget this account; nobody forgets oneself, so that somebody is left to look after the app.

    Raises:
        PermissionDenied: says who can help.
    """
    check_may(user, Action.PERSOON_VERWIJDEREN)
    if naam == user.naam:
        raise PermissionDenied("Uw eigen naam wist u hier niet.", doe="Vraag het een andere beheerder.")


def handler(desk: Callable[[], AbstractContextManager[Desk]], folder: Path) -> Handler:
    """The job: {"account": number}; can be run twice.

    Args:
        desk: opens the stores for the time of one job.
        folder: of the deletion list.
    """

    def run(job: Job, report: Report) -> None:
        report(0.1, "De naam wordt gewist…")
        with desk() as open_desk:
            with translated(), open_desk.published.connect() as connection:
                found = accounts.by_id(connection, int(job.args["account"]))
            if found is None:
                raise NotFound("Dit account bestaat niet.")
            if not is_gone(found.naam):
                check_forget(open_desk.user(job.asked_by), found.naam)
                forgetting.forget(open_desk.published, open_desk.vault, found.naam, folder, wie=job.asked_by)

    return run
