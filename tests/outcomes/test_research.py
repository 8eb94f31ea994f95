"""The research export: every published figure of a programma, as everybody sees it, and not one number more."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from buurtbeeld import figure_list
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.figures import ResearchQuestion, read
from buurtbeeld.outcomes import research
from buurtbeeld.privacy import files, research_exports
from buurtbeeld.roles import Role, User, account
from tests.outcomes.test_disclosure import CASES, TURNOVER, ZORG, members, turnover
from tests.outcomes.village import CONSULTS, HOURS, NPS, TODAY, catalog, rates

RESEARCHER = User("onderzoeker", Role.ONDERZOEKER, frozenset({"dorp"}))


@pytest.fixture
def delivered(village):
    """Figures that are shown, figures that are hidden, groups of an NPS, and a buurt that delivered nothing."""
    village.deliver([*rates("eigen"), *rates("naast-00"), *[("naast-01", "2025-K1", CONSULTS, "", 9.0, 900.0)]])
    counts = {"criticaster": 20.0, "passief": 30.0, "promotor": 45.0}
    village.deliver([("eigen", "2026-H1", NPS, name, n) for name, n in counts.items()], bron="nps_vragenlijst")
    village.publish()
    return village


def asked(village, user=RESEARCHER, programma="dorp"):
    return read(user, ResearchQuestion(programma, TODAY), reader=village.reader)


def lines(village):
    content = files.as_csv(research_exports.table(asked(village), village.catalog)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def number(text):
    return float(text.replace(",", ".")) if text not in {"", files.HIDDEN} else None


def test_it_says_what_everybody_in_the_programma_sees_and_nothing_else(delivered):
    """Beside the command line, which asks the same door for one buurt at a time."""
    mine = {
        (row["plaats"], row["indicator"], row["bron"], row["uitsplitsing"], row["periode"]): row
        for row in lines(delivered) if row["niveau"] == "buurt"
    }  # fmt: skip
    shown = {}
    for sleutel in ("eigen", "naast-00", "naast-01"):
        for row in figure_list.rows(account("kartrekker"), delivered.reader, sleutel, None, TODAY):
            if row.get("niveau") == "buurt":
                shown[row["gebied"], row["indicator"], row["bron"], row["uitsplitsing"], row["periode"]] = row
    shown = {key: row for key, row in shown.items() if row["waarde"] is not None}
    values = {key: row for key, row in mine.items() if number(row["waarde"]) is not None}
    assert set(values) == set(shown)
    assert len(values) > 20
    for key, row in values.items():
        decimals = delivered.catalog.indicatoren[key[1]].decimalen
        assert number(row["waarde"]) == files.rounded(shown[key]["waarde"], decimals)
        assert number(row["ondergrens_95"]) == files.rounded(shown[key]["ondergrens"], decimals)
        assert (number(row["teller"]), number(row["noemer"])) == (shown[key]["teller"], shown[key]["noemer"])


def test_a_figure_without_a_value_has_no_number_at_all(delivered):
    hidden = [row for row in lines(delivered) if row["plaats"] == "naast-01" and row["periode"] == "2025-K1"]
    assert [row["waarde"] for row in hidden] == [files.HIDDEN]
    for row in lines(delivered):
        if number(row["waarde"]) is None:
            assert all(row[name] in {"", files.HIDDEN} for name in research_exports.FIGURES)
            assert row["reden"]


def test_the_verdict_stands_once_at_the_newest_complete_figure_as_on_screen(delivered):
    told = {row["plaats"]: row for row in lines(delivered) if row["oordeel"] and row["indicator"] == CONSULTS}
    item = delivered.item(CONSULTS)
    assert f"{item.thema}: {item.beoordeling.oordeel.value}" in told["eigen"]["oordeel"].split("; ")
    assert told["eigen"]["periode"] == delivered.sheet(CONSULTS).reeksen[0].beoordeeld.periode.code
    assert "naast-00" not in told, "a buurt to compare with is not judged"


def test_each_line_stands_there_once_and_the_codebook_explains_it(delivered):
    rows = lines(delivered)
    keys = [(one["plaats"], one["indicator"], one["bron"], one["uitsplitsing"], one["periode"]) for one in rows]
    assert len(keys) == len(set(keys))
    found = asked(delivered)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.as_xlsx(research_exports.table(found, delivered.catalog))))
    assert book.sheet_names == ["Cijfers", "Over dit bestand", "Codeboek", "Cijfercodes"]
    columns = [row[0] for row in book.get_sheet_by_name("Codeboek").to_python()[1:]]
    assert tuple(columns) == tuple(rows[0]) == research_exports.HEADER
    codes = {row[0]: row for row in book.get_sheet_by_name("Cijfercodes").to_python()[1:]}
    assert set(codes) == {one["indicator"] for one in rows}
    assert {(one["indicator"], one["definitieversie"]) for one in rows} == {
        (code, row[-1]) for code, row in codes.items()
    }
    plain = {row.cellen[0] for row in research_exports.codebook(found, delivered.catalog).rijen}
    assert plain == {*columns, *codes}


def test_the_total_of_a_partner_stands_there_once_and_not_at_each_of_its_buurten(village):
    village.catalog = catalog(*members("b", "c", "d", "e"))
    village.deliver(list(turnover(CASES["five"])), bron="alliantiepartners")
    village.publish()
    rows = [row for row in lines(village) if row["indicator"] == TURNOVER]
    total = [row for row in rows if row["niveau"] == "partner"]
    assert {(row["plaats"], row["plaatsnaam"], row["rol"], row["oordeel"]) for row in total} == {(ZORG, "Zorg", "", "")}
    assert len(total) == len({row["periode"] for row in total})
    assert {row["teller"] for row in total} >= {"80"}
    assert not [row for row in rows if row["niveau"] == "buurt" and number(row["waarde"]) is not None]


def test_another_definition_is_another_version_and_another_place_on_screen_is_not(delivered):
    one = delivered.catalog.indicatoren[CONSULTS]
    version = research.version(one)
    assert research.version(one.model_copy(update={"volgorde": 99, "weergave": "staaf"})) == version
    assert research.version(one.model_copy(update={"definitie": "Iets anders."})) != version
    assert research.version(one.model_copy(update={"factor": 100.0})) != version
    assert research.version(delivered.catalog.indicatoren[HOURS]) != version


@pytest.mark.parametrize("rol", [Role.KARTREKKER, Role.COORDINATOR, Role.TRANSITIETEAM, Role.BEHEERDER, Role.BEZOEKER])
def test_who_does_no_research_gets_nothing(village, rol):
    with pytest.raises(PermissionDenied, match="alle cijfers van een programma downloaden"):
        asked(village, User("iemand", rol, frozenset({"dorp"}), frozenset({"eigen"})))


def test_of_another_programma_and_of_one_that_is_not_there(village):
    with pytest.raises(PermissionDenied):
        asked(village, User("onderzoeker", Role.ONDERZOEKER, frozenset({"ecosysteem"})))
    with pytest.raises(NotFound):
        asked(village, User("onderzoeker", Role.ONDERZOEKER, frozenset({"weg"})), "weg")
