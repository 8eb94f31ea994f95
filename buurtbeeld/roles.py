"""Who may do what. The matrix stands in config/rollen.yaml; a page and a function only ask.

`check_may` refuses with a sentence that says who can help; `may` is its boolean shadow, for buttons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.config_files import Problems, read_model
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.indicator_parts import STRICT, Codes

SHIPPED = Path(__file__).parents[1] / "config"


class Role(StrEnum):
    """What somebody is in the programma. The values are also the names of the demonstration accounts."""

    BEZOEKER = "bezoeker"
    NETWERKLID = "netwerklid"
    HUISARTS = "huisarts"
    KARTREKKER = "kartrekker"
    COORDINATOR = "coordinator"
    LEVERANCIER = "leverancier"
    TRANSITIETEAM = "transitieteam"
    VERZEKERAAR = "verzekeraar"
    ONDERZOEKER = "onderzoeker"
    BEHEERDER = "beheerder"


class Action(StrEnum):
    """Everything that is asked about. A new page is a new action, and so a new row in the matrix."""

    OPEN_CIJFERS = "open_cijfers"
    UITKOMSTEN = "uitkomsten"
    PAGINA_START = "pagina_start"
    PAGINA_BUURTBEELD = "pagina_buurtbeeld"
    PAGINA_UITKOMSTEN = "pagina_uitkomsten"
    PAGINA_CIJFERBLAD = "pagina_cijferblad"
    PAGINA_UITLEG = "pagina_uitleg"
    BRON_VERVERSEN = "bron_verversen"
    PAGINA_AANLEVEREN = "pagina_aanleveren"
    LEVEREN = "leveren"
    LEVERING_TERUGTREKKEN = "levering_terugtrekken"
    LEVERING_INZIEN = "levering_inzien"
    INTERVENTIES = "interventies"
    RONDE_SLUITEN = "ronde_sluiten"


# "eigen": only for the buurten somebody is assigned to.
Omvang = Literal["alle", "eigen"]
RoleKey = Annotated[Role, Field(strict=False)]
ActionKey = Annotated[Action, Field(strict=False)]


class RolTekst(BaseModel):
    """How a role is called on screen, and what it is for."""

    model_config = STRICT
    naam: str
    omschrijving: str


class ActieRecht(BaseModel):
    """Who may do one thing.

    Attributes:
        wat: end of the sentence "U mag dit niet: …", e.g. "de openbare cijfers zien".
        hulp: sentence that says who can help somebody who may not.
        rollen: role -> for which buurten; a role that is not named may not.
    """

    model_config = STRICT
    wat: str
    hulp: str
    rollen: dict[RoleKey, Omvang]


class Rollen(BaseModel):
    """The whole matrix: every role has its words, every action has its row.

    Attributes:
        leveren: role -> sources it may deliver figures of; a role that is not named delivers nothing.
    """

    model_config = STRICT
    rollen: dict[RoleKey, RolTekst]
    acties: dict[ActionKey, ActieRecht]
    leveren: dict[RoleKey, Codes]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        missing = [*(set(Role) - set(self.rollen)), *(set(Action) - set(self.acties))]
        if missing:
            raise ValueError(f"in de tabel ontbreekt: {', '.join(sorted(missing))}")
        return self


@dataclass(frozen=True)
class User:
    """Somebody who asks.

    Attributes:
        naam: account name.
        rol: what this person is.
        programmas: codes of the programmas this person takes part in; empty for somebody outside them.
        buurten: keys of the buurten this person is assigned to.
        bronnen: sources this person is assigned to; empty = all that the role may deliver.
        demonstratie: a demonstration account, which production refuses.
    """

    naam: str
    rol: Role
    programmas: frozenset[str] = frozenset()
    buurten: frozenset[str] = frozenset()
    bronnen: frozenset[str] = frozenset()
    demonstratie: bool = False


def load_rollen(config_dir: Path) -> Rollen:
    """Read config/rollen.yaml.

    Raises:
        ConfigError: the file is wrong, or a role or an action has no row.
    """
    problems = Problems()
    found = read_model(config_dir / "rollen.yaml", Rollen, problems, root=config_dir)
    problems.raise_if_any()
    assert found is not None
    return found


@cache
def _shipped() -> Rollen:
    return load_rollen(SHIPPED)


def may(user: User, action: Action, *, buurt: str | None = None, rollen: Rollen | None = None) -> bool:
    """Whether `user` may do this, for `buurt` when it is about one. `rollen`: the matrix, ours unless given."""
    omvang = (rollen or _shipped()).acties[action].rollen.get(user.rol)
    return omvang == "alle" or (omvang == "eigen" and buurt in user.buurten)


def sources_for(user: User, buurt: str, programma: str, *, rollen: Rollen | None = None) -> tuple[str, ...]:
    """Sources this user may deliver figures of for a buurt of a programma; empty = none."""
    matrix = rollen or _shipped()
    if programma not in user.programmas or not may(user, Action.LEVEREN, buurt=buurt, rollen=matrix):
        return ()
    mine = matrix.leveren.get(user.rol, ())
    return tuple(bron for bron in mine if not user.bronnen or bron in user.bronnen)


def check_may(user: User, action: Action, *, buurt: str | None = None, rollen: Rollen | None = None) -> None:
    """Refuse when `user` may not do this.

    Raises:
        PermissionDenied: says what is refused and who can help.
    """
    if may(user, action, buurt=buurt, rollen=rollen):
        return
    recht = (rollen or _shipped()).acties[action]
    where = " voor deze buurt" if recht.rollen.get(user.rol) == "eigen" else ""
    raise PermissionDenied(f"U mag dit{where} niet: {recht.wat}.", doe=recht.hulp)


def _demonstration(rol: Role) -> User:
    own = frozenset({"sterrenwijk", "lindekwartier"})
    buurten = {Role.NETWERKLID: own, Role.HUISARTS: own, Role.KARTREKKER: own}
    buurten[Role.COORDINATOR] = frozenset({"oude-dorp", "westwijk", "lindekwartier", "kralenbuurt"})
    programmas = frozenset() if rol is Role.BEZOEKER else frozenset({"ecosysteem", "voorbeeld"})
    bronnen = frozenset({"gemeente"}) if rol is Role.NETWERKLID else frozenset()
    return User(rol.value, rol, programmas, buurten.get(rol, frozenset()), bronnen, demonstratie=True)


DEMONSTRATION_ACCOUNTS: Mapping[str, User] = {rol.value: _demonstration(rol) for rol in Role}


def account(naam: str) -> User:
    """The account with this name.

    Raises:
        NotFound: there is none; the sentence says which there are.
    """
    if naam not in DEMONSTRATION_ACCOUNTS:
        raise NotFound(f"Er is geen proefaccount '{naam}'.", doe=f"Kies uit: {', '.join(DEMONSTRATION_ACCOUNTS)}.")
    return DEMONSTRATION_ACCOUNTS[naam]
