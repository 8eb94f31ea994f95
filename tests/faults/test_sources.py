"""Whatever a source does wrong: one sentence, and the old figures stand."""

from __future__ import annotations

import dataclasses
import re

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import ProfileQuestion, Reader, SourcesQuestion, VersionQuestion, read
from buurtbeeld.ingest import deliveries
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources import refresh
from data_sources.__main__ import main
from tests.standin.fixtures import hasty, patient

USER = DEMONSTRATION_ACCOUNTS["coordinator"]
WANTED = [("cbs_kerncijfers", 2024)]
DATA = "TypedDataSet"
FAULTS = {  # fault, where -> code, what happened
    ("500", ""): ("E_BRON_STORING", "De bron heeft een storing (melding 500)."),
    ("500", DATA): ("E_BRON_STORING", "De bron heeft een storing (melding 500)."),
    ("429", ""): ("E_BRON_DRUK", "De bron is te druk en vraagt om later terug te komen."),
    ("html", ""): ("E_BRON_GEEN_CIJFERS", "De bron stuurt een webpagina in plaats van cijfers."),
    ("html", DATA): ("E_BRON_GEEN_CIJFERS", "De bron stuurt een webpagina in plaats van cijfers."),
    ("truncated", "TableInfos"): ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    ("truncated", DATA): ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    ("short", DATA): ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    ("bad_gzip", DATA): ("E_BRON_AFGEBROKEN", "Het antwoord van de bron is afgebroken of beschadigd."),
    ("slow", "TableInfos"): ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    ("slow", DATA): ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    ("silent", "DataProperties"): ("E_BRON_TRAAG", "De bron antwoordt te langzaam: na 1 seconden zijn we gestopt."),
    ("reset", DATA): ("E_BRON_ONBEREIKBAAR", "De bron is niet bereikbaar."),
    ("redirect", DATA): ("E_BRON_OMLEIDING", "De bron stuurt door naar een ander adres (http://elders.invalid)."),
    ("redirect", "TableInfos"): (
        "E_BRON_OMLEIDING",
        "De bron stuurt door naar een ander adres (http://elders.invalid).",
    ),
    ("renamed", ""): ("E_BRON_SCHEMA", "De tabel is veranderd. aantal_inwoners: kolom AantalInwoners is er niet."),
    ("renamed_rows", DATA): ("E_BRON_SCHEMA", "De tabel is veranderd. De rijen hebben geen kolom AantalInwoners_5"),
    ("unit", ""): ("E_BRON_SCHEMA", "is nu in 'euro', eerst in 'x 1 000 euro'"),
    ("text", DATA): ("E_BRON_SCHEMA", "Kolom AantalInwoners_5 bevat tekst ('veel') waar een getal hoort."),
    ("fewer", DATA): ("E_BRON_ONVOLLEDIG", "Het antwoord is niet volledig: 8 van de 12 gebieden."),
    ("empty", DATA): ("E_BRON_LEEG", "De bron geeft een leeg antwoord: geen enkel gebied."),
    ("repeated", DATA): ("E_BRON_DUBBEL", "meer dan een keer."),
    ("loop", DATA): ("E_BRON_LUS", "De bron verwijst steeds naar dezelfde pagina."),
    ("foreign", DATA): ("E_BRON_ADRES", "De volgende pagina staat op een ander adres (http://elders.invalid)."),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Stores of their own, with the embedded default in them."""
    folder = tmp_path_factory.mktemp("bronnen")
    found = Settings.from_environment({"BUURTBEELD_DATA": str(folder)})
    with pytest.MonkeyPatch.context() as patch:  # borders go to the data folder, not to the app's own
        patch.setattr(Settings, "kaart_dir", property(lambda own: own.data_dir / "kaart"))
        refresh.begin(found, verzonnen=False)
        yield found


@pytest.fixture(scope="module")
def loaded(settings, running):
    """The same, with a good answer of Kerncijfers 2024 published."""
    (outcome,) = refresh.refresh(settings, WANTED, by="toets", web=patient(running))
    assert (outcome.ok, outcome.new, outcome.gebieden) == (True, True, 12)
    return settings


@pytest.fixture
def reader(settings):
    engine = open_published(settings)
    yield Reader(engine, load_catalog(settings.config_dir))
    engine.dispose()


def state(settings, reader):
    """Everything that may not change: publication, figures, deliveries and files."""
    vault = open_vault(settings)
    rows, mark = deliveries.current(vault)
    vault.dispose()
    files = sorted(path.relative_to(settings.raw_dir) for path in settings.raw_dir.rglob("*") if path.is_file())
    profile = read(USER, ProfileQuestion("BU9001AF01", 2024), reader=reader)
    return read(USER, VersionQuestion(), reader=reader), dataclasses.replace(profile, meldingen=()), rows, mark, files


def kerncijfers(reader):
    return next(one for one in read(USER, SourcesQuestion(), reader=reader) if one.bron == "cbs_kerncijfers")


@pytest.mark.parametrize(("fault", "entity"), FAULTS, ids=lambda part: part or "overal")
def test_the_old_figures_stand_and_one_sentence_says_why(loaded, reader, standin, fault, entity):
    before = state(loaded, reader)
    standin.fail(fault, entity)
    (outcome,) = refresh.refresh(loaded, WANTED, by="toets", web=hasty(standin), again=True)
    code, what = FAULTS[fault, entity]
    assert outcome.code == code
    assert outcome.zin.startswith("Kerncijfers wijken en buurten 2024: ")
    assert what in outcome.zin
    assert "De cijfers die u al had, blijven staan." in outcome.zin
    assert state(loaded, reader) == before
    source = kerncijfers(reader)
    assert (source.laatste_fout, source.fout_sinds is not None) == (outcome.zin, True)


def test_a_success_ends_the_message(loaded, reader, standin):
    standin.fail("500")
    refresh.refresh(loaded, WANTED, by="toets", web=hasty(standin), again=True)
    since = kerncijfers(reader).fout_sinds
    refresh.refresh(loaded, WANTED, by="toets", web=hasty(standin), again=True)
    assert kerncijfers(reader).fout_sinds == since  # since the first failure, not the last
    standin.fail("")
    (outcome,) = refresh.refresh(loaded, WANTED, by="toets", web=patient(standin))
    assert (outcome.ok, outcome.new) == (True, False)
    assert kerncijfers(reader).laatste_fout == ""


def test_a_second_run_makes_no_data_request(loaded, standin):
    refresh.refresh(loaded, WANTED, by="toets", web=patient(standin))
    assert standin.data_requests() == 0
    assert standin.counts["85984NED", "TableInfos"] == 1


def test_one_failing_source_does_not_stop_the_others(settings, reader, standin):
    standin.fail("html", "DataProperties")
    wanted = [("cbs_kerncijfers", 2023), ("pdok_gebieden", 1900), ("bestaat_niet", 2024)]
    outcomes = refresh.refresh(settings, wanted, by="toets", web=hasty(standin))
    standin.fail("")
    assert [outcome.code for outcome in outcomes][::2] == ["E_BRON_GEEN_CIJFERS", "E_BRON"]
    (good,) = refresh.refresh(settings, [("cbs_ses", 2025)], by="toets", web=patient(standin))
    assert good.ok


def test_sentinels_become_missing_with_a_reason(settings, reader, standin):
    standin.fail("sentinel", DATA)
    refresh.refresh(settings, [("cbs_kerncijfers", 2022)], by="toets", web=patient(standin))
    profile = read(USER, ProfileQuestion("BU9001AF01", 2022), reader=reader)
    row = profile.rows["aantal_inwoners"].own
    assert (row.jaar, row.value) != (2022, -99997)
    assert row.value is None or row.value >= 0
    assert row.value is not None or row.reden


def test_an_unforeseen_error_gets_a_number_and_harms_nobody(loaded, reader, standin, monkeypatch, caplog):
    before = state(loaded, reader)
    monkeypatch.setattr("data_sources.cbs_kerncijfers.read", lambda *_: 1 / 0)
    (outcome,) = refresh.refresh(loaded, WANTED, by="toets", web=patient(standin), again=True)
    assert outcome.code == "E_ONBEKEND"
    reference = re.search(r"Noem (E-[0-9a-f]{4}) als u belt", outcome.zin)[1]
    assert reference in caplog.text
    monkeypatch.undo()
    assert state(loaded, reader) == before


def test_a_job_that_fails_says_why(settings, standin, monkeypatch):
    from buurtbeeld import worker

    for name, address in standin.environment().items():
        monkeypatch.setenv(name, address)
    published = open_published(settings)
    standin.fail("html", "TableInfos")
    worker.ask(published, "ververs", {"bronnen": [["cbs_kerncijfers", 2021]]}, "kartrekker")
    worker.run_until_empty(published, refresh.handlers(settings))
    job = worker.latest(published, "ververs")
    published.dispose()
    assert job.state == "mislukt"
    assert "De bron stuurt een webpagina in plaats van cijfers." in job.message


@pytest.fixture
def command_line(settings, standin, monkeypatch):
    monkeypatch.setenv("BUURTBEELD_DATA", str(settings.data_dir))
    for name, address in standin.environment().items():
        monkeypatch.setenv(name, address)
    return main


def test_command_line_fetches_lists_and_fails_with_words(command_line, standin, capsys):
    assert command_line(["haal", "cbs_kerncijfers", "2020", "2019"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "cbs_kerncijfers 2020: 12 gebieden geladen.",
        "cbs_kerncijfers 2019: 12 gebieden geladen.",
    ]
    assert command_line(["haal", "cbs_kerncijfers", "2020"]) == 0
    assert capsys.readouterr().out == "cbs_kerncijfers 2020: niets nieuws.\n"
    assert command_line(["lijst"]) == 0
    listed = capsys.readouterr().out
    assert "cbs_kerncijfers: Kerncijfers wijken en buurten (CBS, CC BY 4.0)" in listed
    assert "(meegeleverd, 38 gebieden)" in listed
    standin.fail("html", DATA)
    assert command_line(["haal", "cbs_kerncijfers", "2025"]) == 1
    assert (
        "E_BRON_GEEN_CIJFERS: Kerncijfers wijken en buurten 2025: De bron stuurt een webpagina"
        in capsys.readouterr().err
    )


def test_fetching_first_also_brings_the_embedded_default(tmp_path, standin):
    fresh = Settings.from_environment({"BUURTBEELD_DATA": str(tmp_path)})
    standin.fail("500")
    refresh.refresh(fresh, WANTED, by="toets", web=hasty(standin))
    engine = open_published(fresh)
    profile = read(USER, ProfileQuestion("sterrenwijk"), reader=Reader(engine, load_catalog(fresh.config_dir)))
    engine.dispose()
    assert profile.rows["aantal_inwoners"].own.value == 900


def test_command_line_knows_its_sources(command_line, capsys):
    assert command_line(["haal", "vektis"]) == 1
    assert "E_BRON: 'vektis' is geen bron die we kunnen ophalen. Kies uit: cbs_kerncijfers" in capsys.readouterr().err


def test_probe_writes_what_it_found(command_line, settings, standin, capsys):
    assert command_line(["proef"]) == 0
    assert "23 van de 23 tabellen zijn in orde" in capsys.readouterr().out
    report = (settings.data_dir / "proef.md").read_text(encoding="utf-8")
    assert "| cbs_kerncijfers | 2026 | 86358NED | ja | 2026-10-01T02:00:00 | niet geladen | 12 |" in report
    assert standin.counts["85984NED", DATA] == 0
    standin.fail("renamed")
    assert command_line(["proef"]) == 1
    assert "kolom AantalInwoners is er niet" in (settings.data_dir / "proef.md").read_text(encoding="utf-8")


def test_without_a_year_the_newest_that_exists_is_fetched(settings, standin, tmp_path, monkeypatch):
    """PDOK does not have this year yet: the borders of the year before are the newest."""
    monkeypatch.setattr(Settings, "kaart_dir", property(lambda _: tmp_path))
    monkeypatch.setattr("tests.standin.server.WFS", re.compile(r"/cbs/gebiedsindelingen/(202[0-5])/wfs/v1_0$"))
    monkeypatch.setattr("tests.standin.server.OGC", re.compile("nergens()"))
    monkeypatch.setattr("data_sources.registry.newest", lambda *_: [("pdok_gebieden", 2026)])
    (outcome,) = refresh.refresh(settings, by="toets", web=patient(standin))
    assert (outcome.ok, outcome.jaar, outcome.gebieden) == (True, 2025, 6)
    assert (tmp_path / "2025" / "buurt.geojson").is_file()
    asked = len(standin.log)
    refresh.refresh(settings, [("pdok_gebieden", 2025)], by="toets", web=patient(standin))
    assert len(standin.log) == asked


def test_borders_are_drawn_again_when_their_files_are_gone(settings, standin, tmp_path, monkeypatch):
    monkeypatch.setattr(Settings, "kaart_dir", property(lambda _: tmp_path))
    (outcome,) = refresh.refresh(settings, [("pdok_gebieden", 2025)], by="toets", web=patient(standin))
    assert outcome.ok
    assert (tmp_path / "2025" / "index.json").is_file()
