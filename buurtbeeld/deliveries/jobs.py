"""What the worker does with delivered files: check, keep, take back, compare, show again. Each can be run twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from buurtbeeld.deliveries import comparison as delivery_comparison
from buurtbeeld.deliveries import delivering
from buurtbeeld.deliveries import rows as delivery_rows
from buurtbeeld.deliveries import waiting as delivery_waiting
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.deliveries.preview import as_answer
from buurtbeeld.deliveries.rules import Choice
from buurtbeeld.errors import NotFound, StorageError
from buurtbeeld.ingest import deliveries, inbox
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
            found, preview = delivering.look(open_desk, open_desk.user(job.asked_by), data, _name(job), _choice(job))
            inbox.answer(folder, token, as_answer(found, preview))
            if found.geweigerd:
                inbox.empty(folder, token)

    def keep(job: Job, report: Report) -> None:
        report(0.1, "Het bestand wordt bewaard…")
        token = str(job.args["token"])
        if not _kept(folder, token):
            data, basis = inbox.take(folder, token), job.args.get("basis")
            with desk() as open_desk:
                user = open_desk.user(job.asked_by)
                found, receipt = delivering.take_in(
                    open_desk, user, data, _name(job), _choice(job), basis=None if basis is None else int(basis)
                )
                late = delivering.waits(open_desk, found) if receipt is not None and receipt.leveringen else 0
            numbers = [] if receipt is None else list(receipt.leveringen)
            said = as_answer(found, None) | {
                "bewaard": receipt is not None,
                "leveringen": numbers,
                "wacht": delivery_waiting.sentence(late),
            }
            # Whoever asked may be gone, or the disk full: what was kept must be published all the same.
            with suppress(NotFound, StorageError):
                inbox.answer(folder, token, said)
                inbox.empty(folder, token)
            if receipt is None:
                return
        update(job, report, "Het bestand is bewaard")

    def retract(job: Job, report: Report) -> None:
        report(0.1, "De levering wordt teruggetrokken…")
        number = int(job.args["levering"])
        with desk() as open_desk:
            # A worker that died after retracting and before publishing left only the publishing to do.
            if job.tries < 2 or not deliveries.is_retracted(open_desk.vault, number):
                delivering.take_back(open_desk, open_desk.user(job.asked_by), number, str(job.args["reden"]))
        update(job, report, "De levering is teruggetrokken")

    def update(job: Job, report: Report, done: str) -> None:
        def again() -> None:
            report(0.5, "De cijfers worden bijgewerkt…")
            publish(job.asked_by)

        delivering.follow_up(done, again)

    return {
        CHECK: check,
        KEEP: keep,
        RETRACT: retract,
        delivery_comparison.COMPARE: delivery_comparison.handler(desk, folder),
        delivery_rows.LOOK_IN: delivery_rows.handler(desk, folder),
    }


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
