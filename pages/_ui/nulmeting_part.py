"""Krachten en uitdagingen on Ons buurtbeeld: what the network writes down, and the nulmeting it locks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from buurtbeeld.dutch import date_text, value_text
from buurtbeeld.model import Plek
from buurtbeeld.nulmeting import reading, writing
from buurtbeeld.nulmeting.parts import KRACHT, REGIO, UITDAGING, VRAGEN, Cijfer, Concept, Vastgezet, Verschil
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Tekst
from pages._ui import html, nulmeting_forms, nulmeting_lock, services, show

EXPLAINED = "Wat u hier leest, schreef het buurtnetwerk. Met de cijfers erbij is het de nulmeting."
WHOSE = {"eigen": "", "gemeente": "gemeente ", "land": ""}


def section(user: User, plek: Plek) -> None:
    """The whole part; nothing for a plek that takes no part in a programma, or for who may not read it."""
    known = services.catalog().buurt(plek.sleutel)
    if known is None or known[1].rol != "transitie" or not may(user, Action.BESPREKING_NA_AFLOOP, buurt=plek.sleutel):
        return
    html.show("kopje", niveau=2, tekst="Krachten en uitdagingen", schatting=False, bij=EXPLAINED)
    with show.guard():
        found = reading.locked(services.reader(), user, plek.sleutel)
        nulmeting_forms.told.show()
        html.show("nulmetingstand", **_state(found))
        _locked(user, found)
        if not may(user, Action.BESPREKING_LEZEN, buurt=plek.sleutel):
            return
        concept = writing.concept_of(services.reader(), user, plek.sleutel)
        html.show("nulmeting", **_written(concept))
        if may(user, Action.BESPREKING_REAGEREN, buurt=plek.sleutel):
            nulmeting_forms.forms(user, plek.sleutel, concept)
        if may(user, Action.NULMETING_VASTZETTEN, buurt=plek.sleutel):
            nulmeting_lock.forms(user, plek.sleutel, concept, found)


def _state(found: Sequence[Vastgezet]) -> dict[str, Any]:
    """Whether it is locked, by whom and when; and that a signature was taken back."""
    if not found:
        return {"dicht": False, "kop": "Nulmeting nog niet vastgezet", "tekst": ""}
    one = found[0]
    told = f"Getekend door {one.naam} op {date_text(one.op)}. Versie {one.versie}, cijfers over {one.jaar}."
    if one.reden:
        told += f" Waarom een nieuwe versie: {one.reden}."
    gone = one.ingetrokken
    if gone is None:
        return {"dicht": True, "kop": "Nulmeting vastgezet", "tekst": told}
    why = f"{gone.naam} trok de handtekening in op {date_text(gone.op)}: {gone.reden}."
    return {
        "dicht": False,
        "kop": "Handtekening ingetrokken",
        "tekst": f"{told} {why} De nulmeting zelf is niet veranderd.",
    }


def _written(concept: Concept) -> dict[str, Any]:
    answers = concept.vragen or {}
    return {
        "lijsten": [
            ("Onze krachten", [_with_figure(one) for one in concept.krachten]),
            ("Onze uitdagingen", [_with_figure(one) for one in concept.uitdagingen]),
        ],
        "vragen": [
            (vraag, answers[number].tekst if number in answers else "") for number, vraag in VRAGEN.items()
        ],
        "regio": [_of_region(one.tekst, one.velden["geldt"], one.velden.get("want", "")) for one in concept.regio],
    }  # fmt: skip


def _with_figure(one: Tekst) -> tuple[str, str]:
    known = services.catalog().indicatoren.get(one.onderwerp)
    return one.tekst, f"bij: {known.naam.lower()}" if known is not None else ""


def _of_region(tekst: str, geldt: str, want: str) -> tuple[str, str]:
    return tekst, f"Geldt dit ook hier? {geldt.capitalize()}{f', want: {want}' if want else ''}"


def _locked(user: User, found: Sequence[Vastgezet]) -> None:
    """Every locked nulmeting with what a source changed since, the newest in front."""
    for one in found:
        changes = reading.differences(services.reader(), user, one)
        catalog = services.catalog()
        names = {code: indicator.naam for code, indicator in catalog.indicatoren.items()}
        questions = [(VRAGEN[row.onderwerp], row.tekst) for row in one.van("vraag")]
        html.show(
            "nulmetingvast",
            kop=f"Nulmeting, versie {one.versie}: {date_text(one.op)}",
            stand=_state([one])["tekst"],
            verschillen=[_difference(change) for change in changes],
            lijsten=[
                (title, [(row.tekst, f"bij: {names[row.onderwerp].lower()}" if row.onderwerp in names else "")
                         for row in one.van(kind)])
                for title, kind in (("Onze krachten", KRACHT), ("Onze uitdagingen", UITDAGING))
            ],
            vragen=questions,
            regio=[_of_region(row.tekst, row.geldt, row.want) for row in one.van(REGIO)],
            cijfers=[_figure(cijfer) for cijfer in one.cijfers if cijfer.indicator in names],
            controle=one.sha256[:12],
        )  # fmt: skip


def _difference(change: Verschil) -> dict[str, str]:
    when = f" op {date_text(change.aangepast)}" if change.aangepast else ""
    return {
        "cijfer": _name(change.toen),
        "toen": _value(change.toen),
        "nu": _value(change.nu),
        "bron": f"De bron is aangepast{when}: {change.bron_naam}.",
    }


def _figure(cijfer: Cijfer) -> dict[str, str]:
    return {"naam": _name(cijfer), "waarde": _value(cijfer), "jaar": str(cijfer.jaar), "bron": cijfer.bron_versie[:10]}


def _name(cijfer: Cijfer) -> str:
    about = "" if cijfer.waarvan == "eigen" else f", {cijfer.naam}"
    return f"{services.catalog().indicatoren[cijfer.indicator].naam}{about}"


def _value(cijfer: Cijfer) -> str:
    if cijfer.value is None:
        return f"niet bekend: {cijfer.reden}"
    return value_text(cijfer.value, services.catalog().indicatoren[cijfer.indicator])
