"""A backup under load, put back: the same figures, nobody who was forgotten, and all of the old or all of the new."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from buurtbeeld import audit, figure_list
from buurtbeeld.__main__ import main
from buurtbeeld.audit import Event
from buurtbeeld.backup import archive, making, restoring, switching
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader
from buurtbeeld.ingest import deliveries
from buurtbeeld.outcomes import shown_before
from buurtbeeld.privacy import forgetting
from buurtbeeld.roles import account as account_of
from buurtbeeld.storage import derived, migrate, raw
from buurtbeeld.storage.derived import Kept
from buurtbeeld.storage.engine import SWITCHING, open_published, open_vault
from buurtbeeld.storage.schema_access import session
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_published import account, job
from data_sources import refresh
from tests.conftest import ROOT
from tests.integration.answers import answer, settings_in
from tests.integration.test_audit_log import verdict
from tests.integration.test_forgetting import everything
from tests.integration.test_rules_of_the_stores import refused, rows_of
from tests.stores import copied

NAME, NOW = "anneke@wijk.nl", datetime(2026, 11, 26, 12, tzinfo=UTC)


def shown(jaar, number, content=b"gezien"):
    return Kept(shown_before.SOORT, "p", "b", jaar, number, f"deel {number}", content)


class House:
    """An installation on SQLite with something in it."""

    def __init__(self, settings):
        self.settings = settings
        self.vault, self.published = open_vault(settings), open_published(settings)

    def live(self):
        deliveries.accept(self.vault, self.settings.raw_dir, answer(), by=NAME)
        derived.keep(self.vault, [shown(2024, 1)])
        with self.published.begin() as connection:
            values = {"naam": NAME, "demonstration": False, "active": True}
            number = connection.execute(sa.insert(account).values(values)).inserted_primary_key[0]
            seen = {"id": "s1", "account_id": number, "way": "lokaal", "second_factor": True}
            connection.execute(sa.insert(session).values(seen | {"started_at": NOW, "seen_at": NOW}))
            row = {"kind": "ververs", "args": {}, "asked_by": NAME, "asked_at": NOW, "state": "wacht"}
            connection.execute(sa.insert(job).values(row))
            audit.record(connection, Event.RONDE_GESLOTEN, wie=NAME, buurt="b")
        self.settings.programmas_dir.mkdir(exist_ok=True)
        (self.settings.programmas_dir / "eigen.yaml").write_text("naam: Eigen\n")
        return self

    def close(self):
        self.vault.dispose()
        self.published.dispose()

    def again(self):
        self.close()
        self.__init__(self.settings)
        return self

    def kept(self):
        return {
            one.levering: one.inhoud for one in derived.read(self.vault, shown_before.SOORT, ("p", "b"), jaren=[2024])
        }


@pytest.fixture
def house(empty_stores, tmp_path):
    found = House(copied(empty_stores, tmp_path / "data")).live()
    yield found
    found.close()


@pytest.fixture
def backup(house, tmp_path):
    return making.make(house.settings, tmp_path / "reserve", nu=NOW).path


def wiped(house):
    house.close()
    for place in restoring.places(house.settings):
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    return house.settings


def test_what_was_there_is_there_again_after_everything_was_wiped(house, backup, tmp_path):
    before = {name: rows_of(house.vault, migrate.SHAPES["vault"].metadata.tables[name]) for name in
              ("delivery", "delivery_event", "observation", "derived")}  # fmt: skip
    log = [row.hash for row in rows_of(house.published, audit_event)][:-1]  # that it was made comes after it
    done = restoring.restore(wiped(house), backup)
    assert (done.gemaakt, done.vergeten, done.getoond) == (NOW.isoformat(timespec="seconds"), 0, None)
    house.again()
    for name, rows in before.items():
        assert rows_of(house.vault, migrate.SHAPES["vault"].metadata.tables[name]) == rows, name
    (row,) = deliveries.current(house.vault)[0]
    assert raw.load(house.settings.raw_dir, row).documents == answer().documents
    assert (house.settings.programmas_dir / "eigen.yaml").read_text() == "naam: Eigen\n"
    assert verdict(house.published).fouten == ()
    events = rows_of(house.published, audit_event)
    assert [one.hash for one in events][: len(log)] == log
    assert (events[-1].gebeurtenis, events[-1].sha256, events[-1].aantal) == ("teruggezet", done.sha256, 0)
    assert refused(house.vault, sa.delete(migrate.SHAPES["vault"].metadata.tables["delivery"]))
    assert (house.settings.data_dir / "kluis.sqlite3").stat().st_mode & 0o077 == 0
    assert not list(house.settings.data_dir.rglob("*herstel*"))


def test_every_figure_is_what_it_was_and_publishing_again_changes_nothing(embedded_stores, tmp_path):
    settings = copied(embedded_stores, tmp_path / "data")

    def figures():
        engine = open_published(settings)
        reader, visitor = Reader(engine, load_catalog(settings.config_dir)), account_of("bezoeker")
        found = {key: figure_list.rows(visitor, reader, key, None, NOW.date()) for key in ("sterrenwijk", "emmen")}
        engine.dispose()
        return found

    before = figures()
    made = making.make(settings, tmp_path / "reserve").path
    for place in restoring.places(settings):
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    restoring.restore(settings, made)
    assert figures() == before
    assert refresh.publish(settings, by="test") == before["emmen"][0]["publicatie"]
    assert figures() == before


def test_only_we_can_read_the_file_and_the_log_says_that_it_was_made(house, backup):
    assert backup.stat().st_mode & 0o077 == 0
    last = rows_of(house.published, audit_event)[-1]
    assert (last.gebeurtenis, last.sha256) == ("backup_gemaakt", archive.verify(backup)[0])
    assert [one.name for one in backup.parent.iterdir()] == [backup.name]


def test_nobody_is_logged_in_and_nothing_waits_for_the_worker_afterwards(house, backup):
    assert rows_of(house.published, session)
    house.close()
    restoring.restore(house.settings, backup)
    house.again()
    assert rows_of(house.published, session) == []
    assert [row.state for row in rows_of(house.published, job)] == ["mislukt"]
    assert [row.naam for row in rows_of(house.published, account)] == [NAME]


def test_who_was_forgotten_since_is_forgotten_again_before_anybody_reads(house, backup):
    forgetting.forget(house.published, house.vault, NAME, house.settings.data_dir, wie="baas")
    house.close()
    assert restoring.restore(house.settings, backup).vergeten == 1
    house.again()
    assert NAME not in everything(house.published, house.vault)
    assert rows_of(house.published, audit_event)[-1].aantal == 1


def test_without_the_list_of_who_was_forgotten_that_is_said_and_logged(house, backup, capsys, monkeypatch):
    """They are there again, and nobody would know."""
    monkeypatch.setenv("BUURTBEELD_DATA", str(house.settings.data_dir))
    forgetting.forget(house.published, house.vault, NAME, house.settings.data_dir, wie="baas")
    house.close()
    lost = (house.settings.data_dir / forgetting.LIST).rename(backup.with_name("apart"))
    assert main(["herstel", str(backup)]) == 0
    said = "Let op: vergeten.jsonl is er niet. Wie na de back-up is gewist, staat er weer in."
    assert said in capsys.readouterr().out
    assert NAME in everything(house.again().published, house.vault)
    assert '"vergetenlijst":"was er niet"' in rows_of(house.published, audit_event)[-1].details
    house.close()
    assert main(["vergeet", "--opnieuw"]) == 0
    assert said in capsys.readouterr().out
    lost.rename(house.settings.data_dir / forgetting.LIST)
    assert main(["vergeet", "--opnieuw"]) == 0
    assert capsys.readouterr().out == "Opnieuw gewist: 1 naam.\n"
    assert '"vergetenlijst":"was er"' in rows_of(house.again().published, audit_event)[-1].details


def test_what_was_shown_since_is_remembered(house, backup):
    """Whoever read it still knows it, so the audit of small numbers has to."""
    derived.keep(house.vault, [shown(2024, 2, b"later gezien"), shown(2024, 1, b"zelfde deel")])
    house.close()
    assert restoring.restore(house.settings, backup).getoond == 1
    assert house.again().kept() == {1: b"gezien", 2: b"later gezien"}


def test_when_the_old_vault_cannot_be_read_that_is_said_and_the_backup_comes_back(house, backup):
    house.close()
    (house.settings.data_dir / "kluis.sqlite3").write_bytes(b"dit is geen database" * 500)
    assert restoring.restore(house.settings, backup).getoond is None
    assert house.again().kept() == {1: b"gezien"}


def test_what_was_there_is_kept_and_comes_back_the_same_way(house, backup, tmp_path, monkeypatch, capsys):
    """The wrong file is no disaster."""
    monkeypatch.setenv("BUURTBEELD_DATA", str(house.settings.data_dir))
    derived.keep(house.vault, [shown(2024, 5)])
    audit.note(house.published, Event.UITVOER, wie="later")
    house.close()
    assert main(["herstel", str(backup), "--bewaar", str(tmp_path / "hier")]) == 0
    (kept,) = (tmp_path / "hier").iterdir()
    assert f"Wat er stond, is bewaard in {kept}. Dit bestand zet u op dezelfde manier terug." in capsys.readouterr().out
    assert kept.stat().st_mode & 0o077 == 0
    made, back = rows_of(house.again().published, audit_event)[-2:]
    assert (made.gebeurtenis, back.gebeurtenis) == ("backup_gemaakt", "teruggezet")
    assert made.sha256 == archive.verify(kept)[0]
    house.close()
    again = restoring.restore(house.settings, kept)
    assert again.bewaard.path.parent == kept.parent
    assert "uitvoer" in {row.gebeurtenis for row in rows_of(house.again().published, audit_event)}
    assert 5 in house.kept()


def test_of_a_damaged_store_the_bytes_are_kept(house, backup, monkeypatch, capsys):
    monkeypatch.setenv("BUURTBEELD_DATA", str(house.settings.data_dir))
    house.close()
    (house.settings.data_dir / "kluis.sqlite3").write_bytes(b"dit is geen database" * 500)
    assert main(["herstel", str(backup)]) == 0
    assert "Die opslag was niet heel" in capsys.readouterr().out
    (kept,) = backup.parent.glob("voor-herstel_*.tar")
    with tarfile.open(kept) as tar:
        assert tar.extractfile("kluis.sqlite3").read() == b"dit is geen database" * 500


def test_a_restore_that_is_refused_keeps_nothing(house, tmp_path):
    house.close()
    wrong = forged(tmp_path / "vals.tar", **{"buurtbeeld.sqlite3": b"x" * 9000, "kluis.sqlite3": b"y" * 9000})
    with pytest.raises(BuurtbeeldError, match="beschadigd"):
        restoring.restore(house.settings, wrong)
    assert not list(tmp_path.glob("voor-herstel*"))


def test_a_folder_that_cannot_be_moved_leaves_the_old(house, backup, monkeypatch):
    """As a disk that is mounted there: half way everything goes back."""
    audit.note(house.published, Event.UITVOER, wie="later")
    before, real = state(house), Path.rename

    def rename(path, target):
        if path == house.settings.raw_dir:
            raise OSError(errno.EBUSY, "bezet", str(path))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(BuurtbeeldError, match=r"ruw is niet te verplaatsen\. De oude opslag staat er weer") as caught:
        restoring.restore(house.settings, backup)
    assert caught.value.code == "E_HERSTEL"
    monkeypatch.undo()
    after = state(house)
    assert after.keys() == before.keys()
    assert {path for path in after if after[path] != before[path]} <= {Path("kluis.sqlite3")}  # was opened to read
    assert rows_of(house.again().published, audit_event)[-1].gebeurtenis == "uitvoer"
    assert house.kept() == {1: b"gezien"}


@pytest.mark.skipif(os.name != "posix", reason="groups and modes")
@pytest.mark.parametrize("there", [True, False])
def test_who_could_read_the_published_store_still_can_and_the_vault_is_shut(house, backup, there):
    """The two accounts of docs/beheer.md: they share a group on the published store and its folder."""
    house.close()
    folder, own, raw_dir = house.settings.data_dir, house.settings.programmas_dir, house.settings.raw_dir
    store, vault = folder / "buurtbeeld.sqlite3", folder / "kluis.sqlite3"
    group = max(os.getgid(), *os.getgroups(), 0) if os.geteuid() else 4321
    for path, mode in ((folder, 0o2770), (own, 0o2750), (store, 0o660), (own / "eigen.yaml", 0o640)):
        os.chown(path, -1, group)
        path.chmod(mode)
    vault.chmod(0o664)
    raw_dir.chmod(0o755)
    if not there:
        wiped(house)
    restoring.restore(house.settings, backup)

    def seen(path):
        return path.stat().st_mode & 0o7777, path.stat().st_gid

    assert seen(store) == (0o660, group)
    assert seen(own) == ((0o2750 if there else 0o2770), group)
    assert seen(own / "eigen.yaml") == ((0o640 if there else 0o660), group)
    assert seen(vault)[0] == 0o600
    assert {(path.is_dir(), seen(path)[0]) for path in (raw_dir, *raw_dir.rglob("*"))} == {
        (True, 0o700),
        (False, 0o600),
    }


def state(house):
    """Every byte of the data folder but what SQLite keeps beside a store."""
    house.close()
    folder = house.settings.data_dir
    for store in ("kluis.sqlite3", "buurtbeeld.sqlite3"):
        restoring.alone(folder / store)
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_one_wrong_byte_anywhere_and_it_is_refused_and_nothing_changed(house, backup):
    whole, before = backup.read_bytes(), state(house)
    places = {0, 511, len(whole) - 1, len(whole) - 73, *random.Random(1).sample(range(len(whole)), 25)}
    for place in places:
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BuurtbeeldError) as caught:
            restoring.restore(house.settings, backup)
        assert caught.value.code == "E_BACKUP", place
    for some in (b"", whole[:-1], whole[: len(whole) // 2], whole + b"x", b"x" * 5000):
        backup.write_bytes(some)
        with pytest.raises(BuurtbeeldError) as caught:
            restoring.check(backup)
        assert caught.value.code == "E_BACKUP"
    assert state(house) == before


def forged(target, **parts):
    """A file with the right checksum that was not made by us."""
    files = []
    for name, content in parts.items():
        path = target.with_name(f"deel{len(files)}")
        path.write_bytes(content)
        files.append((name.replace("__", "/"), path))
    archive.write(target, {"gemaakt": "nu"}, files)
    return target


@pytest.mark.parametrize("parts", [
    {"buurtbeeld.sqlite3": b"x" * 9000, "kluis.sqlite3": b"y" * 9000},
    {"buurtbeeld.sqlite3": b""},
    {"ruw__..__..__weg.txt": b"x"},
    {"__etc__x": b"x"},
])  # fmt: skip
def test_a_file_with_the_right_checksum_and_wrong_contents_is_refused(house, tmp_path, parts):
    before = state(house)
    with pytest.raises(BuurtbeeldError) as caught:
        restoring.restore(house.settings, forged(tmp_path / "vals.tar", **parts))
    assert caught.value.code == "E_BACKUP"
    assert state(house) == before
    assert not list(tmp_path.rglob("weg.txt"))


def test_a_backup_without_a_raw_file_that_a_delivery_needs_is_refused(house, tmp_path):
    shutil.rmtree(house.settings.raw_dir)
    made = making.make(house.settings, tmp_path / "reserve").path
    house.close()
    with pytest.raises(BuurtbeeldError, match="ontbreekt het ruwe bestand ") as caught:
        restoring.restore(house.settings, made)
    assert caught.value.code == "E_BACKUP"


@pytest.mark.parametrize("store", ["published", "vault"])
def test_while_somebody_has_a_store_open_it_is_refused(house, backup, store):
    house.close()
    with getattr(house, store).connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(BuurtbeeldError) as caught:
            restoring.restore(house.settings, backup)
    assert caught.value.code == "E_HERSTEL_DRAAIT"


def test_on_postgresql_it_says_what_to_use(house, tmp_path):
    other = replace(house.settings, database_url="postgresql+psycopg://x@localhost/x")
    for act in (lambda: making.make(other, tmp_path / "r"), lambda: restoring.places(other)):
        with pytest.raises(BuurtbeeldError, match="pg_dump") as caught:
            act()
        assert caught.value.code == "E_HERSTEL"


def test_a_backup_under_load_is_of_one_moment(house, tmp_path):
    """A writer adds what was shown and then an event, in the order of the app: first the vault, then what is seen."""
    stop, number = threading.Event(), [10]

    def writes():
        while not stop.is_set():
            number[0] += 1
            derived.keep(house.vault, [shown(2024, number[0])])
            audit.note(house.published, Event.GEPUBLICEERD, wie="werker", object=str(number[0]))

    thread = threading.Thread(target=writes)
    thread.start()
    try:
        made = [making.make(house.settings, tmp_path / f"r{at}").path for at in range(3)]
    finally:
        stop.set()
        thread.join()
    assert number[0] > 12
    for path in made:
        restoring.restore(wiped(house), path)  # else the old vault would help
        house.again()
        seen = [int(row.object) for row in rows_of(house.published, audit_event) if row.gebeurtenis == "gepubliceerd"]
        assert set(seen) <= set(house.kept())
        assert verdict(house.published).fouten == ()


def test_the_commands_say_what_they_did(house, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BUURTBEELD_DATA", str(house.settings.data_dir))
    house.close()
    assert main(["backup", str(tmp_path / "reserve")]) == 0
    (path,) = (tmp_path / "reserve").iterdir()
    assert main(["herstel", str(path), "--controleer"]) == 0
    assert "heel" in capsys.readouterr().out
    assert main(["herstel", str(path)]) == 0
    assert "Opnieuw gewist: 0 namen." in capsys.readouterr().out
    path.write_bytes(b"x")
    assert main(["herstel", str(path)]) == 1
    assert "E_BACKUP" in capsys.readouterr().err
    assert [main(["herstel"]), main(["herstel", "weg"]), main(["herstel", "--afmaken"])] == [2, 2, 0]


# ---- dying half way


DIES = """
import os, sys
from pathlib import Path
from tests.integration.answers import settings_in
from buurtbeeld.backup import restoring, switching
at, seen = int(sys.argv[3]), 0
def counted(event, _):
    global seen
    if event in {"os.rename", "os.remove", "shutil.rmtree", "os.rmdir"} and switched:
        seen += 1
        if seen == at:
            os._exit(9)
switched = False
sys.addaudithook(counted)
act = switching.switch
def switch(*given):
    global switched
    switched = True
    act(*given)
switching.switch = switch
restoring.restore(settings_in(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def dies(folder, backup, at):
    command = [sys.executable, "-c", DIES, str(folder), str(backup), str(at)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in {0, 9}, done.stderr
    return done.returncode == 9


@pytest.mark.uitgebreid
def test_killed_at_every_step_of_the_switch_it_is_all_of_the_old_or_all_of_the_new(house, backup, tmp_path):
    audit.note(house.published, Event.UITVOER, wie="later")
    state(house)
    seen, at = {"oud": 0, "nieuw": 0}, 0
    while True:
        at += 1
        folder = tmp_path / f"keer{at}"
        shutil.copytree(house.settings.data_dir, folder)
        died = dies(folder, backup, at)
        mine = settings_in(folder)
        if (folder / SWITCHING).exists():
            with pytest.raises(BuurtbeeldError) as caught:
                open_published(mine)
            assert caught.value.code == "E_HERSTEL"
            with pytest.raises(BuurtbeeldError):
                restoring.restore(mine, backup)
            assert switching.finish(mine)
        after = House(mine)
        last = rows_of(after.published, audit_event)[-1].gebeurtenis
        assert last in {"uitvoer", "teruggezet"}
        seen["nieuw" if last == "teruggezet" else "oud"] += 1
        assert len(deliveries.current(after.vault)[0]) == 1
        assert not (folder / SWITCHING).exists()
        after.close()
        shutil.rmtree(folder)
        if not died:
            break
    assert at > 6
    assert seen["nieuw"] > 3
    assert seen["oud"] >= 1


def test_killed_while_preparing_leaves_the_old_and_the_next_try_cleans_up(house, backup, monkeypatch):
    before = {path: content for path, content in state(house).items() if path.suffix != ".sqlite3"}

    class KilledError(BaseException):
        pass

    def killed(*_):
        raise KilledError

    monkeypatch.setattr(restoring, "_close_doors", killed)
    monkeypatch.setattr(switching, "clear", lambda _: None)  # a process that is killed cleans nothing up
    with pytest.raises(KilledError):
        restoring.restore(house.settings, backup)
    monkeypatch.undo()
    left = {path for path in house.settings.data_dir.rglob("*") if switching.NEW in path.name}
    assert left
    now = {path: content for path, content in state(house).items() if switching.NEW not in str(path)}
    assert {path: content for path, content in now.items() if path.suffix != ".sqlite3"} == before
    assert rows_of(house.again().published, audit_event)[-1].gebeurtenis == "backup_gemaakt"
    house.close()
    restoring.restore(house.settings, backup)
    assert not [path for path in house.settings.data_dir.rglob("*") if switching.NEW in path.name]


def test_nothing_to_finish_is_no_error(house):
    assert not switching.finish(house.settings)


def test_a_switch_that_stopped_between_two_names_goes_on(house, backup, monkeypatch):
    house.close()
    put, turns = switching._put, iter(range(10))

    class KilledError(BaseException):
        pass

    def once(*given, **more):
        if next(turns) == 1:
            raise KilledError
        put(*given, **more)

    monkeypatch.setattr(switching, "_put", once)
    with pytest.raises(KilledError):
        restoring.restore(house.settings, backup)
    monkeypatch.undo()
    with pytest.raises(BuurtbeeldError) as caught:
        open_vault(house.settings)
    assert caught.value.code == "E_HERSTEL"
    assert switching.finish(house.settings)
    house.again()
    assert rows_of(house.published, audit_event)[-1].gebeurtenis == "teruggezet"
    assert not list(house.settings.data_dir.rglob("*herstel*"))
