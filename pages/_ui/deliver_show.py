"""A delivered file, as views: the steps, the verdict and the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from buurtbeeld.dutch import number, value_text
from buurtbeeld.ingest.parts import Melding
from buurtbeeld.periods import Periode
from buurtbeeld.privacy.files import Rij, Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action
from pages._ui import html, services

STEPS = ("Sjabloon invullen", "Bestand controleren", "Bekijken wat er verandert", "Bevestigen")
MOST_LINES = 60


def steps(now: int) -> None:
    """The four steps; `now` counts from 0, 4 = all done."""
    stand = ["af" if at < now else "nu" if at == now else "later" for at in range(len(STEPS))]
    html.show(
        "stappen",
        stappen=[{"tekst": text, "stand": one} for text, one in zip(STEPS, stand, strict=True)],
        stap=f"Stap {now + 1} van {len(STEPS)}" if now < len(STEPS) else "Klaar",
    )


def verdict(meldingen: Sequence[Melding], gelezen: int, *, weigert: bool, bewaarbaar: bool = True) -> None:
    """The verdict in a sentence, and every message as a line.

    Args:
        gelezen: number of rows that were read.
        weigert: the file is refused.
        bewaarbaar: somebody is there to keep it.
    """
    wrong = [one for one in meldingen if one.weigert] if weigert else list(meldingen)
    lines = wrong + [one for one in meldingen if one not in wrong]
    html.show(
        "oordeel",
        soort="fout" if weigert else "goed",
        icoon="error" if weigert else "check_circle",
        kop=_heading(len(wrong), weigert=weigert),
        tekst=_refused(gelezen, wrong) if weigert else _accepted(gelezen, bewaarbaar=bewaarbaar),
        cellen=weigert or any(one.cel for one in lines),
        wat="Wat is er mis" if weigert else "Wat valt op",
        regels=[_line(one) for one in lines[:MOST_LINES]],
        codes=", ".join(dict.fromkeys(one.code for one in lines)),
        meer=number(len(lines) - MOST_LINES) if len(lines) > MOST_LINES else "",
    )


def preview(answer: Mapping[str, Any]) -> None:
    """What the file would change, and what others will see of it."""
    counts = [
        (answer["nieuw"], "nieuw cijfer", "nieuwe cijfers"),
        (answer["gewijzigd"], "gewijzigd cijfer", "gewijzigde cijfers"),
        (answer["gelijk"], "blijft gelijk", "blijven gelijk"),
        (answer["verschoven"], "cijfer verschuift meer dan 25%", "cijfers verschuiven meer dan 25%"),
        (answer["afgeschermd"], "afgeschermd: te weinig mensen", "afgeschermd: te weinig mensen"),
    ]
    shown = answer["getoond"]
    more = answer["nieuw"] + answer["gewijzigd"] + answer["gelijk"] - len(shown)
    html.show(
        "verandert",
        tellingen=[{"aantal": number(count), "tekst": one if count == 1 else many} for count, one, many in counts],
        rijen=[_shown(one) for one in shown],
        meer=number(more) if more > 0 else "",
        wacht=answer["wacht"],
    )


def messages_file(meldingen: Iterable[Melding]) -> Uitvoer:
    """The messages as a CSV to take along; no cell of the file is in it."""
    told = tuple(meldingen)

    def table() -> Tabel:
        rows = (Rij((one.code, one.rij or None, one.kolom, one.tekst)) for one in told)
        return Tabel("Meldingen", ("code", "rij", "kolom", "tekst"), tuple(rows))

    return Uitvoer("meldingen", "csv", (Action.PAGINA_AANLEVEREN,), table)


def bron_naam(bron: str) -> str:
    """Name of a source."""
    return services.catalog().bronnen[bron].naam if bron in services.catalog().bronnen else bron


def buurt_naam(sleutel: str) -> str:
    """Name of a programme buurt."""
    known = services.catalog().buurt(sleutel)
    return known[1].naam if known else sleutel


def cijfer_naam(indicator: str, uitsplitsing: str = "") -> str:
    """Name of an indicator, and of whom it is about when that is not everybody."""
    known = services.catalog().indicatoren.get(indicator)
    parts = {code: naam for some in services.catalog().app.uitsplitsingen.values() for code, naam in some.items()}
    return f"{known.naam if known else indicator}{f', {parts.get(uitsplitsing, uitsplitsing)}' if uitsplitsing else ''}"


def amount(indicator: str, value: float) -> str:
    """A value with its unit; a bare number when the catalogue no longer knows it."""
    known = services.catalog().indicatoren.get(indicator)
    return value_text(value, known) if known else number(value, 1)


def periode_naam(code: str) -> str:
    """Name of a period, for a reader."""
    return Periode.parse(code).naam


def _heading(count: int, *, weigert: bool) -> str:
    if weigert:
        return f"Er {'is 1 fout' if count == 1 else f'zijn {number(count)} fouten'}. Het bestand is niet opgeslagen."
    if count:
        return f"Het bestand klopt. Kijk nog naar {'1 punt' if count == 1 else f'{number(count)} punten'}."
    return "Het bestand klopt."


def _refused(gelezen: int, wrong: Sequence[Melding]) -> str:
    rows = {one.rij for one in wrong if one.rij}
    told = [f"{_rows(gelezen)} gelezen."] if gelezen else []
    if rows and all(one.rij for one in wrong) and len(rows) < gelezen:
        good = gelezen - len(rows)
        told.append(f"{number(good)} {'is' if good == 1 else 'zijn'} goed.")
    what = "de rij" if len(rows) == 1 else f"de {number(len(rows))} rijen"
    told.append(f"Herstel {what} hieronder en lever het bestand opnieuw aan." if rows else "Lees hieronder wat u doet.")
    return " ".join(told)


def _accepted(gelezen: int, *, bewaarbaar: bool) -> str:
    next_step = (
        "Er is nog niets opgeslagen: bekijk hieronder wat er verandert."
        if bewaarbaar
        else "Het is niet opgeslagen, want de werker staat uit. Lever het later opnieuw aan."
    )
    return f"{_rows(gelezen)} gelezen. {next_step}"


def _rows(count: int) -> str:
    return f"{number(count)} {'rij' if count == 1 else 'rijen'}"


def _line(one: Melding) -> dict[str, object]:
    waar = f"rij {one.rij}" if one.rij else "het hele bestand"
    return {"waar": waar, "rij": one.rij, "kolom": one.kolom, "cel": one.cel, "wat": one.wat, "doe": one.doe}


def _shown(one: Mapping[str, Any]) -> dict[str, object]:
    indicator, value = one["indicator"], one["value"]
    return {
        "naam": cijfer_naam(indicator, one["uitsplitsing"]),
        "waar": f"{buurt_naam(one['buurt'])}, {periode_naam(one['periode'])}",
        "waarde": "" if value is None else amount(indicator, value),
        "verborgen": value is None,
        "reden": one["reden"].partition(": ")[2] or one["reden"],
    }
