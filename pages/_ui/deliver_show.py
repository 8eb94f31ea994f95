"""Delivering, as views: steps, verdict, preview, calendar and the log of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from buurtbeeld.answers import Delivered
from buurtbeeld.delivery_calendar import Due, Stand
from buurtbeeld.dutch import date_text, listed, number, value_text
from buurtbeeld.ingest.parts import Melding
from buurtbeeld.periods import Periode
from pages._ui import html, services

STEPS = ("Sjabloon invullen", "Bestand controleren", "Bekijken wat er verandert", "Bevestigen")
MOST_LINES, MOST_DUE = 60, 14


def steps(now: int) -> None:
    """The four steps; `now` counts from 0, 4 = all done."""
    stand = ["af" if at < now else "nu" if at == now else "later" for at in range(len(STEPS))]
    html.show("stappen", stappen=[{"tekst": text, "stand": one} for text, one in zip(STEPS, stand, strict=True)])


def verdict(meldingen: Sequence[Melding], gelezen: int, *, weigert: bool) -> None:
    """The verdict in a sentence, and every message as a line."""
    wrong = [one for one in meldingen if one.weigert] if weigert else list(meldingen)
    lines = wrong + [one for one in meldingen if one not in wrong]
    html.show(
        "oordeel",
        soort="fout" if weigert else "goed",
        icoon="error" if weigert else "check_circle",
        kop=_heading(len(wrong), weigert=weigert),
        tekst=_sentence(gelezen, {one.rij for one in wrong if one.rij}, weigert=weigert),
        regels=[_line(one) for one in lines[:MOST_LINES]],
        meer=number(len(lines) - MOST_LINES) if len(lines) > MOST_LINES else "",
    )


def preview(answer: Mapping[str, Any]) -> None:
    """What the file would change, and what others will see of it."""
    counts = [
        (answer["nieuw"], "nieuwe cijfers"),
        (answer["gewijzigd"], "gewijzigde cijfers"),
        (answer["gelijk"], "blijven gelijk"),
        (answer["verschoven"], "verschuiven meer dan 25%"),
        (answer["afgeschermd"], "worden afgeschermd: te weinig mensen"),
    ]
    shown = answer["getoond"]
    more = answer["nieuw"] + answer["gewijzigd"] + answer["gelijk"] - len(shown)
    html.show(
        "verandert",
        tellingen=[{"aantal": number(count), "tekst": text} for count, text in counts],
        rijen=[_shown(one) for one in shown],
        meer=number(more) if more > 0 else "",
    )


def calendar(found: Sequence[Due]) -> None:
    """What is due, late ones first."""
    html.show("leverkalender", regels=[_due(one) for one in found[:MOST_DUE]])


def log(found: Iterable[Delivered]) -> None:
    """Who delivered what, and what became of it."""
    html.show("leveringen", regels=[_delivered(one) for one in found])


def lines_of(meldingen: Iterable[Melding]) -> bytes:
    """The messages as a CSV to take along; no cell of the file is in it."""
    rows = [f"{one.code};{one.rij or ''};{one.kolom};{one.tekst.replace(';', ',')}" for one in meldingen]
    return ("\ufeff" + "\r\n".join(["code;rij;kolom;tekst", *rows]) + "\r\n").encode()


def bron_naam(bron: str) -> str:
    """Name of a source."""
    return services.catalog().bronnen[bron].naam if bron in services.catalog().bronnen else bron


def buurt_naam(sleutel: str) -> str:
    """Name of a programme buurt."""
    known = services.catalog().buurt(sleutel)
    return known[1].naam if known else sleutel


def _heading(count: int, *, weigert: bool) -> str:
    if weigert:
        return f"Er {'is 1 fout' if count == 1 else f'zijn {number(count)} fouten'}. Het bestand is niet opgeslagen."
    if count:
        return f"Het bestand klopt. Kijk nog naar {'1 punt' if count == 1 else f'{number(count)} punten'}."
    return "Het bestand klopt."


def _sentence(gelezen: int, rows: set[int], *, weigert: bool) -> str:
    read = f"{number(gelezen)} {'rij' if gelezen == 1 else 'rijen'} gelezen."
    if not weigert:
        return f"{read} Er is nog niets opgeslagen: bekijk hieronder wat er verandert."
    where = f" Herstel de {len(rows)} {'rij' if len(rows) == 1 else 'rijen'} hieronder" if rows else " Herstel dit"
    return f"{read}{where} en lever het bestand opnieuw aan."


def _line(one: Melding) -> dict[str, str]:
    waar = f"rij {one.rij}" if one.rij else "het hele bestand"
    return {"waar": waar, "kolom": one.kolom, "cel": one.cel, "wat": one.wat, "doe": one.doe, "code": one.code}


def _shown(one: Mapping[str, Any]) -> dict[str, object]:
    indicator = services.catalog().indicatoren[one["indicator"]]
    return {
        "naam": indicator.naam,
        "waar": f"{buurt_naam(one['buurt'])}, {_period(one['periode'])}",
        "waarde": "" if one["value"] is None else value_text(one["value"], indicator),
        "verborgen": one["value"] is None,
        "reden": one["reden"].partition(": ")[2] or one["reden"],
    }


def _due(one: Due) -> dict[str, object]:
    names = [services.catalog().indicatoren[code].naam for code in one.indicatoren]
    holders = [services.catalog().app.partijen.get(code, code) for code in one.actiehouders]
    rest = f" en {len(names) - 2} meer" if len(names) > 2 else ""
    about = f"{listed(names[:2]) if not rest else ', '.join(names[:2])}{rest}"
    who = f". Wie: {listed(holders)}" if holders else ""
    loose = ". Voorlopig ritme" if one.voorlopig_ritme else ""
    return {
        "wat": f"{bron_naam(one.bron)}, {one.periode.naam}",
        "bij": f"{about}{who}{loose}",
        "uiterlijk": date_text(one.uiterlijk),
        "stand": _stand(one),
        "dringend": one.stand is Stand.TE_LAAT,
    }


def _stand(one: Due) -> str:
    part = f"{one.geleverd} van {len(one.indicatoren)} binnen"
    match one.stand:
        case Stand.TE_LAAT:
            late = f"{number(-one.dagen)} {'dag' if one.dagen == -1 else 'dagen'} te laat"
            return f"{late}, {part}" if one.geleverd else late
        case Stand.DEELS:
            return f"{part}, nog {number(one.dagen)} dagen"
        case Stand.NU:
            return f"nog {number(one.dagen)} {'dag' if one.dagen == 1 else 'dagen'}"
        case _:
            return one.stand.value


def _delivered(one: Delivered) -> dict[str, object]:
    places = [buurt_naam(sleutel) for sleutel in one.buurten]
    over = listed(places) if len(places) <= 3 else f"{len(places)} buurten"
    when = [_period(one.perioden[0]), _period(one.perioden[-1])] if one.perioden else []
    return {
        "nummer": str(one.levering),
        "bestand": one.bestand,
        "bron": bron_naam(one.bron),
        "wie": one.door,
        "wanneer": date_text(one.ontvangen),
        "wat": f"{number(one.rijen)} rijen: {number(one.nieuw)} nieuw, {number(one.gewijzigd)} gewijzigd",
        "over": f"{over}, {' tot en met '.join(dict.fromkeys(when))}",
        "terug": f"{one.stand_door}, {date_text(one.stand_op)}: {one.reden}" if one.reden else "",
    }


def _period(code: str) -> str:
    return Periode.parse(code).naam
