"""What the worker does with delivered files: check, keep, take back, compare. Each can be run twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from buurtbeeld import delivering, delivery_comparison
from buurtbeeld.delivering import Desk
from buurtbeeld.delivery_preview import as_answer
from buurtbeeld.delivery_rules import Choice
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest import inbox
from buurtbeeld.roles import account
from buurtbeeld.worker import Handler, Job, Report

CHECK, KEEP, RETRACT = "levering_controleren", "levering_bewaren", "levering_terugtrekken"


def handlers(
    desk: Callable[[], AbstractContextManager[Desk]], folder: Path, publish: Callable[[str], None]
) -> Mapping[str, Handler]:
    """The jobs, by kind.

    Args:
        desk: opens the stores for the time of one job.
        folder: of the inbox.
        publish: carries events over and makes a new publication; told who asked.
    """

    def check(job: Job, report: Report) -> None:
        report(0.1, "Het bestand wordt vergeleken met wat er al is…")
        with desk() as open_desk:
            token = str(job.args["token"])
            data = inbox.take(folder, token)
            found, preview = delivering.look(open_desk, account(job.asked_by), data, _name(job), _choice(job))
            inbox.answer(folder, token, as_answer(found, preview))

    def keep(job: Job, report: Report) -> None:
        report(0.1, "Het bestand wordt bewaard…")
        token = str(job.args["token"])
        with desk() as open_desk:
            if not _kept(folder, token):
                data = inbox.take(folder, token)
                user, basis = account(job.asked_by), job.args.get("basis")
                found, receipt = delivering.take_in(
                    open_desk, user, data, _name(job), _choice(job), basis=None if basis is None else int(basis)
                )
                numbers = [] if receipt is None else list(receipt.leveringen)
                inbox.answer(
                    folder,
                    token,
                    as_answer(found, None) | {"bewaard": receipt is not None, "leveringen": numbers},
                )
        report(0.5, "De cijfers worden bijgewerkt…")
        publish(job.asked_by)

    def retract(job: Job, report: Report) -> None:
        report(0.1, "De levering wordt teruggetrokken…")
        with desk() as open_desk:
            try:
                delivering.take_back(
                    open_desk, account(job.asked_by), int(job.args["levering"]), str(job.args["reden"])
                )
            except BuurtbeeldError as error:
                # A worker that died after retracting and before publishing left only the publishing to do.
                if error.code != "E_LEVERING_ONBEKEND" or job.tries < 2:
                    raise
        report(0.5, "De cijfers worden bijgewerkt…")
        publish(job.asked_by)

    compare = delivery_comparison.handler(desk, folder)
    return {CHECK: check, KEEP: keep, RETRACT: retract, delivery_comparison.COMPARE: compare}


def _kept(folder: Path, token: str) -> bool:
    """Whether an earlier try of this job got as far as keeping the file."""
    return bool((inbox.answered(folder, token) or {}).get("bewaard"))


def _name(job: Job) -> str:
    return str(job.args.get("naam", "bestand"))


def _choice(job: Job) -> Choice:
    return Choice(
        programma=str(job.args.get("programma", "")),
        formaat=str(job.args.get("formaat", "")),
        bron=str(job.args.get("bron", "")),
    )
