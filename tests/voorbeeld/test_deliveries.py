"""The invented deliveries: the same bytes, every indicator, mishaps of real life, and the effect that is in them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from buurtbeeld.ingest import inspection
from buurtbeeld.ingest.rules import rules_for
from buurtbeeld.periods import Periode
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from data_sources.voorbeeld import geography
from data_sources.voorbeeld.deliveries import LATE, MENDED, MENDED_PERIOD, MISTAKE, SINCE, TIMES, deliveries
from data_sources.voorbeeld.interventions import interventions
from data_sources.voorbeeld.outcomes import HOURS
from data_sources.voorbeeld.truth import write_truth
from data_sources.voorbeeld.world import World

TODAY = date(2026, 11, 24)
SEED = 7


@pytest.fixture(scope="module")
def make(catalog):
    def made(seed=SEED, today=TODAY):
        return list(deliveries(seed, today, catalog.outcomes(), catalog.app.uitsplitsingen))

    return made


@pytest.fixture(scope="module")
def files(make):
    return make()


@pytest.fixture(scope="module")
def expected(catalog):
    """Codes of indicators that somebody delivers."""
    return {one.code for one in catalog.outcomes() if one.bron != "app" and not one.afgeleid_van}


def rows_of(file):
    return list(csv.DictReader(io.StringIO(file.data.decode()), delimiter=";"))


def key(row):
    return row["buurtcode"], row["periode"], row["indicator"], row["uitsplitsing"]


def number(text):
    return float(text.replace(",", "."))


@pytest.fixture(scope="module")
def history(files):
    """Bron -> key -> row as it was first delivered; mishaps left out."""
    found = defaultdict(dict)
    for file in files:
        if file.kind == "levering" and file.naam != MISTAKE:
            found[file.bron].update((key(row), row) for row in rows_of(file))
    return found


def test_the_same_arguments_give_the_same_bytes(make, files):
    assert make() == files
    assert [file.data for file in make()] == [file.data for file in files]
    assert [file.data for file in make(seed=8)] != [file.data for file in files]


def test_files_are_few_and_small(files):
    assert len(files) <= 30
    assert all(len(file.data) <= 10_000_000 and file.data.count(b"\n") <= 50_001 for file in files)
    assert sum(len(rows_of(file)) for file in files) > 30_000


def test_files_come_in_order_and_none_comes_from_the_future(files):
    moments = [file.op for file in files]
    assert moments == sorted(moments)
    assert max(moments) < datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    assert all(Periode.parse(period(row)).eind <= file.op.date() for file in files for row in rows_of(file))


def period(row):
    return row["periode"] if row["periode"][5:6] in {"", "T", "K", "H"} else row["periode"].replace("-", "-M", 1)


def test_every_indicator_that_is_delivered_occurs(files, expected):
    assert {row["indicator"] for file in files for row in rows_of(file)} == expected


def test_every_source_of_an_indicator_delivers_it(files, catalog, expected):
    found = {(file.bron, row["indicator"]) for file in files for row in rows_of(file)}
    wanted = {
        (bron, code)
        for code in expected
        for bron in (catalog.indicatoren[code].bron, *(other.bron for other in catalog.indicatoren[code].ook_van))
    }
    assert found == wanted


def test_an_indicator_that_comes_later_gets_figures_too(catalog):
    for soort in ("rate", "verhouding", "gemiddelde"):
        like = next(one for one in catalog.outcomes() if one.soort == soort and not one.afgeleid_van)
        new = like.model_copy(update={"code": f"nieuw_{soort}", "ook_van": ()})
        made = [file for file in deliveries(SEED, TODAY, [new], {}) if file.kind == "levering"]
        assert {row["indicator"] for file in made for row in rows_of(file)} == {new.code}


def test_every_file_is_accepted(files, catalog):
    bronnen = tuple(code for code, spec in catalog.bronnen.items() if spec.soort == "levering")
    for file in files:
        if file.kind == "intrekking":
            continue
        rules = rules_for(
            catalog,
            buurten_bronnen={place.sleutel: bronnen for place in geography.places()},
            inwoners={place.sleutel: place.inwoners for place in geography.places()},
            verouderd=frozenset(),
            vandaag=TODAY,
            programma="voorbeeld",
            bron=file.bron,
        )
        found = inspection.inspect(file.data, file.naam, rules)
        assert [one for one in found.meldingen if one.weigert] == [], file.naam
        assert {row.bron for row in found.rows} == {file.bron}
        assert found.gelezen == len(rows_of(file))


def test_a_later_today_adds_rows_and_changes_none(make, history):
    earlier = defaultdict(dict)
    for file in make(today=date(2025, 3, 2)):
        if file.kind == "levering" and file.naam != MISTAKE:
            earlier[file.bron].update((key(row), row) for row in rows_of(file))
    assert earlier.keys() <= history.keys()
    for bron, rows in earlier.items():
        common = rows.keys() & history[bron].keys()
        assert len(common) > 0.99 * len(rows), bron
        assert all(rows[one] == history[bron][one] for one in common), bron


def test_two_months_periods_run_from_2022_to_the_last_one_that_is_over(history):
    periods = {one[1] for one in history["alliantiepartners"] if one[2] == HOURS}
    assert min(periods) == "2022-T1-12M"
    assert max(periods) == "2026-T5-12M"
    assert len(periods) == 29


def test_small_counts_start_with_the_buurt(history):
    starts = {place.sleutel: place.start for place in geography.places()}
    rows = history["buurtnetwerk"].values()
    assert rows
    for row in rows:
        assert starts[row["buurtcode"]] is not None
        assert Periode.parse(period(row)).eind > starts[row["buurtcode"]]


def test_started_acties_are_those_of_the_list(history):
    told = Counter(one.buurt for one in interventions(World(SEED)) if one.start < date(2026, 7, 1))
    counted = Counter()
    for (buurt, when, code, _), row in history["buurtnetwerk"].items():
        if code == "gestarte_interventies" and when <= "2026-T3":
            counted[buurt] += int(row["teller"])
    assert counted["lindekwartier"] == told["lindekwartier"] > 0
    assert all(counted[buurt] <= told[buurt] for buurt in told)


def test_nps_counts_answers_from_0_to_10(history):
    scores = defaultdict(set)
    for buurt, when, code, score in history["nps_vragenlijst"]:
        scores[buurt, when, code].add(score)
    assert all(found == {str(score) for score in range(11)} for found in scores.values())
    assert {code for _, _, code in scores} == {"nps_burgers", "nps_clienten", "nps_professionals"}


def test_breakdowns_are_delivered_where_the_catalogue_has_them(history, catalog):
    groups = set(catalog.app.uitsplitsingen["doelgroep"])
    found = defaultdict(set)
    for _, _, code, group in history["verzekeraars"]:
        found[code].add(group)
    with_groups = {code for code, parts in found.items() if parts == {"", *groups}}
    assert with_groups == {one.code for one in catalog.outcomes() if one.uitsplitsing == "doelgroep"}


def test_small_buurten_have_small_numbers(history):
    clients = {one[0]: number(row["noemer"]) for one, row in history["alliantiepartners"].items() if one[2] == HOURS}
    assert min(clients.values()) < 10
    assert max(clients.values()) > 500


def test_counts_vary_more_than_pure_chance(history):
    """Between buurten the spread of consultations is many times that of a Poisson count."""
    rates, by_chance = [], []
    for (_, when, code, _), row in history["huisartspraktijken"].items():
        if (when, code) == ("2025-K1", "ha_consulten_per_1000"):
            rates.append(number(row["teller"]) / number(row["noemer"]))
            by_chance.append(rates[-1] / number(row["noemer"]))
    assert np.var(rates) > 3 * np.mean(by_chance)


def test_winter_is_busier_than_summer(history):
    totals = Counter()
    for (_, when, code, _), row in history["huisartspraktijken"].items():
        if code == "ha_consulten_per_1000" and when[:4] in {"2023", "2024"}:
            totals[when[5:]] += number(row["teller"])
    assert totals["K1"] > 1.05 * totals["K3"]


def test_some_figures_are_missing_and_some_came_late(files, history):
    for bron, count in LATE.items():
        late = [file for file in files if file.bron == bron and "nagekomen" in file.naam]
        assert len({row["buurtcode"] for file in late for row in rows_of(file)}) == count
    hours = Counter(one[0] for one in history["alliantiepartners"] if one[2] == HOURS)
    assert hours["lindekwartier"] == 29
    assert 20 <= sum(29 - count for count in hours.values()) <= 80


def test_hours_of_insurers_jump_with_the_tariff_and_those_of_partners_do_not(history):
    def total(bron, years):
        rows = [row for one, row in history[bron].items() if one[2] == HOURS and one[1] in years and one[0] in BIG]
        return sum(number(row["teller"]) for row in rows) / sum(number(row["noemer"]) for row in rows)

    jump = total("verzekeraars", {"2024"}) / total("verzekeraars", {"2023"})
    measured = total("alliantiepartners", {"2024-T6-12M"}) / total("alliantiepartners", {"2023-T6-12M"})
    assert jump / measured == pytest.approx(1.09, abs=0.02)


BIG = {place.sleutel for place in geography.places() if place.rol == "vergelijking" and place.inwoners > 2500}


def test_one_delivery_is_corrected(files):
    (correction,) = [file for file in files if file.kind == "correctie"]
    (row,) = rows_of(correction)
    assert key(row)[:3] == (MENDED, MENDED_PERIOD, HOURS)
    before = [old for file in files if file.op < correction.op for old in rows_of(file) if key(old) == key(row)]
    assert number(before[-1]["teller"]) == pytest.approx(TIMES * number(row["teller"]), abs=0.1)
    assert correction.reden == row["toelichting"] != ""


def test_one_file_is_taken_back_the_next_day(files):
    (back,) = [file for file in files if file.kind == "intrekking"]
    (mistake,) = [file for file in files if file.naam == back.naam and file.kind == "levering"]
    assert back.data == b""
    assert back.reden
    assert back.op - mistake.op == timedelta(days=1)
    assert all(row["periode"] < str(SINCE.year) for row in rows_of(mistake))


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    path = tmp_path_factory.mktemp("waarheid") / "waarheid.json"
    write_truth(path, SEED)
    return json.loads(path.read_text())


def test_the_truth_names_every_transitiebuurt_and_no_other(truth):
    assert set(truth["buurten"]) == {place.sleutel for place in geography.places() if place.rol == "transitie"}
    for sleutel in truth["zonder_effect"]:
        for kind in ("log_effect", "punten"):
            assert set(truth["buurten"][sleutel][kind].values()) == {0.0}


def test_the_known_effect_is_in_the_delivered_hours(truth, history):
    """Before against after, beside the comparison buurten: on average that gives back what the truth says."""
    value = {
        (one[0], one[1]): number(row["teller"]) / number(row["noemer"])
        for one, row in history["alliantiepartners"].items()
        if one[2] == HOURS
    }
    before, after = "2023-T3-12M", "2026-T5-12M"
    change = {buurt: np.log(value[buurt, after] / value[buurt, before]) for buurt, when in value
              if when == before and (buurt, after) in value}  # fmt: skip
    others = np.mean([change[buurt] for buurt in BIG if buurt in change])
    known = {buurt: told["log_effect"][HOURS] for buurt, told in truth["buurten"].items()
             if told["start"] < "2024-12" and buurt in change and buurt != MENDED}  # fmt: skip
    measured = {buurt: change[buurt] - others for buurt in known}
    assert np.mean(list(measured.values())) == pytest.approx(np.mean(list(known.values())), abs=0.06)
    assert np.mean(list(known.values())) < -0.05


def test_accounts_exist_and_programme_is_only_invented(files):
    assert {file.door for file in files} <= set(DEMONSTRATION_ACCOUNTS)
    keys = {place.sleutel for place in geography.places()}
    assert {row["buurtcode"] for file in files for row in rows_of(file)} <= keys
