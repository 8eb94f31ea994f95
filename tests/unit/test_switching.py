"""A switch that dies or is refused at any step can be finished, and can be undone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from buurtbeeld.backup import switching
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.engine import SWITCHING


class KilledError(BaseException):
    """The computer stops."""


class Scene:
    """Four places: a file with what SQLite keeps beside it, one without, a folder that goes and one that is new."""

    def __init__(self, folder):
        self.settings = SimpleNamespace(data_dir=folder)
        self.places = [folder / name for name in ("a.sqlite3", "b.sqlite3", "ruw", "programmas")]
        first, second, raw, own = self.places
        for name, text in ((first, "oud a"), (first.with_name("a.sqlite3-wal"), "oud wal"), (second, "oud b")):
            name.write_text(text)
        raw.mkdir()
        (raw / "x").write_text("oud x")
        for place, text in ((first, "nieuw a"), (second, "nieuw b")):
            switching.staged(place).write_text(text)
        switching.staged(own).mkdir()
        (switching.staged(own) / "y").write_text("nieuw y")
        self.old = {"a.sqlite3": "oud a", "a.sqlite3-wal": "oud wal", "b.sqlite3": "oud b", "ruw/x": "oud x"}
        self.new = {"a.sqlite3": "nieuw a", "b.sqlite3": "nieuw b", "programmas/y": "nieuw y"}

    def there(self):
        folder = self.settings.data_dir
        return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}

    def switch(self):
        switching.switch(self.settings, self.places)


def dies_at(patch, step):
    """Whatever changes a name stops at the given step."""
    steps = iter(range(1, 1000))

    def counted(act):
        def act_or_die(*given, **more):
            if next(steps) == step:
                raise KilledError
            return act(*given, **more)

        return act_or_die

    for owner, name in ((Path, "rename"), (Path, "unlink"), (Path, "replace"), (switching.shutil, "rmtree")):
        patch.setattr(owner, name, counted(getattr(owner, name)))


def stopped(step, act):
    """Whether it was stopped there."""
    with pytest.MonkeyPatch.context() as patch:
        dies_at(patch, step)
        try:
            act()
        except KilledError:
            return True
    return False


def undone(scene):
    try:
        return switching.undo(scene.settings)
    except BuurtbeeldError as error:
        if error.code != "E_HERSTEL":
            raise
        return False


def test_killed_at_any_step_it_goes_back_until_the_old_is_being_removed(tmp_path):
    seen, step = [], 0
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        scene = Scene(folder)
        if not stopped(step, scene.switch):
            break
        if not (folder / SWITCHING).exists():
            seen.append("niets")
            continue
        if undone(scene):
            assert scene.there() == scene.old, step
            seen.append("terug")
        else:
            assert switching.finish(scene.settings)
            assert scene.there() == scene.new, step
            seen.append("af")
    assert scene.there() == scene.new
    assert seen.count("terug") >= 7
    assert seen.index("af") > max(at for at, one in enumerate(seen) if one == "terug")


def test_killed_while_going_back_it_only_goes_back_further(tmp_path):
    step = 0
    while True:
        step += 1
        folder = tmp_path / str(step)
        folder.mkdir()
        scene = Scene(folder)
        assert stopped(9, scene.switch)
        died = stopped(step, lambda scene=scene: switching.undo(scene.settings))
        if (folder / SWITCHING).exists():
            if scene.there() != scene.old and '"terug": true' in (folder / SWITCHING).read_text():
                with pytest.raises(BuurtbeeldError, match="teruggedraaid"):
                    switching.finish(scene.settings)
            assert switching.undo(scene.settings)
        switching.clear(scene.places)
        assert scene.there() == scene.old, step
        if not died:
            break
    assert step > 5


def test_what_cannot_be_removed_afterwards_is_named_and_keeps_nobody_out(tmp_path, monkeypatch):
    scene, real = Scene(tmp_path), switching.shutil.rmtree

    def refused(path):
        raise PermissionError(13, "nee", str(path))

    monkeypatch.setattr(switching.shutil, "rmtree", refused)
    with pytest.raises(BuurtbeeldError, match=r"niet weg te halen: ruw\.voor-herstel"):
        scene.switch()
    assert not (tmp_path / SWITCHING).exists()
    monkeypatch.setattr(switching.shutil, "rmtree", real)
    switching.clear(scene.places)
    assert scene.there() == scene.new


def test_nothing_to_undo_is_no_error(tmp_path):
    assert not switching.undo(SimpleNamespace(data_dir=tmp_path))
