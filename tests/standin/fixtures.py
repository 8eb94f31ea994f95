"""What tests of sources share: a running stand-in, a client with little patience, and the specs of config/."""

from __future__ import annotations

import pytest
import yaml

from buurtbeeld.sources import SourceSpec
from data_sources.addresses import Addresses
from data_sources.web import Patience, Web
from tests.conftest import ROOT
from tests.standin.server import StandIn

HASTY = Patience(connect=1, read=0.6, grace=0.5, longest=2.0, wait=0.01, retry_after=5)


def spec_of(code):
    """A source as config/bronnen says."""
    text = (ROOT / "config" / "bronnen" / f"{code}.yaml").read_text(encoding="utf-8")
    return SourceSpec(**yaml.safe_load(text))


def hasty(standin):
    """A client for this stand-in that never waits long."""
    return Web(Addresses.from_environment(standin.environment()), HASTY, sleep=lambda _: None)


def patient(standin):
    """A client as the app has it; the stand-in needs a moment to make its first page of real rows."""
    return Web(Addresses.from_environment(standin.environment()))


@pytest.fixture(scope="module")
def running():
    """A stand-in with invented areas."""
    with StandIn() as standin:
        yield standin


@pytest.fixture(scope="module")
def running_real(shared):
    """A stand-in with the real rows of ../shared/data."""
    with StandIn(shared / "data") as standin:
        yield standin


@pytest.fixture
def standin(running):
    """The stand-in without faults and with its counts at zero."""
    running.fail("")
    running.counts.clear()
    running.log.clear()
    yield running
    running.fail("")


@pytest.fixture
def web(standin):
    return patient(standin)


def quiet(share, text):
    """Hears progress, says nothing."""
    assert 0 <= share <= 1
    assert text
