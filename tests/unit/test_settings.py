"""What the environment says, and what counts when it says nothing."""

from __future__ import annotations

import tomllib

import pytest

from buurtbeeld.errors import ConfigError
from buurtbeeld.settings import ROOT, Settings


def test_nothing_set_means_a_laptop_with_sqlite_beside_the_app():
    found = Settings.from_environment({})
    assert found.data_dir == ROOT / "data"
    assert found.database_url == f"sqlite:///{ROOT / 'data' / 'buurtbeeld.sqlite3'}"
    assert found.vault_url == f"sqlite:///{ROOT / 'data' / 'kluis.sqlite3'}"
    assert (found.app_mode, found.config_dir) == ("laptop", ROOT / "config")


def test_empty_counts_as_not_set():
    names = ("BUURTBEELD_DATA", "DATABASE_URL", "VAULT_URL", "APP_MODE")
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings.from_environment({})


def test_folders_follow_the_data_folder(tmp_path):
    found = Settings.from_environment({"BUURTBEELD_DATA": str(tmp_path)})
    assert (found.raw_dir, found.programmas_dir) == (tmp_path / "ruw", tmp_path / "programmas")
    assert str(tmp_path) in found.database_url


@pytest.mark.parametrize("short", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_is_written_in_any_of_three_ways(short):
    assert Settings.from_environment({"DATABASE_URL": short}).database_url == "postgresql+psycopg://u@h/d"


def test_password_is_never_shown():
    url = "postgresql://u:{}@h/d".format("geheim")
    assert "geheim" not in repr(Settings.from_environment({"DATABASE_URL": url, "VAULT_URL": url}))


def test_unknown_mode_is_refused():
    with pytest.raises(ConfigError, match="'test'") as caught:
        Settings.from_environment({"APP_MODE": "test"})
    assert "productie" in caught.value.doe


def test_version_is_the_one_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert Settings.from_environment({}).code_version == project["version"]
