"""The rights matrix of config/rollen.yaml as typed, checked data. Deciding with it is `buurtbeeld.roles`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.config_files import Problems, read_model
from buurtbeeld.indicator_parts import STRICT, Codes

SHIPPED = Path(__file__).parents[2] / "config"


class Role(StrEnum):
    """What somebody is in a programma. The values are also the names of the demonstration accounts.

    BURGERVERTEGENWOORDIGER comes on top of another role: he or she releases the buurtverslag.
    """

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
    BURGERVERTEGENWOORDIGER = "burgervertegenwoordiger"


class Action(StrEnum):
    """Everything that is asked about. A new page is a new action, and so a new row in the matrix."""

    OPEN_CIJFERS = "open_cijfers"
    OPEN_EXPORT = "open_export"
    UITKOMSTEN = "uitkomsten"
    UITKOMSTEN_EXPORT = "uitkomsten_export"
    PAGINA_START = "pagina_start"
    PAGINA_BESPREKING = "pagina_bespreking"
    PAGINA_BUURTBEELD = "pagina_buurtbeeld"
    PAGINA_PLAN = "pagina_plan"
    PAGINA_UITKOMSTEN = "pagina_uitkomsten"
    PAGINA_CIJFERBLAD = "pagina_cijferblad"
    PAGINA_LEREN = "pagina_leren"
    PAGINA_MENUKAART = "pagina_menukaart"
    PAGINA_ERVARINGEN = "pagina_ervaringen"
    PAGINA_BUURTVERSLAG = "pagina_buurtverslag"
    PAGINA_VOORTGANG = "pagina_voortgang"
    PAGINA_AFSPRAAK = "pagina_afspraak"
    PAGINA_AANLEVEREN = "pagina_aanleveren"
    PAGINA_UITLEG = "pagina_uitleg"
    PAGINA_PRIVACY = "pagina_privacy"
    PAGINA_LOGBOEK = "pagina_logboek"
    PAGINA_BEHEER = "pagina_beheer"
    PAGINA_INLOGGEN = "pagina_inloggen"
    BRON_VERVERSEN = "bron_verversen"
    LEVEREN = "leveren"
    LEVERING_TERUGTREKKEN = "levering_terugtrekken"
    LEVERING_INZIEN = "levering_inzien"
    INTERVENTIES = "interventies"
    RONDE_SLUITEN = "ronde_sluiten"
    BESPREKING_LEZEN = "bespreking_lezen"
    BESPREKING_REAGEREN = "bespreking_reageren"
    BESPREKING_SCHRIJVEN = "bespreking_schrijven"
    BESPREKING_NA_AFLOOP = "bespreking_na_afloop"
    NULMETING_VASTZETTEN = "nulmeting_vastzetten"
    PLAN_LEZEN = "plan_lezen"
    PLAN_SCHRIJVEN = "plan_schrijven"
    PLAN_TEKENEN = "plan_tekenen"
    CONTACT_VRAGEN = "contact_vragen"
    ERVARINGEN_LEZEN = "ervaringen_lezen"
    CITATEN_KEUREN = "citaten_keuren"
    BUURTVERSLAG_LEZEN = "buurtverslag_lezen"
    BUURTVERSLAG_CONCEPT = "buurtverslag_concept"
    BUURTVERSLAG_SCHRIJVEN = "buurtverslag_schrijven"
    BUURTVERSLAG_VRIJGEVEN = "buurtverslag_vrijgeven"
    VOORTGANG = "voortgang"
    PODIUM_KIEZEN = "podium_kiezen"
    AFSPRAAK = "afspraak"
    MIJLPALENOVERZICHT = "mijlpalenoverzicht"
    ONDERZOEK_EXPORT = "onderzoek_export"
    LOGBOEK_LEZEN = "logboek_lezen"
    GEBRUIKERS_BEHEREN = "gebruikers_beheren"
    INSTELLINGEN_INZIEN = "instellingen_inzien"
    PERSOON_VERWIJDEREN = "persoon_verwijderen"


# "alle": everything, whatever the programma. "programma": every buurt of the programmas somebody takes part in.
# "eigen": only the buurten somebody is assigned to. "zelf": only what somebody did himself.
Omvang = Literal["alle", "programma", "eigen", "zelf"]
RoleKey = Annotated[Role, Field(strict=False)]
ActionKey = Annotated[Action, Field(strict=False)]
RoleKeys = Annotated[tuple[RoleKey, ...], Field(strict=False)]


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


class Bronrecht(BaseModel):
    """Sources a role may deliver figures of: `altijd` by the role alone, `toegewezen` only when they are assigned."""

    model_config = STRICT
    altijd: Codes = ()
    toegewezen: Codes = ()


class TweedeStap(BaseModel):
    """Who has to log in with more than a password, and what counts as that.

    Attributes:
        rollen: roles that ask for it; a source that is assigned to somebody asks for it too.
        acr: what an organisation says of a login that was strong enough, beside the words of RFC 8176.
    """

    model_config = STRICT
    rollen: RoleKeys
    acr: Codes = ()


class Rollen(BaseModel):
    """The whole matrix: every role has its words, every action has its row.

    Attributes:
        leveren: role -> sources it may deliver figures of; a role that is not named delivers nothing.
        toewijzen: role -> roles it may give to somebody else, where GEBRUIKERS_BEHEREN reaches.
        tweede_stap: who has to log in with more than a password.
    """

    model_config = STRICT
    rollen: dict[RoleKey, RolTekst]
    acties: dict[ActionKey, ActieRecht]
    leveren: dict[RoleKey, Bronrecht]
    toewijzen: dict[RoleKey, RoleKeys]
    tweede_stap: TweedeStap

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        missing = [*(set(Role) - set(self.rollen)), *(set(Action) - set(self.acties))]
        if missing:
            raise ValueError(f"in de tabel ontbreekt: {', '.join(sorted(missing))}")
        unable = set(self.toewijzen) - set(self.acties[Action.GEBRUIKERS_BEHEREN].rollen)
        if unable:
            raise ValueError(f"toewijzen: {', '.join(sorted(unable))} mag niemand toegang geven")
        return self


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
def shipped() -> Rollen:
    """The matrix that comes with the app, read once."""
    return load_rollen(SHIPPED)
