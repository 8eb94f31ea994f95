"""What an event is called on screen, in Dutch."""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.audit.log import Event, Uitkomst

WORDS: Mapping[Event, str] = {
    Event.INGELOGD: "ingelogd",
    Event.UITGELOGD: "uitgelogd",
    Event.INLOGGEN_MISLUKT: "inloggen mislukt",
    Event.GEWEIGERD: "mocht dit niet",
    Event.LEVERING_AANGEBODEN: "bestand aangeboden",
    Event.LEVERING_GEWEIGERD: "bestand geweigerd",
    Event.LEVERING_BEVESTIGD: "levering bevestigd",
    Event.LEVERING_TERUGGETROKKEN: "levering teruggetrokken",
    Event.ACCOUNT_GEMAAKT: "account gemaakt",
    Event.ACCOUNT_GESTOPT: "account gestopt",
    Event.ACCOUNT_VERGETEN: "account gewist",
    Event.ROL_GEWIJZIGD: "rol gewijzigd",
    Event.UITVOER: "bestand gedownload",
    Event.GEPUBLICEERD: "cijfers gepubliceerd",
    Event.RONDE_GESLOTEN: "ronde gesloten",
    Event.NULMETING_VASTGEZET: "nulmeting vastgezet",
    Event.NULMETING_INGETROKKEN: "handtekening onder nulmeting ingetrokken",
    Event.BESPREKING_GESLOTEN: "bespreking afgesloten",
    Event.PLAN_GETEKEND: "handtekening onder plan vastgelegd",
    Event.PLAN_INGETROKKEN: "handtekening onder plan ingetrokken",
    Event.VERSLAG_AKKOORD: "akkoord met buurtverslag",
    Event.VERSLAG_VRIJGEGEVEN: "buurtverslag vrijgegeven",
    Event.VERSLAG_INGETROKKEN: "buurtverslag ingetrokken",
    Event.BACKUP_GEMAAKT: "back-up gemaakt",
    Event.TERUGGEZET: "back-up teruggezet",
    Event.LOGBOEK_OPGESCHOOND: "logboek opgeschoond",
}
OUTCOMES: Mapping[Uitkomst, str] = {
    Uitkomst.GELUKT: "gelukt",
    Uitkomst.GEWEIGERD: "geweigerd",
    Uitkomst.MISLUKT: "mislukt",
}
GONE = "gewist account"


def is_gone(naam: str) -> bool:
    """Whether this is what stands in the place of a name that was taken out."""
    return naam.startswith(f"{GONE} ")


def event_word(code: str) -> str:
    """Name of an event; the code itself when a newer program wrote it."""
    return WORDS[Event(code)] if code in set(Event) else code


def outcome_word(code: str) -> str:
    """How it ended, in a word."""
    return OUTCOMES[Uitkomst(code)] if code in set(Uitkomst) else code
