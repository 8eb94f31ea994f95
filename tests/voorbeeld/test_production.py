"""Production knows nothing of what is invented, also when the store holds it."""

from __future__ import annotations

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import ConfigError, NotFound
from buurtbeeld.figures import PlekQuestion, ProfileQuestion, Reader, SearchQuestion, SourcesQuestion, read
from buurtbeeld.roles import Role, User
from buurtbeeld.settings import Settings
from tests.voorbeeld.conftest import ROOT

USER = User("proef", Role.KARTREKKER)


@pytest.fixture(scope="module")
def production():
    return load_catalog(ROOT / "config")


@pytest.fixture(scope="module")
def production_reader(reader, production):
    return Reader(reader.engine, production)


def test_the_catalogue_of_production_has_no_invented_programme_or_source(production, catalog):
    assert set(catalog.programmas) - set(production.programmas) == {"voorbeeld"}
    assert all(not spec.staat_voor for spec in production.bronnen.values())
    assert production.indicatoren == catalog.indicatoren


@pytest.mark.parametrize(("mode", "shown"), [("productie", False), ("laptop", True), ("", True)])
def test_the_mode_decides(mode, shown):
    assert Settings.from_environment({"APP_MODE": mode}).verzonnen is shown


@pytest.mark.parametrize("sleutel", ["lindekwartier", "VBB010101", "VBG01", "VBL00"])
def test_production_does_not_find_an_invented_place(production_reader, sleutel):
    with pytest.raises(NotFound):
        read(USER, PlekQuestion(sleutel), reader=production_reader)
    with pytest.raises(NotFound):
        read(USER, ProfileQuestion(sleutel), reader=production_reader)


def test_production_finds_none_by_search_and_lists_no_invented_source(production_reader, reader):
    assert read(USER, SearchQuestion("voorbeeldstad"), reader=reader)
    assert read(USER, SearchQuestion("voorbeeldstad"), reader=production_reader) == ()
    assert not any("voorbeeld" in one.bron for one in read(USER, SourcesQuestion(), reader=production_reader))


def test_a_programme_with_invented_areas_must_say_so(tmp_path):
    text = (ROOT / "config" / "programmas" / "voorbeeld.yaml").read_text()
    (tmp_path / "stiekem.yaml").write_text(
        text.replace("code: voorbeeld", "code: stiekem")
        .replace("verzonnen: true\n", "")
        .replace("sleutel: ", "sleutel: s-")
    )
    with pytest.raises(ConfigError, match="verzonnen"):
        load_catalog(ROOT / "config", tmp_path)


def test_an_invented_programme_of_this_machine_is_left_out_too(tmp_path):
    text = (ROOT / "config" / "programmas" / "voorbeeld.yaml").read_text()
    (tmp_path / "tweede.yaml").write_text(
        text.replace("code: voorbeeld", "code: tweede").replace("sleutel: ", "sleutel: s-")
    )
    assert "tweede" in load_catalog(ROOT / "config", tmp_path, verzonnen=True).programmas
    assert "tweede" not in load_catalog(ROOT / "config", tmp_path).programmas


def test_the_app_never_reads_the_truth():
    """The known effects are for tests only: no module of the app imports or names them."""
    for layer in ("app.py", "pages", "buurtbeeld", "data_sources"):
        paths = [ROOT / layer] if layer.endswith(".py") else (ROOT / layer).rglob("*.py")
        for path in paths:
            text = path.read_text(encoding="utf-8")
            if path.name != "truth.py":
                assert "voorbeeld.truth" not in text, path
                assert "write_truth" not in text, path
    assert "def write_truth" in (ROOT / "data_sources" / "voorbeeld" / "truth.py").read_text(encoding="utf-8")
