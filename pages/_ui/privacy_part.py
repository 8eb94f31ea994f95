"""The page Privacy: rules, who sees what (from the matrix itself), what is kept and for how long."""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.access.sessions import ABSOLUTE, IDLE
from buurtbeeld.audit.words import WORDS
from buurtbeeld.dutch import listed
from buurtbeeld.privacy import terms
from buurtbeeld.roles import Action, Role, Rollen, User
from pages._ui import desk, html, services

# Reach of the matrix -> heading. In the order in which they are read.
REACH: Mapping[str, str] = {
    "alle": "Voor iedereen en alles",
    "programma": "Voor alle buurten van het eigen programma",
    "eigen": "Alleen voor de eigen buurten",
    "zelf": "Alleen wat zij zelf deden",
}
PAGE = "pagina_"  # opening a page says nothing: what one may do there does


def rules() -> None:
    """What is hidden and why, with the threshold as it is set."""
    html.show("privacyregels", drempel=services.catalog().app.drempel)


def matrix(user: User) -> None:
    """What each role may, the own one opened. Made of the table that decides, so it cannot say something else."""
    rollen = services.catalog().rollen
    mine = {grant.rol for grant in user.grants}
    html.show("privacywie", rollen=[_role(rol, rollen, mine=rol in mine) for rol in Role])


def kept() -> None:
    """What is written down, for how long, and how a name is taken out."""
    chosen = terms.shipped()
    html.show(
        "privacybewaren",
        gebeurtenissen=listed(list(WORDS.values())),
        bewaren=chosen.bewaren,
        jaren=_years(chosen.bewaren.logboek_maanden),
        per_uur=chosen.per_uur,
        rijen_dagen=desk.ROWS_OPEN_DAYS,
        stil=int(IDLE.total_seconds() // 60),
        hooguit=int(ABSOLUTE.total_seconds() // 3600),
        contact=chosen.contact,
    )


def _role(rol: Role, rollen: Rollen, *, mine: bool) -> dict[str, object]:
    words = rollen.rollen[rol]
    return {
        "naam": words.naam,
        "wat": words.omschrijving,
        "eigen": mine,
        "mag": [(kop, what) for omvang, kop in REACH.items() if (what := _may(rol, omvang, rollen))],
    }


def _may(rol: Role, omvang: str, rollen: Rollen) -> list[str]:
    """Everything this role may within this reach, in the words of the matrix."""
    return [
        rollen.acties[action].wat
        for action in Action
        if not action.value.startswith(PAGE) and rollen.acties[action].rollen.get(rol) == omvang
    ]


def _years(months: int) -> str:
    return f"{months // 12} jaar" if months % 12 == 0 else f"{months} maanden"
