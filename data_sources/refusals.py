"""Why an answer of a source is refused: one code and one set of Dutch sentences for each reason.

Whatever the reason, nothing is stored and the last good figures stay.
"""

from __future__ import annotations

from buurtbeeld.errors import SourceError

KEPT = "De cijfers die u al had, blijven staan."
LATER = f"{KEPT} Probeer het later opnieuw."
CALL = f"{KEPT} Meld dit aan de beheerder."


def _refusal(code: str, wat: str, waar: str, doe: str) -> SourceError:
    return SourceError(wat, waar=waar, doe=doe, code=code)


def unreachable(host: str) -> SourceError:
    """Nobody answers: down, refused, reset or no such name."""
    return _refusal("E_BRON_ONBEREIKBAAR", "De bron is niet bereikbaar.", f"Adres: {host}.", LATER)


def too_slow(host: str, seconds: float) -> SourceError:
    """The answer did not come, or came too slowly, within the patience we have."""
    wat = f"De bron antwoordt te langzaam: na {seconds:.0f} seconden zijn we gestopt."
    return _refusal("E_BRON_TRAAG", wat, f"Adres: {host}.", LATER)


def out_of_order(host: str, status: int) -> SourceError:
    """The source answers that something went wrong on its side (5xx)."""
    return _refusal("E_BRON_STORING", f"De bron heeft een storing (melding {status}).", f"Adres: {host}.", LATER)


def too_busy(host: str, seconds: float | None) -> SourceError:
    """The source asks us to come back later (429)."""
    later = LATER if seconds is None else f"{KEPT} Probeer het over {max(1, round(seconds / 60))} minuten opnieuw."
    return _refusal("E_BRON_DRUK", "De bron is te druk en vraagt om later terug te komen.", f"Adres: {host}.", later)


def refused_request(host: str, status: int, path: str) -> SourceError:
    """The source does not know what we ask (other 4xx)."""
    wat = f"De bron kent deze vraag niet (melding {status})."
    return _refusal("E_BRON_NIET_GEVONDEN", wat, f"Adres: {host}{path}.", CALL)


def foreign_redirect(host: str, other: str) -> SourceError:
    """The source sends us to another host."""
    wat = f"De bron stuurt door naar een ander adres ({other}). Dat volgen we niet."
    return _refusal("E_BRON_OMLEIDING", wat, f"Adres: {host}.", CALL)


def foreign_next_page(host: str, other: str) -> SourceError:
    """The next page of an answer would come from another host."""
    wat = f"De volgende pagina staat op een ander adres ({other}). Dat volgen we niet."
    return _refusal("E_BRON_ADRES", wat, f"Adres: {host}.", CALL)


def going_in_circles(host: str, what: str) -> SourceError:
    """A next page that we have seen before."""
    wat = "De bron verwijst steeds naar dezelfde pagina."
    return _refusal("E_BRON_LUS", wat, f"Adres: {host}, {what}.", CALL)


def not_json(host: str, path: str) -> SourceError:
    """A web page where figures were expected."""
    wat = "De bron stuurt een webpagina in plaats van cijfers."
    return _refusal("E_BRON_GEEN_CIJFERS", wat, f"Adres: {host}{path}.", LATER)


def cut_off(host: str, path: str) -> SourceError:
    """An answer that stops halfway or is damaged."""
    wat = "Het antwoord van de bron is afgebroken of beschadigd."
    return _refusal("E_BRON_AFGEBROKEN", wat, f"Adres: {host}{path}.", LATER)


def too_large(host: str, limit: int) -> SourceError:
    """An answer beyond the size we accept."""
    wat = f"Het antwoord van de bron is groter dan {limit // 1_000_000} MB."
    return _refusal("E_BRON_TE_GROOT", wat, f"Adres: {host}.", CALL)


def empty(where: str) -> SourceError:
    """An answer without any row."""
    return _refusal("E_BRON_LEEG", "De bron geeft een leeg antwoord: geen enkel gebied.", f"{where}.", LATER)


def incomplete(where: str, found: int, expected: int) -> SourceError:
    """An answer that lacks too many of the areas the source itself lists."""
    wat = f"Het antwoord is niet volledig: {found} van de {expected} gebieden."
    return _refusal("E_BRON_ONVOLLEDIG", wat, f"{where}.", LATER)


def duplicates(where: str, code: str) -> SourceError:
    """The same area (and year) more than once."""
    wat = f"Het antwoord bevat gebied {code} meer dan een keer."
    return _refusal("E_BRON_DUBBEL", wat, f"{where}.", LATER)


def changed(what: str, where: str, source: str) -> SourceError:
    """The table has another shape than written down in config/."""
    doe = f"{KEPT} Vraag de beheerder om config/bronnen/{source}.yaml aan te passen."
    return _refusal("E_BRON_SCHEMA", what, f"{where}.", doe)


def unknown_edition(name: str, jaar: int, source: str) -> SourceError:
    """No table is known for this year, not even in the catalogue of the source."""
    doe = f"Bekijk de jaren: python -m data_sources lijst. Een nieuw jaar hoort in config/bronnen/{source}.yaml."
    return _refusal("E_BRON_JAAR", f"Voor {jaar} is er geen tabel van {name}.", f"Bron {source}.", doe)
