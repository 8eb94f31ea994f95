"""The template: what is in it, and that what is filled in comes back."""

import csv
import io
import zipfile
from datetime import date

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtbeeld.ingest.checks import check
from buurtbeeld.ingest.keys import file_code
from buurtbeeld.ingest.parts import Sheet
from buurtbeeld.ingest.template import form_for, template_csv, template_name, template_xlsx
from buurtbeeld.periods import Periode, PeriodeSoort
from tests.ingest_checks.made import ALL, RULES, SEH, UREN, rules

YEARS = [Periode.parse(code) for code in ("2024", "2025")]
ROUNDS = [Periode.parse(code) for code in ("2026-T3", "2026-T4", "2026-M05", "2026-K2", "2026-H1")]


def read_xlsx(data):
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Gegevens").to_python()
    return as_sheet([[str(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])


def read_csv(data):
    return as_sheet(list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")))


def as_sheet(rows):
    wide = tuple((*row, *(None,) * (len(rows[0]) - len(row))) for row in rows[1:])
    return Sheet(tuple(rows[0]), wide, tuple(range(2, len(rows) + 1)))


def test_rows_are_there_already():
    mine = rules(buurten=["goirle", "lochem"], bronnen=("verzekeraars",))
    form = form_for(mine, "verzekeraars", YEARS)
    assert [one.sleutel for one in form.buurten] == ["goirle", "lochem"]
    parts = {row[7] for row in form.rows if row[:3] == ("goirle", "2025", SEH)}
    assert parts == {"", "copd", "kwetsbare_ouderen"}
    assert {row[1] for row in form.rows} == {"2024", "2025"}
    assert form.columns[:7] == ("buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting")


def test_an_indicator_gets_the_periods_of_its_rhythm():
    form = form_for(RULES, "buurtnetwerk", ROUNDS)
    asked = {(row[2], row[1]) for row in form.rows}
    assert {periode for code, periode in asked if code == "trainingen"} == {"2026-05"}
    assert {periode for code, periode in asked if code == "initiatieven"} == {"2026-T3", "2026-T4"}


def test_a_list_asks_for_its_own_columns():
    assert "som_kwadraten" in form_for(RULES, "vragenlijst", YEARS).columns
    assert "som_kwadraten" not in form_for(RULES, "verzekeraars", YEARS).columns
    scores = [row[-3] for row in form_for(RULES, "nps_vragenlijst", ROUNDS).rows[:11]]
    assert scores == [str(score) for score in range(11)]
    assert "uitsplitsing" not in form_for(RULES, "nps_vragenlijst", ROUNDS, nps_scores=False).columns


@pytest.mark.parametrize("bron", ALL)
def test_an_empty_template_is_an_empty_delivery(bron):
    periodes = [*YEARS, *ROUNDS]
    for sheet in (read_xlsx(template_xlsx(RULES, bron, periodes)), read_csv(template_csv(RULES, bron, periodes))):
        assert len(sheet.rows) > 20
        rows, meldingen, _ = check(sheet, RULES)
        assert (rows, [one.code for one in meldingen]) == ((), ["E_GEEN_RIJEN"])


def test_nothing_in_the_workbook_is_a_formula_and_headers_are_locked():
    with zipfile.ZipFile(io.BytesIO(template_xlsx(RULES, "verzekeraars", YEARS))) as book:
        data = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in data + words
    assert "<sheetProtection" in data
    assert data.count('type="list"') == 4
    assert 'sqref="A2:A' in data


def test_the_same_template_twice_is_the_same_csv():
    assert template_csv(RULES, "gemeente", YEARS) == template_csv(RULES, "gemeente", YEARS)
    assert template_csv(RULES, "gemeente", YEARS).startswith(b"\xef\xbb\xbfbuurtcode;periode;indicator;")


def test_name_of_the_file():
    assert template_name(rules(programma="ecosysteem"), "gemeente", "xlsx") == "sjabloon_gemeente_ecosysteem.xlsx"


@st.composite
def filled(draw):
    """A template of some source and what is typed in it: row -> teller, noemer."""
    bron = draw(st.sampled_from(["verzekeraars", "alliantiepartners", "gemeente", "huisartspraktijken"]))
    form = form_for(RULES, bron, [*YEARS, *ROUNDS])
    places = draw(st.sets(st.integers(0, len(form.rows) - 1), min_size=1, max_size=20))
    typed = {}
    for place in sorted(places):
        noemer = draw(st.integers(10, 10**6))
        rule = RULES.indicatoren[form.rows[place][2]]
        least = 10 if rule.telt_personen[0] else 0
        teller = draw(st.integers(least, noemer))
        part = 0 if rule.heel[0] else draw(st.sampled_from([0, 0.5, 0.25, 0.125]))
        typed[place] = (teller if teller == noemer else teller + part, noemer)
    return form, typed


@settings(max_examples=40)
@given(filled(), st.booleans())
def test_what_is_filled_in_comes_back(made, as_text):
    form, typed = made
    cells = [list(row) for row in form.rows]
    for place, (teller, noemer) in typed.items():
        cells[place][3] = str(teller).replace(".", ",") if as_text else float(teller)
        cells[place][4] = str(noemer) if as_text else float(noemer)
    rows, meldingen, _ = check(as_sheet([list(form.columns), *cells]), RULES)
    assert [one for one in meldingen if one.weigert] == []
    assert [(row.rij - 2, row.teller, row.noemer) for row in rows] == [(at, *two) for at, two in typed.items()]
    for row in rows:
        rule = RULES.indicatoren[row.indicator]
        assert (row.buurt, row.periode, row.bron) == (*_keys(form.rows[row.rij - 2]), form.bron)
        assert row.waarde == pytest.approx(row.teller / row.noemer * rule.factor)


def _keys(row):
    month = len(row[1]) == 7 and row[1][5:].isdigit()
    return row[0], row[1].replace("-", "-M") if month else row[1]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 1)), st.sampled_from(PeriodeSoort))
def test_codes_of_periods_in_a_file_come_back(day, soort):
    periode = Periode.containing(day, soort)
    late = rules(vandaag=date(2040, 1, 1))
    row = ("goirle", file_code(periode), UREN, "20", "10", None, None)
    header = ("buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting")
    rows, _, _ = check(Sheet(header, (row,), (2,)), late)
    assert rows[0].periode == periode.code
