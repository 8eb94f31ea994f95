"""The Cijferblad as markup and chart: every part that does not depend on a click, made once per publication and day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from buurtbeeld.charts.outcome_series import axis_start, leaves_out, series_chart
from buurtbeeld.dutch import date_text
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.periods import PeriodeSoort, today
from buurtbeeld.roles import User
from pages._ui import cached, html, services, sheet_notes, sheet_tables
from pages._ui.sheet_address import Asked
from pages._ui.sheet_view import View, view_of
from pages._ui.verdicts import mark

SHORT = 12  # periods on a telephone


@dataclass(frozen=True)
class Parts:
    """A Cijferblad from top to bottom.

    Attributes:
        grafiek: specification of the chart; None when no figure is shown.
        ziet: what one sees in it, also its text for who cannot see it.
    """

    view: View
    kop: str
    antwoord: str
    grafiekkop: str
    grafiek: dict[str, Any] | None
    ziet: str
    onder: str
    cijfers: str
    uitleg: str


def parts(user: User, sleutel: str, asked: Asked) -> Parts:
    """The sheet that is asked for.

    Raises:
        NotFound: unknown buurt or indicator.
    """
    key = (*cached.outcome_key(user), sleutel, asked.indicator, asked.thema, asked.bron, asked.maat, today())
    return cached.made("cijferblad", key, lambda: _parts(user, sleutel, asked))


def _parts(user: User, sleutel: str, asked: Asked) -> Parts:
    view = view_of(cached.sheet(user, sleutel, asked.indicator, asked.thema), asked, services.catalog())
    ziet = words.plain(words.wat_ziet_u(view.reeks, view.over))
    return Parts(
        view=view,
        kop=_kop(view),
        antwoord=_antwoord(view),
        grafiekkop=_grafiekkop(view),
        grafiek=series_chart(view.subject),
        ziet=ziet,
        onder=_onder(view, ziet),
        cijfers=sheet_tables.cijfers(view),
        uitleg=sheet_notes.uitleg(view),
    )


def _kop(view: View) -> str:
    sheet = view.sheet
    beside = sheet.plek.gemeente_naam if sheet.plek.gemeente_naam != sheet.plek.naam else ""
    newest = sheet.reeksen[0].nieuwste
    return html.render(
        "kop",
        waar=f"{sheet.plek.naam}, gemeente {beside}" if beside else sheet.plek.naam,
        cijfers=sheet_tables.row_name(newest.periode) if newest else "",
        bijgewerkt=f"Bijgewerkt t/m {date_text(sheet.bijgewerkt)}" if sheet.bijgewerkt else "",
    )


def _antwoord(view: View) -> str:
    sheet, reeks = view.sheet, view.sheet.reeksen[0]
    found = view.beoordeling
    badge = words.BADGES.get(reeks.meting)
    return html.render(
        "bladantwoord",
        zinnen=[words.antwoord(sheet, view.catalog)],
        merk=mark(found.oordeel),
        waarom=words.oordeel_zin(found, view.indicator, sheet.thema),
        letop=" ".join(words.waarschuwingen(sheet, view.indicator)),
        badge=badge.naam if badge else "",
        badgezin=badge.uitleg if badge else "",
        bron=bron_naam(reeks.bron, view.catalog).lower() if reeks.nieuwste else "",
    )


def _grafiekkop(view: View) -> str:
    figures = view.reeks.figures
    if not figures:
        return html.render("kopje", niveau=2, tekst="Het verloop", schatting=False, bij="")
    first, last = (sheet_tables.last_month(figures[at].periode) for at in (0, -1))
    het = "het " if figures[0].periode.soort in (PeriodeSoort.KWARTAAL, PeriodeSoort.HALFJAAR) else ""
    tekst = f"{het}{first}"[:1].upper() + f"{het}{first}"[1:]
    if len(figures) > 1:
        tekst = f"Van {het}{first} tot en met {het}{last}"
    return html.render("kopje", niveau=2, tekst=tekst, schatting=False, bij=_unit(view))


def _unit(view: View) -> str:
    """What is measured, and how to read a dot."""
    unit = sheet_tables.unit(view.over, view.reeks)
    open_ones = any(one.status.value == "voorlopig" for one in view.reeks.figures)
    told = [unit]
    if open_ones:
        told.append(f"{'Open staaf' if view.telt else 'Open punt'} = voorlopig.")
    return " ".join(told)


def _onder(view: View, ziet: str) -> str:
    drawn = any(one.value is not None for one in view.reeks.figures)
    return html.render(
        "bladonder",
        getekend=drawn,
        ziet=ziet,
        noten=_notes(view) if drawn else [],
        waarom=_nothing(view),
        acties=sheet_notes.acties(view),
        lijst=leaves_out(view.subject),
        bewijs=not view.telt and view.subject.says_course,
        kort=len(view.reeks.figures) > SHORT,
    )


def _nothing(view: View) -> str:
    """Why there is nothing to draw, and what comes."""
    figures = view.reeks.figures
    if figures:
        return figures[-1].reden
    due = view.reeks.volgende
    return f"Volgende levering: uiterlijk {date_text(due)}." if due else "Wanneer ze komen, is nog niet bekend."


def _notes(view: View) -> list[str]:
    told = []
    begin = axis_start(view.subject)
    if begin is not None and not view.telt:
        told.append(f"De as begint bij {words.met_eenheid(begin, view.over).replace(',0', '')}.")
    if any(one.lower is not None for one in view.reeks.figures) and not view.telt:
        told.append(f"{'De lichte band' if view.subject.has_band else 'Het streepje door een punt'} is de marge.")
    told += [one.zin for one in view.reeks.breuken]
    return told
