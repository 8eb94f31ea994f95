"""What every test gets: no network, a data folder of its own, and ../shared when it is there."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from tests import stores

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# The same examples on every run, so that `make test` says the same twice; the long profile looks further each time.
settings.register_profile(
    "gewoon", max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("uitgebreid", parent=settings.get_profile("gewoon"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gewoon"))


class NetworkForbiddenError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def only_loopback():
    """Refuse every connection and look-up outside this machine, whatever library asks for it."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(own, address):
        _check(own.family, address)
        return connect(own, address)

    def guarded_connect_ex(own, address):
        _check(own.family, address)
        return connect_ex(own, address)

    def guarded_look_up(host, *args, **kwargs):
        if not _is_here(host):
            raise NetworkForbiddenError(f"Een test zoekt {host!r} op; tests blijven op deze machine.")
        return look_up(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


def _check(family, address):
    if family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
        raise NetworkForbiddenError(f"Een test belt {address!r}; tests blijven op deze machine.")


def _is_here(host):
    if host in (None, "", "localhost", b"localhost", socket.gethostname()):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def data_dir(tmp_path_factory):
    """A data folder for this session; no test ever touches the data of whoever runs it."""
    folder = tmp_path_factory.mktemp("data")
    patch = pytest.MonkeyPatch()
    patch.setenv("BUURTBEELD_DATA", str(folder))
    for name in ("DATABASE_URL", "VAULT_URL", "APP_MODE", "CBS_BASE_URL", "CBS_DERDEN_BASE_URL", "CBS_V4_BASE_URL"):
        patch.delenv(name, raising=False)
    patch.delenv("PDOK_BASE_URL", raising=False)
    # Where a desktop session is missing, the PostgreSQL of the tests warns that it has no such folder.
    patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(folder)))
    yield folder
    patch.undo()


@contextlib.contextmanager
def app_environment(folder, **variables):
    """The environment of tests that open the app in their own process: a data folder of their own while they run.

    The app opens settings, catalogue and stores once and keeps them, so what it kept of other tests is forgotten, and
    after these tests what it kept of them. Whoever runs next finds the environment as it was.
    """
    import streamlit as st  # only these tests need it

    patch = pytest.MonkeyPatch()
    patch.setenv("BUURTBEELD_DATA", str(folder))
    for name, value in variables.items():
        patch.setenv(name, value)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
    patch.undo()


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory):
    """Settings of both stores on SQLite without a row: copying them is fifty times as quick as migrating."""
    from buurtbeeld.storage import migrate

    return stores.made_once(tmp_path_factory, "leeg", migrate.upgrade)


@pytest.fixture(scope="session")
def embedded_stores(tmp_path_factory):
    """Settings of both stores with the embedded default; see `stores.copied`."""
    from data_sources import refresh

    return stores.made_once(tmp_path_factory, "meegeleverd", lambda made: refresh.begin(made, verzonnen=False))


@pytest.fixture(scope="session")
def whole_stores(tmp_path_factory, embedded_stores):
    """Settings of both stores as the first start makes them: the embedded default and the invented programme."""
    from data_sources import refresh

    def make(made):
        refresh.load_startset(stores.copied(embedded_stores, made.data_dir))

    return stores.made_once(tmp_path_factory, "geheel", make)


@pytest.fixture(scope="session")
def shared():
    """The folder ../shared with the real source files; tests that need it skip without it."""
    if not SHARED.is_dir():
        pytest.skip("de map ../shared met de echte bronbestanden staat hier niet")
    return SHARED


class OneBrowser(LoadFileScheduling):
    """A file on one worker, and all files that need the browser on the same one: one app, one Chromium.

    They mostly wait, while the other worker computes; so they go first, being the first folder: that is what
    --no-loadscope-reorder is for.
    """

    def _split_scope(self, nodeid):
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_modifyitems(config, items):
    """What lies in tests/browser needs a browser, and says so."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
