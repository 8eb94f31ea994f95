"""De buurtbegroting: what each part of the plan costs in euros, who pays that, and how far the money is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from buurtbeeld.dutch import HARD_SPACE, number
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.plan.parts import VERVALLEN, Plan

BEGROOT = "begroot"
GELD = (BEGROOT, "gevraagd", "toegezegd", "betaald")  # how far the money is
NOBODY = "nog niet bekend"
HIGHEST = Decimal(10_000_000)
_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}|-{1,2}))?")


@dataclass(frozen=True)
class Begrotingsregel:
    """One part of the plan with its money. `bedrag`: euros; None when nobody filled it in."""

    thema: str
    wat: str
    bedrag: Decimal | None
    betaler: str
    stand: str


@dataclass(frozen=True)
class Begroting:
    """What the plan of a buurt costs; what does not go on costs nothing and is not in it.

    Attributes:
        themas: name of a thema -> its total; betalers: who pays -> total; standen: how far the money is -> total.
        zonder: how many parts have no amount yet.
    """

    regels: tuple[Begrotingsregel, ...]
    themas: tuple[tuple[str, Decimal], ...]
    betalers: tuple[tuple[str, Decimal], ...]
    standen: tuple[tuple[str, Decimal], ...]
    totaal: Decimal
    zonder: int


def of_plan(plan: Plan) -> Begroting:
    """The budget of a plan, in the order of the plan."""
    rows = tuple(
        Begrotingsregel(
            thema.naam,
            one.velden["wat"],
            amount_in(one.velden.get("kosten", "")),
            one.velden.get("betaler", "") or NOBODY,
            one.velden.get("geld", ""),
        )
        for thema in plan.themas
        for one in thema.onderdelen
        if one.velden.get("stand") != VERVALLEN
    )
    known = [(row, row.bedrag) for row in rows if row.bedrag is not None]
    stand = dict(_sums((row.stand, amount) for row, amount in known))
    return Begroting(
        rows,
        _sums((row.thema, amount) for row, amount in known),
        _sums((row.betaler, amount) for row, amount in known),
        tuple((word, stand[word]) for word in GELD if word in stand),
        sum((amount for _, amount in known), Decimal()),
        sum(row.bedrag is None for row in rows),
    )


def told(found: Begroting) -> str:
    """The answer in a sentence or two: what the plan costs, and of how many parts that is not known."""
    if found.zonder == len(found.regels):
        return "Van geen enkel onderdeel staat er een bedrag."
    unknown = {0: "", 1: " Van 1 onderdeel is het bedrag nog niet bekend."}.get(
        found.zonder, f" Van {found.zonder} onderdelen is het bedrag nog niet bekend."
    )
    return f"Ons plan kost {euro(found.totaal)}.{unknown}"


def amount_in(text: str) -> Decimal | None:
    """Euros as somebody writes them: "1250", "1.250", "€ 1.250,50", "1.250,-"; None when it is no amount."""
    plain = text.replace("€", "").replace(HARD_SPACE, " ").casefold().removesuffix("euro").strip()
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None
    cents = found[2] if found[2] and "-" not in found[2] else "00"
    amount = Decimal(f"{found[1].replace('.', '')}.{cents}")
    return amount if amount <= HIGHEST else None


def euro(amount: Decimal) -> str:
    """An amount as "€ 1.250", with cents only when there are any."""
    return f"€{HARD_SPACE}{_plain(amount)}"


def checked_money(velden: Mapping[str, str]) -> dict[str, str]:
    """The fields of a part that are about money, as they are stored: "1.250", "toegezegd".

    Raises:
        BuurtbeeldError: E_PLAN_BEDRAG, the costs are no amount, or are more than ten million.
    """
    text, stand = velden["kosten"], velden["geld"]
    if not text:
        return {"kosten": "", "geld": ""}
    amount = amount_in(text)
    if amount is None:
        raise BuurtbeeldError(
            "Dit bedrag is niet te lezen.", doe="Schrijf bijvoorbeeld 1.250 of 1.250,50.", code="E_PLAN_BEDRAG"
        )
    return {"kosten": _plain(amount), "geld": stand if stand in GELD else BEGROOT}


def _plain(amount: Decimal) -> str:
    return number(float(amount), 0 if amount == amount.to_integral_value() else 2)


def _sums(pairs: Iterable[tuple[str, Decimal]]) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for name, amount in pairs:
        found[name] = found.get(name, Decimal()) + amount
    return tuple(found.items())
