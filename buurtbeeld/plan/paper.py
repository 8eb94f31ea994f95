"""The plan on paper, in the order of the transition plan: agenda, plan per thema, begroting, handtekeningen."""

from __future__ import annotations

from collections.abc import Iterator

from buurtbeeld.dutch import date_text
from buurtbeeld.model import Plek
from buurtbeeld.plan import budget
from buurtbeeld.plan.budget import euro
from buurtbeeld.plan.parts import Plan, Themaplan
from buurtbeeld.plan.signing import PARTIJEN, Handtekening, Ondertekend
from buurtbeeld.report.document import Alinea, Blok, Document, Kop, Lijst, Tabel

AGREED = "Wie tekent, staat achter het plan en achter de begroting."


def document(plan: Plan, signed: Ondertekend, plek: Plek) -> Document:
    """The whole plan, with room below it for who still has to sign."""
    return Document(
        titel=f"Buurtplan {plek.naam}",
        onder=f"Versie {signed.nummer}. {signed.staat}",
        blokken=tuple(_blocks(plan, signed)),
        voet=f"{plek.naam}, buurtplan, versie {signed.nummer}.",
        banner=f"Voorbeeldgegevens: verzonnen. {plek.naam} bestaat niet." if plek.verzonnen else "",
        trefwoorden=("buurtplan", "buurtbegroting", plek.naam),
    )


def _blocks(plan: Plan, signed: Ondertekend) -> Iterator[Blok]:
    yield Kop("Onze agenda")
    if plan.uitdagingen:
        yield Alinea("Dit zijn onze uitdagingen:")
        yield Lijst(plan.uitdagingen)
    else:
        yield Alinea("Wij schreven onze uitdagingen nog niet op.")
    yield Kop("Ons plan")
    for thema in sorted(plan.themas, key=lambda one: not one.gekozen):
        yield from _thema(thema)
    yield from budget_of(plan)
    yield from signatures_of(signed)
    empty = tuple((party.capitalize(), "", "", "") for party in PARTIJEN)
    yield Tabel(f"Tekenen voor versie {signed.nummer}", ("Namens", "Naam", "Dag", "Handtekening"), empty, hokjes=True)


def _thema(thema: Themaplan) -> Iterator[Blok]:
    yield Kop(thema.naam, 2)
    if not thema.gekozen:
        yield Alinea("Onze buurt doet hier niet aan mee.")
    argued = thema.waarom.velden.get("waarom", "") if thema.waarom is not None else ""
    if argued or thema.afwijking:
        yield Alinea(argued or thema.afwijking)
    if thema.onderdelen:
        rows = tuple(
            (one.velden["wat"], *(one.velden.get(name, "") for name in ("waarom", "wie", "wanneer", "stand")))
            for one in thema.onderdelen
        )
        yield Tabel("Wat wij gaan doen", ("Wat", "Waarom", "Wie", "Wanneer", "Stand"), rows)
    if thema.acties:
        yield Alinea("Dit deden wij al:")
        yield Lijst(thema.acties)
    if thema.mist:
        yield Alinea(thema.mist, klein=True)


def budget_of(plan: Plan) -> Iterator[Blok]:
    """What the plan costs: the total first, then each part, then per thema, payer and stand."""
    yield Kop("Onze begroting")
    found = budget.of_plan(plan)
    if not found.regels:
        yield Alinea("Er staat nog niets in het plan.")
        return
    yield Alinea(budget.told(found), sterk=True)
    rows = tuple(
        (one.wat, euro(one.bedrag) if one.bedrag is not None else "nog niet bekend", one.betaler, one.stand, one.thema)
        for one in found.regels
    )
    yield Tabel("Wat het kost", ("Wat", "Bedrag", "Wie betaalt", "Stand van het geld", "Thema"), rows)
    for caption, first, sums in (
        ("Per thema", "Thema", found.themas),
        ("Per betaler", "Wie betaalt", found.betalers),
        ("Hoe ver het geld is", "Stand", found.standen),
    ):
        if sums:
            total = (*((name, euro(amount)) for name, amount in sums), ("Samen", euro(found.totaal)))
            yield Tabel(caption, (first, "Bedrag"), total)


def signatures_of(signed: Ondertekend) -> Iterator[Blok]:
    """Who signed which version, also what was taken back, and what changed since."""
    yield Kop("Handtekeningen")
    yield Alinea(f"{AGREED} {signed.staat}")
    if signed.veranderd:
        yield Alinea("Dit veranderde na het tekenen:")
        yield Lijst(signed.veranderd)
    rows = tuple(
        (one.naam, _stands(one), one.namens, date_text(one.dag), str(version.versie))
        for version in signed.versies
        for one in version.handtekeningen
    )
    if rows:
        yield Tabel("Wie tekende", ("Naam", "Stand", "Namens", "Dag", "Versie"), rows)


def _stands(one: Handtekening) -> str:
    back = one.ingetrokken
    return "getekend" if back is None else f"ingetrokken op {date_text(back.op)}: {back.reden}"
