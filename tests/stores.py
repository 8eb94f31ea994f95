"""Stores that many tests begin with: made once, and copied by every test that wants to write in them."""

from __future__ import annotations

import os
import shutil
import time

from tests.integration.answers import settings_in

PATIENCE = 300  # seconds that one worker waits for what another makes


def copied(stores, folder):
    """Settings of a copy of both stores and their raw answers in a folder."""
    shutil.copytree(stores.data_dir, folder, dirs_exist_ok=True)
    return settings_in(folder)


def made_once(tmp_path_factory, name, make):
    """Settings of stores that one worker makes and the others wait for; nobody writes in them.

    Args:
        name: of the folder, the same in every worker.
        make: makes the stores that its settings name.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    there, busy, failed = (base / f"{name}{end}" for end in ("", ".bezig", ".mislukt"))
    try:
        busy.mkdir()
    except FileExistsError:
        _wait(there, failed)
        return settings_in(there)
    half = base / f"{name}.half"
    try:
        make(settings_in(half))
    except BaseException:
        failed.mkdir()
        raise
    half.rename(there)
    return settings_in(there)


def _wait(there, failed):
    end = time.monotonic() + PATIENCE
    while not there.exists():
        assert not failed.exists(), f"de andere werker kon {there.name} niet maken"
        assert time.monotonic() < end, f"{there.name} komt niet af"
        time.sleep(0.05)
