"""What the migrations make is what the schema says, on both databases, and never half of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from buurtbeeld.errors import StorageError
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.migrate import OPEN, SHAPES, alembic_config, is_current, same_type, upgrade
from tests.integration.answers import settings_in


def differences(connection, name, metadata):
    """What Alembic would still change; on PostgreSQL both stores may share one database."""

    def ours(_object, table_name, kind, _reflected, _compare_to):
        return kind != "table" or table_name in metadata.tables

    options = {"version_table": f"alembic_version_{name}", "compare_type": same_type, "include_object": ours}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


@pytest.fixture(params=["vault", "published"])
def store(request, settings):
    engine = OPEN[request.param](settings)
    yield request.param, engine
    engine.dispose()


def test_migrations_make_what_the_schema_says(store):
    name, engine = store
    with engine.connect() as connection:
        assert differences(connection, name, SHAPES[name].metadata) == []
    assert is_current(engine, name)


def test_comparison_finds_a_difference(store):
    """The comparison above would be worth nothing if it never found anything."""
    name, engine = store
    other = sa.MetaData()
    for table in SHAPES[name].metadata.tables.values():
        table.to_metadata(other)
    first = other.tables["delivery" if name == "vault" else "part"]
    first.append_column(sa.Column("extra", sa.Text))
    first.c.jaar.type = sa.Text()
    with engine.connect() as connection:
        found = differences(connection, name, other)
    assert {one[0] if isinstance(one, tuple) else one[0][0] for one in found} == {"add_column", "modify_type"}


def test_checks_are_the_same_as_in_the_schema(store):
    """Alembic does not compare CHECK constraints, so we do, by name."""
    name, engine = store
    inspector = sa.inspect(engine)
    for table in SHAPES[name].metadata.tables.values():
        wanted = {one.name for one in table.constraints if isinstance(one, sa.CheckConstraint)}
        assert {one["name"] for one in inspector.get_check_constraints(table.name)} == wanted


def test_tables_of_sqlite_are_strict(tmp_path):
    settings = settings_in(tmp_path)
    upgrade(settings)
    for name, open_store in OPEN.items():
        engine = open_store(settings)
        with engine.connect() as connection:
            listed = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
            tables = dict(listed.all())
        engine.dispose()
        assert all(tables[table] == 1 for table in SHAPES[name].metadata.tables)


def test_newest_migration_is_the_one_the_program_asks_for(store):
    name, engine = store
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection, name))
    assert script.get_heads() == [SHAPES[name].head]


def test_upgrading_twice_changes_nothing(settings, store):
    name, engine = store
    before = sa.inspect(engine).get_table_names()
    upgrade(settings)
    assert sa.inspect(engine).get_table_names() == before
    assert is_current(engine, name)


def test_a_store_that_does_not_exist_yet_is_not_current(empty_settings):
    engine = open_published(empty_settings)
    assert not is_current(engine)
    engine.dispose()


@pytest.mark.parametrize("name", ["vault", "published"])
def test_a_store_of_a_newer_program_is_refused(name, settings):
    engine = OPEN[name](settings)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version_{name} SET version_num = 'x9999'")
    with pytest.raises(StorageError, match="nieuwere versie") as caught:
        upgrade(settings)
    assert caught.value.code == "E_OPSLAG_NIEUWER"
    with engine.connect() as connection:
        kept = connection.exec_driver_sql(f"SELECT version_num FROM alembic_version_{name}").scalar()
    engine.dispose()
    assert kept == "x9999"


def test_start_removes_what_an_interrupted_run_left(empty_settings):
    folder = empty_settings.raw_dir / "cbs_kerncijfers"
    folder.mkdir(parents=True)
    (folder / ".85984NED_2024_0123456789ab.zip.0a1b2c3d.deel").write_bytes(b"half")
    (folder / "85984NED_2024_0123456789ab.zip").write_bytes(b"whole")
    upgrade(empty_settings)
    assert [path.name for path in folder.iterdir()] == ["85984NED_2024_0123456789ab.zip"]
