"""What there is to read of Onze agenda en ons plan: the challenges, and per thema what is going to be done."""

from __future__ import annotations

from typing import Any

from buurtbeeld.model import Plek
from buurtbeeld.plan import writing
from buurtbeeld.plan.parts import BEGONNEN, Plan, Themaplan
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Tekst
from pages._ui import html, menu, services, show

EXPLAINED = (
    "Van uitdagingen naar thema’s, en van thema’s naar wat u gaat doen. Wat begint, wordt een actie in de grafieken."
)


def takes_part(user: User, sleutel: str) -> bool:
    """Whether this buurt has a plan that this user may read."""
    known = services.catalog().buurt(sleutel)
    transitie = known is not None and known[1].rol == "transitie"
    return transitie and may(user, Action.PLAN_LEZEN, buurt=sleutel)


def without(plek: Plek | None) -> None:
    """The page of a plek without a plan, or of somebody else's buurt."""
    show.title("Onze agenda en ons plan")
    name = plek.naam if plek is not None else "deze plek"
    show.sentence(f"U kunt het plan van {name} niet zien. Kies links uw eigen buurt.")
    show.note("Een plan is van het buurtnetwerk. Vraag de kartrekker of de projectcoördinator om mee te doen.")


def read(user: User, plek: Plek) -> Plan:
    """The plan, with the sentence that says how far it is."""
    plan = writing.of_buurt(services.reader(), user, plek.sleutel)
    show.title("Onze agenda en ons plan", EXPLAINED)
    begun = sum(one.velden.get("stand") == BEGONNEN for one in plan.onderdelen)
    many = len(plan.onderdelen)
    if not many:
        show.sentence("Er staat nog niets in het plan. Kies samen, bijvoorbeeld na de bespreking.")
    else:
        parts = "1 onderdeel" if many == 1 else f"{many} onderdelen"
        show.sentence(
            f"Ons plan heeft {parts}. Daarvan {'is' if begun < 2 else 'zijn'} er {begun or 'nog geen'} begonnen."
        )
    if plan.uitdagingen:
        html.show("planuitdagingen", uitdagingen=plan.uitdagingen)
    else:
        menu.link(menu.BUURTBEELD, user, label="Schrijf eerst uw uitdagingen op, bij Ons buurtbeeld")
    return plan


def show_themas(user: User, plan: Plan) -> None:
    """Every thema: those of this buurt first, then what it left out with the reason."""
    ordered = sorted(plan.themas, key=lambda one: not one.gekozen)
    html.show("plan", themas=[_view(one) for one in ordered])
    menu.link(menu.MENUKAART, user, label="Kijk op de menukaart wat anderen deden")


def _view(one: Themaplan) -> dict[str, Any]:
    told = "Iedere buurt doet hieraan mee." if one.verplicht else ""
    argued = one.waarom.velden.get("waarom", "") if one.waarom is not None else ""
    return {
        "naam": one.naam,
        "label": "" if one.gekozen else "niet gekozen",
        "bij": told if one.gekozen else one.afwijking,
        "waarom": argued,
        "mist": one.mist,
        "onderdelen": [_part(part) for part in one.onderdelen],
        "acties": one.acties,
    }


def _part(one: Tekst) -> dict[str, str]:
    fields, card = one.velden, services.catalog().menukaart.get(one.velden.get("kaart", ""))
    who = ", ".join(filter(None, (fields.get("wie"), fields.get("wanneer"))))
    return {
        "wat": fields["wat"],
        "stand": fields.get("stand", ""),
        "wie": who or "Nog niet bekend wie en wanneer.",
        "waarom": fields.get("waarom", ""),
        "kaart": f"Van de menukaart: {card.naam.lower()}." if card is not None else "",
        "opmerking": fields.get("opmerking", ""),
    }
