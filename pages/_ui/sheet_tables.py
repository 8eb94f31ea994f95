"""The figures of a Cijferblad as tables: period after period, what they are made of, and who is in them."""

from __future__ import annotations

from typing import Literal

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import number, status_word
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import OutcomeFigure, OutcomeSeries
from buurtbeeld.periods import Periode, PeriodeSoort
from pages._ui import html
from pages._ui.sheet_view import View

FIRST = 8  # rows before "Toon alle"
RECENT = 4  # periods of a breakdown
NPS_NAMES = {
    "promotor": "geeft een 9 of 10", "passief": "geeft een 7 of 8", "criticaster": "geeft een 0 tot en met 6",
}  # fmt: skip
ROUNDED = "op 5 afgerond"
Part = Literal["teller", "noemer"]


def cijfers(view: View) -> str:
    """The table of the series, and what the newest figure is made of."""
    rows = [_row(view, one) for one in reversed(view.reeks.figures)]
    return html.render(
        "bladtabel",
        periode="Twaalf maanden" if view.reeks.soort is PeriodeSoort.TWAALFMAANDS else "Periode",
        eenheid=unit(view.over, view.reeks),
        marge=any(row["marge"] for row in rows),
        noemer=part_name(view.over, "noemer", view.reeks) if any(row["noemer"] for row in rows) else "",
        afgerond=ROUNDED if _is_rounded(view.over, "noemer") else "",
        groep=any(row["groep"] for row in rows),
        rijen=rows[:FIRST],
        rest=rows[FIRST:],
        alle=len(rows),
        naam=view.over.naam,
        delen=_made_of(view),
        maten=_measures(view),
        splitsing=_split(view),
    )


def unit(indicator: Indicator, reeks: OutcomeSeries) -> str:
    """What is measured, as a sentence."""
    text = words.eenheid(indicator, reeks.soort)
    return "In procenten." if text == "%" else f"{text[:1].upper()}{text[1:]}."


def row_name(periode: Periode) -> str:
    """A period at the start of a row: of twelve months only where they end."""
    return f"t/m {last_month(periode)}" if periode.soort is PeriodeSoort.TWAALFMAANDS else words.kort(periode)


def last_month(periode: Periode) -> str:
    """A period in a heading: of twelve months the last one."""
    if periode.soort is not PeriodeSoort.TWAALFMAANDS:
        return words.kort(periode)
    return words.kort(Periode.containing(periode.last_day, PeriodeSoort.MAAND))


def part_name(indicator: Indicator, part: Part, reeks: OutcomeSeries) -> str:
    """Name of teller or noemer; what is called "in het jaar" is not when the figure is about two months."""
    deel = indicator.teller if part == "teller" else indicator.noemer
    if deel is None:
        return ""
    return deel.naam if reeks.soort.months == 12 else deel.naam.removesuffix(" in het jaar")


def _row(view: View, figure: OutcomeFigure) -> dict[str, object]:
    group = next((one for one in view.reeks.groep if one.periode == figure.periode), None)
    beside = words.getal(group.value, view.over) if group is not None and group.value is not None else ""
    status = status_word(figure.status) or "definitief"
    return {
        "periode": row_name(figure.periode),
        "waarde": words.cijfer(figure, view.over) if figure.value is not None else "",
        "reden": figure.reden,
        "marge": words.marge(figure, view.over),
        "noemer": number(figure.noemer) if figure.noemer is not None else "",
        "groep": beside,
        "status": f"{status}, gecorrigeerd" if figure.gecorrigeerd else status,
        "gewoon": status == "definitief" and not figure.gecorrigeerd,
    }


def _is_rounded(indicator: Indicator, part: Part) -> bool:
    """Whether a count is published to five: every noemer, and the teller of a share or a rate; else that of people."""
    if part == "noemer" or indicator.soort in ("verhouding", "rate"):
        return True
    return indicator.teller is not None and indicator.teller.eenheid == "personen"


def _made_of(view: View) -> list[tuple[str, str]]:
    """Teller and noemer of the newest figure; empty when neither is shown."""
    newest = view.reeks.nieuwste
    if newest is None or newest.value is None or view.over.noemer is None:
        return []
    counts: tuple[tuple[Part, float | None], ...] = (("teller", newest.teller), ("noemer", newest.noemer))
    found = [
        (name, f"{number(value)}{f' ({ROUNDED})' if _is_rounded(view.over, part) else ''}")
        for part, value in counts
        if value is not None and (name := part_name(view.over, part, view.reeks))
    ]
    return [*found, (view.over.naam, words.cijfer_met_eenheid(newest, view.over))] if found else []


def _measures(view: View) -> list[dict[str, str]]:
    """Other measures of the same: from the start to now."""
    found = []
    for reeks in view.sheet.onderdelen:
        newest, one = reeks.nieuwste, view.catalog.indicatoren[reeks.indicator]
        if newest is not None and newest.value is not None and reeks.bron == view.sheet.reeksen[0].bron:
            start = words.getal(reeks.nulmeting.value, one) if reeks.nulmeting else "niet bekend"
            found.append(
                {"naam": one.naam, "start": start, "nu": words.cijfer(newest, one),
                 "periode": row_name(newest.periode)}
            )  # fmt: skip
    return found


def _split(view: View) -> dict[str, object]:
    """Groups or classes in the newest periods; of a class that is too small nobody is shown."""
    series = view.sheet.uitgesplitst
    if not series or not view.is_own:
        return {}
    periods = sorted({one.periode for reeks in series for one in reeks.figures}, reverse=True)[:RECENT]
    nps = view.indicator.soort == "nps"
    return {
        "kop": "Wie gaf welk antwoord?" if nps else "Per groep",
        "bij": f"Aantal antwoorden, {ROUNDED}." if nps else unit(view.over, view.reeks),
        "perioden": [row_name(one) for one in periods],
        "rijen": [
            {"naam": group_name(view, reeks.uitsplitsing), "cellen": [_cell(view, reeks, one) for one in periods]}
            for reeks in sorted(series, key=lambda one: _order(one.uitsplitsing))
        ],
    }


def group_name(view: View, code: str) -> str:
    """A class of an NPS or a group of the plan in words."""
    groups = view.catalog.app.uitsplitsingen.get(view.indicator.uitsplitsing or "", {})
    return NPS_NAMES.get(code) or groups.get(code, code)


def _order(code: str) -> tuple[int, str]:
    names = list(NPS_NAMES)
    return (names.index(code) if code in names else len(names), code)


def _cell(view: View, reeks: OutcomeSeries, periode: object) -> dict[str, str]:
    figure = next((one for one in reeks.figures if one.periode == periode), None)
    if figure is None or figure.value is None:
        return {"tekst": status_word(figure.status) if figure else "niet geleverd", "leeg": "ja"}
    nps = view.indicator.soort == "nps"
    return {"tekst": number(figure.value) if nps else words.cijfer(figure, view.indicator), "leeg": ""}
