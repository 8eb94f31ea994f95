"""The template somebody fills in: the rows are there already, so that only numbers are typed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buurtbeeld.ingest.headers import REQUIRED
from buurtbeeld.ingest.keys import NPS_GROUPS, file_code
from buurtbeeld.ingest.parts import BuurtRule, IndicatorRule, Rules
from buurtbeeld.ingest.template_sheets import write_workbook
from buurtbeeld.periods import Periode, PeriodeSoort

VERSION = "1"


@dataclass(frozen=True)
class Form:
    """What a template holds before it is written as XLSX or CSV.

    Attributes:
        columns: names, in order.
        rows: texts per row, as wide as the columns; "" where a number is asked.
        indicatoren, buurten, periodes: what occurs in it, for the explanation and the lists.
    """

    bron: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    indicatoren: tuple[IndicatorRule, ...]
    buurten: tuple[BuurtRule, ...]
    periodes: tuple[Periode, ...]


def form_for(rules: Rules, bron: str, periodes: Sequence[Periode], *, nps_scores: bool = True) -> Form:
    """Every row somebody is asked for: buurt by period by indicator by breakdown.

    Args:
        bron: source that delivers.
        periodes: periods to ask for; an indicator gets those of the rhythm of this source, all when none fit.
        nps_scores: ask how many people gave 0, 1 … 10 in place of the NPS itself.
    """
    buurten = tuple(
        one for one in rules.buurten.values() if bron in one.bronnen and rules.programma in ("", one.programma)
    )
    indicatoren = tuple(one for one in rules.indicatoren.values() if bron in one.bronnen)
    columns = _columns(indicatoren, nps_scores=nps_scores)
    keys = [
        (buurt.sleutel, file_code(periode), rule.code, part)
        for buurt in buurten
        for rule in indicatoren
        for periode in _asked(rule, bron, periodes)
        for part in _parts(rule, nps_scores=nps_scores)
    ]
    rows = tuple(_row(key, columns) for key in keys)
    used = {key[1] for key in keys}
    return Form(bron, columns, rows, indicatoren, buurten, tuple(one for one in periodes if file_code(one) in used))


def template_xlsx(rules: Rules, bron: str, periodes: Sequence[Periode], *, nps_scores: bool = True) -> bytes:
    """The template as a workbook: sheet Gegevens to fill in, and sheet Uitleg. No formulas."""
    return write_workbook(form_for(rules, bron, periodes, nps_scores=nps_scores))


def template_csv(rules: Rules, bron: str, periodes: Sequence[Periode], *, nps_scores: bool = True) -> bytes:
    """The template as CSV: `;` between the columns, UTF-8 with a BOM, so that Excel opens it well."""
    form = form_for(rules, bron, periodes, nps_scores=nps_scores)
    text = io.StringIO()
    for row in (form.columns, *form.rows):
        text.write(";".join(row) + "\r\n")
    return text.getvalue().encode("utf-8-sig")


def template_name(rules: Rules, bron: str, ending: str) -> str:
    """Name of the file, e.g. "sjabloon_verzekeraars_ecosysteem.xlsx"."""
    return "_".join(filter(None, ["sjabloon", bron, rules.programma])) + f".{ending}"


def _columns(indicatoren: Sequence[IndicatorRule], *, nps_scores: bool) -> tuple[str, ...]:
    """Columns that are always there, and those that one of these indicators needs."""
    parted = any(any(_parts(one, nps_scores=nps_scores)) for one in indicatoren)
    listed = any(one.soort == "schaal" for one in indicatoren)
    shared = any(one.noemer for one in indicatoren)
    return (
        *REQUIRED,
        "toelichting",
        *(("uitsplitsing",) if parted else ()),
        *(("n", "som_kwadraten") if listed else ()),
        *(("n_bronnen", "grootste_aandeel") if shared else ()),
    )


def _asked(rule: IndicatorRule, bron: str, periodes: Sequence[Periode]) -> Iterator[Periode]:
    ritme = dict(zip(rule.bronnen, rule.ritmes, strict=False)).get(bron, "")
    fits = [one for one in periodes if one.soort in (ritme, PeriodeSoort.TWAALFMAANDS)]
    yield from fits or periodes


def _parts(rule: IndicatorRule, *, nps_scores: bool) -> tuple[str, ...]:
    if rule.soort != "nps":
        return ("", *rule.uitsplitsingen)
    scores = tuple(part for part in rule.uitsplitsingen if part not in NPS_GROUPS)
    return scores if nps_scores else ("",)


def _row(key: tuple[str, str, str, str], columns: Sequence[str]) -> tuple[str, ...]:
    known = dict(zip(("buurtcode", "periode", "indicator", "uitsplitsing"), key, strict=True))
    return tuple(known.get(column, "") for column in columns)
