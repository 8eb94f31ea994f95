"""What a reader must know beside the figures of a Cijferblad: acties, aims, other figures, definition and origin."""

from __future__ import annotations

from datetime import date

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts.outcome_lanes import numbered
from buurtbeeld.dutch import date_text, listed
from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Interventie, Item, OutcomeFigure
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import MONTHS, today
from pages._ui import html
from pages._ui.outcome_views import address
from pages._ui.sheet_tables import part_name, row_name
from pages._ui.sheet_view import View
from pages._ui.verdicts import MARKS, mark

RITME = {
    "maand": "elke maand", "tweemaand": "elke twee maanden", "kwartaal": "elk kwartaal", "halfjaar": "elk half jaar",
    "jaar": "elk jaar", "start_en_eind": "bij de start en aan het eind", "doorlopend": "doorlopend",
}  # fmt: skip
STAND = {"gepland": "gepland", "gestopt": "gestopt"}


def acties(view: View) -> list[dict[str, object]]:
    """What the buurt did in this thema, with the number it has in the chart on a telephone."""
    return [_actie(number, one, today()) for number, one in numbered(view.sheet.interventies)]


def uitleg(view: View) -> str:
    """Everything under the tables."""
    reeks, indicator = view.sheet.reeksen[0], view.indicator
    return html.render(
        "bladuitleg",
        letop=indicator.toelichting,
        bewaking=indicator.bewaking,
        doelen=[one.zin for one in view.sheet.doelen] if view.is_own else [],
        naast=[_beside(view, item) for item in view.sheet.naast],
        feiten=_facts(view),
        stappen=_walk(view),
        bron=_source(view),
        meting=reeks.meting,
    )


def _actie(number: int, one: Interventie, day: date) -> dict[str, object]:
    early = day < one.effect_vanaf
    since = f"{'vanaf' if one.start > day else 'sinds'} {_month(one.start)}"
    until = f" tot en met {_month(one.eind)}" if one.eind else ""
    reach = f"{one.bereik} mensen, " if one.bereik else ""
    state = f", {STAND[one.status]}" if one.status in STAND else ""
    return {
        "nummer": number,
        "titel": one.titel,
        "bij": f"{reach}{since}{until}{state}",
        "merk": MARKS[Oordeel.TE_VROEG] if early else None,
        "effect": f"tot {_month(one.effect_vanaf)}" if early else f"effect verwacht sinds {_month(one.effect_vanaf)}",
    }


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _beside(view: View, item: Item) -> dict[str, object]:
    line = outcome_lines.line_of(item, view.catalog, today())
    return {
        "naam": line.indicator.naam,
        "adres": address(view.sheet.plek.sleutel, item.indicator, item.thema),
        "merk": mark(line.oordeel_code),
        "woord": line.oordeel,
        "cijfer": line.cijfer,
        "reden": line.reden,
    }


def _facts(view: View) -> list[tuple[str, str]]:
    indicator, reeks = view.indicator, view.sheet.reeksen[0]
    made = [
        ("Wat meten we?", indicator.definitie),
        ("Teller", part_name(indicator, "teller", reeks)),
        ("Noemer", part_name(indicator, "noemer", reeks)),
        ("Voor wie geldt het?", _about(view)),
        ("Hoe vaak?", _rhythm(indicator, reeks.bron)),
        ("Wie zorgt voor de levering?", _holders(view)),
        ("In het plan", _plan(view)),
        ("Marge", _method(reeks.nieuwste)),
    ]
    return [(name, text) for name, text in made if text]


def _about(view: View) -> str:
    reeks, made_of = view.sheet.reeksen[0], view.sheet.samenstelling
    about = {
        "partner": f"Dit cijfer gaat over heel {reeks.naam}, niet alleen over deze buurt.",
        "programma": "Dit cijfer gaat over het hele programma, niet alleen over deze buurt.",
    }.get(reeks.niveau, "")
    return " ".join(filter(None, (about, words.samenstelling_zin(made_of) if made_of else "")))


def _rhythm(indicator: Indicator, bron: str) -> str:
    other = next((one for one in indicator.ook_van if one.bron == bron), None)
    ritme = other.leverritme if other else indicator.leverritme
    days = other.levertermijn_dagen if other else indicator.levertermijn_dagen
    if ritme is None:
        return ""
    text = RITME[ritme][:1].upper() + RITME[ritme][1:]
    return f"{text}. Uiterlijk {days} dagen na afloop." if days is not None else f"{text}."


def _holders(view: View) -> str:
    row = view.indicator.themas.get(view.sheet.thema)
    return listed([view.catalog.app.partijen.get(one, one) for one in row.actiehouder]) if row else ""


def _plan(view: View) -> str:
    row = view.indicator.themas.get(view.sheet.thema)
    if row is None:
        return ""
    return f"“{row.letterlijk}” ({row.rij}). Databron: {row.databron}. Frequentie: {row.frequentie}."


def _method(figure: OutcomeFigure | None) -> str:
    if figure is None or not figure.methode:
        return ""
    return f"Met 95% zekerheid ({figure.methode})."


def _source(view: View) -> str:
    reeks, plek = view.sheet.reeksen[0], view.sheet.plek
    spec = view.catalog.bronnen.get(reeks.bron)
    naam = f"{reeks.bron_naam}{' (verzonnen)' if plek.verzonnen else ''}"
    told = [f"Bron: {naam}."]
    if spec is not None:
        told.append(f"Licentie: {spec.licentie}.")
    if view.sheet.bijgewerkt:
        told.append(f"Laatste levering: {date_text(view.sheet.bijgewerkt)}.")
    if reeks.volgende:
        told.append(f"Volgende levering: uiterlijk {date_text(reeks.volgende)}.")
    return " ".join([*told, f"Publicatie {view.sheet.publicatie}."])


def _walk(view: View) -> list[dict[str, str]]:
    """From the newest figure back to the delivery it came in; empty when nothing was delivered."""
    found = next((one for one in reversed(view.sheet.reeksen[0].figures) if one.levering), None)
    if found is None:
        return []
    when = f" Ontvangen op {date_text(found.ontvangen)}." if found.ontvangen else ""
    changed = " Een eerdere publicatie had een ander cijfer." if found.gecorrigeerd else ""
    about = f"{view.indicator.naam}, {view.sheet.plek.naam}, {row_name(found.periode)}.{changed}"
    return [
        _step("Het cijfer", about),
        _step("De publicatie", f"Nummer {view.sheet.publicatie}. Een publicatie verandert nooit."),
        _step("De levering", f"Nummer {found.levering}, van {view.sheet.reeksen[0].bron_naam}.{when}"),
    ]


def _step(kop: str, tekst: str) -> dict[str, str]:
    return {"kop": kop, "tekst": tekst, "code": ""}
