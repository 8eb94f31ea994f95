"""From accepted deliveries to what figures.read answers, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from buurtbeeld import publication
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import NotFound, SourceError
from buurtbeeld.figures import (
    NeighboursQuestion,
    PlekQuestion,
    ProfileQuestion,
    Reader,
    SearchQuestion,
    SeriesQuestion,
    SourcesQuestion,
    VersionQuestion,
    read,
)
from buurtbeeld.ingest import deliveries
from buurtbeeld.model import Status
from buurtbeeld.roles import Role, User
from buurtbeeld.storage.schema_published import area, figure, indicator, part, reason
from data_sources import startset
from tests.factories import table
from tests.integration.answers import answer

CONFIG = Path(__file__).parents[2] / "config"
VISITOR = User("iemand", Role.BEZOEKER)


class House:
    """Both stores with a catalogue; tables are delivered and published as a source would."""

    def __init__(self, settings, vault, published, catalog):
        self.settings, self.vault, self.published, self.catalog = settings, vault, published, catalog
        self.tables = {}
        self.reads = 0

    def startset(self):
        for bron in startset.BRON_BY_TABLE.values():
            found = startset.fetch(self.catalog.bronnen[bron])
            deliveries.accept(self.vault, self.settings.raw_dir, found, by="test")
        return self.publish()

    def deliver(self, made, content=b""):
        body = content or repr((made.jaar, made.values.to_dict())).encode()
        self.tables[body] = made
        raw = answer(body, bron=made.bron, tabel=made.tabel, jaar=made.jaar)
        return deliveries.accept(self.vault, self.settings.raw_dir, raw, by="test").delivery_id

    def publish(self):
        known = dict.fromkeys(("cbs_kerncijfers", "rivm_gezondheid", "cbs_ses"), self._read)
        work = publication.Work(
            self.vault, self.published, self.settings.raw_dir, self.catalog, known | {"startset": startset.read}
        )
        return publication.publish(work, by="test", code_version="0")

    def _read(self, _spec, raw):
        self.reads += 1
        found = self.tables[raw.documents["TypedDataSet.0.json"]]
        if isinstance(found, Exception):
            raise found
        return [found]

    def ask(self, question):
        return read(VISITOR, question, reader=Reader(self.published, self.catalog))

    def row(self, sleutel, code, jaar=None):
        return self.ask(ProfileQuestion(sleutel, jaar)).rows[code]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(CONFIG)


@pytest.fixture
def house(settings, vault, published, catalog):
    return House(settings, vault, published, catalog)


def people(count, **more):
    return {"aantal_inwoners": count, "stedelijkheid": 1, **more}


def country(jaar=2024, names=None, **overrides):
    """Five buurten of one class in one gemeente; BU03440526 is too small to compare with."""
    values = {
        "NL00": people(17_000_000, gemiddeld_inkomen_per_inwoner=35),
        "GM0344": people(374_000, gemiddeld_inkomen_per_inwoner=38),
        "BU03440522": people(900, gemiddeld_inkomen_per_inwoner=20),
        "BU03440523": people(800, gemiddeld_inkomen_per_inwoner=30),
        "BU03440524": people(700, gemiddeld_inkomen_per_inwoner=40),
        "BU03440525": people(600, gemiddeld_inkomen_per_inwoner=20),
        "BU03440526": people(150, gemiddeld_inkomen_per_inwoner=10),
    }
    for code, changes in overrides.pop("changes", {}).items():
        values[code] = values.get(code, {}) | changes
    made = table(values, jaar=jaar, indeling=jaar, tabel=f"{jaar}NED", **overrides)
    for code, naam in ({"NL00": "Nederland", "GM0344": "Utrecht", "BU03440522": "Sterrenwijk"} | (names or {})).items():
        made.areas.loc[code, "naam"] = naam
    return made


INCOME = "gemiddeld_inkomen_per_inwoner"


def test_the_embedded_default_shows_the_three_buurten_of_the_readme(house):
    house.startset()
    sterrenwijk = house.ask(ProfileQuestion("sterrenwijk"))
    assert sterrenwijk.rows["aantal_inwoners"].own.value == 900
    income = sterrenwijk.rows[INCOME]
    assert (income.own.value, income.own.status) == (None, Status.GEHEIM_BRON)
    assert "2.500 personen" in income.own.reden
    assert (income.gemeente.value, income.land.value) == (38.5, 34.9)
    assert house.row("emmen", "aantal_inwoners").own.value == 109_346
    westwijk = house.ask(ProfileQuestion("westwijk"))
    assert westwijk.rows["aantal_inwoners"].own.value == 18_445
    assert "Bovenkerk" in westwijk.plek.opmerking
    assert "3.025" in westwijk.plek.opmerking


def test_the_embedded_default_has_a_spread_but_no_rank(house):
    house.startset()
    profile = house.ask(ProfileQuestion("sterrenwijk"))
    row = profile.rows["percentage_koopwoningen"]
    assert not profile.land_geladen
    assert row.own.lager is None
    assert (row.spread.p25, row.spread.p75, row.spread.stedelijkheid) == (26, 56, "1")
    assert row.spread.low is None


@pytest.mark.parametrize("sleutel", ["groenewoud", "zwolle-zuid", "westwijk"])
def test_health_of_wijken_is_not_in_the_embedded_default_and_the_gemeente_is_shown(house, sleutel):
    house.startset()
    row = house.row(sleutel, "goede_ervaren_gezondheid")
    assert row.own.status is Status.NIET_GELEVERD
    assert row.own.reden == "Dit cijfer zit voor wijken niet in de startset."
    assert row.gemeente.value is not None
    assert row.gemeente.gebied.startswith("GM")


def test_every_baseline_figure_has_a_value_or_a_reason(house):
    house.startset()
    for _, buurt in house.catalog.buurten():
        for row in house.ask(ProfileQuestion(buurt.sleutel)).rows.values():
            for one in (row.own, *row.parts, row.gemeente, row.land):
                assert one is None or (one.value is not None) == one.status.has_value
                assert one is None or one.value is not None or one.reden


def test_publishing_again_changes_nothing_and_reads_nothing(house):
    house.deliver(country())
    first, reads = house.publish(), house.reads
    assert (house.publish(), house.reads) == (first, reads)


def test_a_fetched_table_goes_before_the_embedded_default(house):
    house.startset()
    house.deliver(country(changes={"BU03440522": {"aantal_inwoners": 905}}), b"x")
    house.publish()
    assert house.row("sterrenwijk", "aantal_inwoners").own.value == 905
    house.startset()
    assert house.row("sterrenwijk", "aantal_inwoners").own.value == 905


def test_a_retracted_delivery_brings_the_one_before_back(house):
    house.startset()
    number = house.deliver(country(changes={"BU03440522": {"aantal_inwoners": 905}}))
    house.publish()
    deliveries.retract(house.vault, number, by="test", reason="Verkeerde tabel.")
    house.publish()
    assert house.row("sterrenwijk", "aantal_inwoners").own.value == 900


def test_ranks_count_lower_values_among_the_other_comparable_areas(house):
    house.deliver(country())
    house.publish()
    places = {
        code: (row.own.lager, row.own.vergeleken)
        for code in ("BU03440522", "BU03440523", "BU03440524", "BU03440525", "BU03440526", "GM0344")
        for row in [house.row(code, INCOME)]
    }
    assert places == {
        "BU03440522": (0, 3),
        "BU03440523": (2, 3),
        "BU03440524": (3, 3),
        "BU03440525": (0, 3),
        "BU03440526": (None, None),
        "GM0344": (0, 0),
    }
    spread = house.row("BU03440522", INCOME).spread
    assert (spread.n, spread.low, spread.p25, spread.p75, spread.high) == (4, 20, 20, 32.5, 40)


def test_a_plek_stands_beside_what_it_lies_in_only(house):
    house.deliver(country())
    house.publish()
    buurt, gemeente, land = (house.row(code, INCOME) for code in ("BU03440522", "GM0344", "NL00"))
    assert (buurt.gemeente.value, buurt.land.value) == (38, 35)
    assert (gemeente.gemeente, gemeente.land.value) == (None, 35)
    assert (land.gemeente, land.land) == (None, None)


def test_the_newest_filled_year_is_shown(house):
    empty = {code: {INCOME: None} for code in ("BU03440522", "BU03440523", "BU03440524", "BU03440525", "BU03440526")}
    house.deliver(country(2023))
    house.deliver(country(2024, changes=empty))
    house.publish()
    row = house.row("BU03440522", INCOME)
    assert (row.own.value, row.own.jaar, row.gemeente.jaar, row.land.jaar) == (20, 2023, 2023, 2023)
    assert house.row("BU03440522", "aantal_inwoners").own.jaar == 2024


def test_a_year_that_is_filled_around_here_is_shown_even_when_the_own_area_has_none(house):
    house.deliver(country(2023))
    house.deliver(country(2024, changes={"BU03440522": {INCOME: None}}))
    house.publish()
    row = house.row("BU03440522", INCOME)
    assert (row.own.jaar, row.own.value, row.own.status) == (2024, None, Status.GEHEIM_BRON)


def test_an_asked_year_shows_nothing_later(house):
    house.deliver(country(2023, changes={"BU03440522": {"aantal_inwoners": 890}}))
    house.deliver(country(2024))
    house.publish()
    profile = house.ask(ProfileQuestion("BU03440522", 2023))
    assert (profile.jaar, profile.jaren) == (2023, (2024, 2023))
    assert profile.rows["aantal_inwoners"].own.value == 890
    with pytest.raises(NotFound, match="geen cijfers over 1999"):
        house.ask(ProfileQuestion("BU03440522", 1999))


def test_a_code_that_named_another_area_is_not_the_same_area(house):
    house.deliver(country(2017, names={"BU03440522": "Tolsteegsingel"}))
    house.deliver(country(2024))
    house.publish()
    assert house.ask(ProfileQuestion("sterrenwijk")).jaren == (2024,)
    series = house.ask(SeriesQuestion("sterrenwijk", "aantal_inwoners"))
    assert [point.jaar for point in series.own] == [2024]
    assert [point.jaar for point in series.land] == [2017, 2024]


def test_a_line_joins_years_only_when_every_edition_between_says_the_border_stayed(house):
    for jaar in (2020, 2023, 2024):
        house.deliver(country(jaar))
    house.publish()
    series = house.ask(SeriesQuestion("BU03440522", "aantal_inwoners"))
    assert [(point.jaar, point.verbonden) for point in series.own] == [(2020, False), (2023, False), (2024, True)]
    assert "Tussen 2020 en 2023" in series.breuk
    assert [point.verbonden for point in series.land] == [False, True, True]


def test_a_changed_border_breaks_the_line(house):
    moved = country(2024)
    moved.areas.loc["BU03440522", "indelingswijziging"] = "3"
    house.deliver(country(2023))
    house.deliver(moved)
    house.publish()
    series = house.ask(SeriesQuestion("BU03440522", "aantal_inwoners"))
    assert [point.verbonden for point in series.own] == [False, False]


def test_a_composite_is_ranked_among_areas_that_are_not_its_parts(house):
    parts = {"WK036211": people(10_630, woningvoorraad=4_000), "WK036212": people(7_815, woningvoorraad=3_000)}
    others = {f"WK0362{number:02}": people(1_000 * number, woningvoorraad=100) for number in (1, 2, 20)}
    values = {"NL00": people(17_000_000), "GM0362": people(95_000), **parts, **others}
    house.deliver(table(values))
    house.publish()
    own = house.row("westwijk", "aantal_inwoners").own
    assert (own.value, own.methode) == (18_445, "opgeteld")
    assert (own.lager, own.vergeleken) == (2, 3)


def wijken(jaar, names=None):
    parts = {"WK036211": people(10_000 + jaar), "WK036212": people(7_000)}
    made = table({"NL00": people(17_000_000), "GM0362": people(95_000), **parts}, jaar=jaar, indeling=jaar)
    for code, naam in {"WK036211": "Bovenkerk - Westwijk Noord", "WK036212": "Westwijk Zuid", **(names or {})}.items():
        made.areas.loc[code, "naam"] = naam
    return made


def test_a_composite_keeps_its_figures_when_a_newer_year_comes(house):
    house.startset()
    house.deliver(wijken(2025))
    house.publish()
    profile = house.ask(ProfileQuestion("westwijk"))
    assert (profile.jaar, profile.jaren) == (2025, (2025, 2024))
    assert profile.rows["aantal_inwoners"].own.value == 10_000 + 2025 + 7_000
    earlier = house.ask(ProfileQuestion("westwijk", 2024))
    assert earlier.rows["aantal_inwoners"].own.value == 18_445


def test_a_composite_is_not_made_of_areas_that_became_others(house):
    house.startset()
    house.deliver(wijken(2025, names={"WK036212": "Heel iets anders"}))
    house.publish()
    own = house.row("westwijk", "aantal_inwoners").own
    assert (own.value, own.jaar) == (18_445, 2024)


def test_a_slower_publisher_does_not_bring_back_what_was_retracted(house):
    number = house.deliver(country(2024))
    house.publish()
    rows, mark = deliveries.current(house.vault)
    deliveries.retract(house.vault, number, by="test", reason="Verkeerde tabel.")
    newest = house.publish()
    with house.published.begin() as connection:
        late = publication._publication(connection, [1], mark=mark, by="test", code_version="0", catalog=house.catalog)
    assert (late, house.ask(VersionQuestion())) == (None, newest)
    assert [row.id for row in rows] == [number]


def test_a_loaded_year_leaves_parts_of_other_years_alone(house):
    house.startset()
    with house.published.connect() as connection:
        before = set(connection.scalars(sa.select(part.c.id).where(part.c.bron == "rivm_gezondheid")))
    house.deliver(country(2020))
    house.publish()
    with house.published.connect() as connection:
        assert set(connection.scalars(sa.select(part.c.id).where(part.c.bron == "rivm_gezondheid"))) == before


def test_an_area_that_was_taken_back_is_no_place_any_more(house):
    house.startset()
    number = house.deliver(country(2025))
    house.publish()
    assert house.ask(PlekQuestion("BU03440526")).naam == "BU03440526"
    deliveries.retract(house.vault, number, by="test", reason="Verkeerde tabel.")
    house.publish()
    with pytest.raises(NotFound):
        house.ask(PlekQuestion("BU03440526"))


def test_no_figure_points_at_nothing(house, published):
    house.startset()
    house.deliver(country())
    house.publish()
    with published.connect() as connection:
        for column, target in (
            (figure.c.part_id, part.c.id),
            (figure.c.area_id, area.c.id),
            (figure.c.indicator_id, indicator.c.id),
            (figure.c.reason_id, reason.c.id),
        ):
            lost = sa.select(sa.func.count()).where(column.is_not(None), column.not_in(sa.select(target)))
            assert connection.scalar(lost) == 0


def test_a_table_that_cannot_be_read_leaves_the_last_publication(house):
    house.deliver(country(2023))
    before = house.publish()
    house.deliver(country(2024), b"broken")
    house.tables[b"broken"] = SourceError("Deze tabel is niet te lezen.")
    with pytest.raises(SourceError):
        house.publish()
    assert house.ask(VersionQuestion()) == before
    assert house.ask(ProfileQuestion("BU03440522")).jaar == 2023


def test_a_figure_walks_back_to_its_raw_file(house):
    number = house.deliver(country())
    house.publish()
    origin = house.row("BU03440522", INCOME).own.origin
    assert (origin.levering, origin.tabel, origin.peiljaar) == (number, "2024NED", 2024)
    assert (house.settings.raw_dir / origin.raw_file).is_file()
    assert len(origin.sha256) == 64


def test_places_are_found_by_name_and_code(house):
    house.startset()
    assert [hit.sleutel for hit in house.ask(SearchQuestion("sterrenw"))] == ["sterrenwijk", "BU03440522"]
    assert [hit.sleutel for hit in house.ask(SearchQuestion("bu03440522"))] == ["BU03440522"]
    assert house.ask(SearchQuestion("%")) == ()
    assert house.ask(SearchQuestion("x' OR 1=1 --")) == ()
    around = house.ask(NeighboursQuestion("sterrenwijk"))
    assert [one.sleutel for one in around] == ["NL00", "GM0344", "WK034405"]
    assert [one.sleutel for one in house.ask(NeighboursQuestion("westwijk"))][-2:] == ["WK036211", "WK036212"]
    assert house.ask(PlekQuestion("gm0114")).naam == "Emmen"


@pytest.mark.parametrize("sleutel", ["nergens", "", "BU99999999", "ecosysteem:westwijk", "'; DROP TABLE part; --"])
def test_an_unknown_place_gets_a_sentence(house, sleutel):
    house.startset()
    with pytest.raises(NotFound, match="Er is geen buurt, wijk of gemeente"):
        house.ask(ProfileQuestion(sleutel))


def test_before_anything_is_published_there_is_no_publication_and_no_place(house):
    assert house.ask(VersionQuestion()) == 0
    with pytest.raises(NotFound):
        house.ask(PlekQuestion("BU03440522"))
    profile = house.ask(ProfileQuestion("sterrenwijk"))
    assert profile.rows["aantal_inwoners"].own.status is Status.NIET_GELEVERD


def test_sources_say_how_fresh_they_are(house):
    house.startset()
    states = {state.bron: state for state in house.ask(SourcesQuestion())}
    assert states["cbs_kerncijfers"].startset
    assert states["cbs_kerncijfers"].edities == (2024,)
    assert states["cbs_ses"].edities == ()
