"""The menu of every role: at most seven pages at once, and no page lost."""

from __future__ import annotations

import pytest

from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Role, account, may
from pages._ui import menu

MOST = 7


@pytest.mark.parametrize("naam", DEMONSTRATION_ACCOUNTS)
def test_at_most_seven_pages_and_the_rest_below_meer(naam):
    user = account(naam)
    first, more = menu.lines(user)
    assert 3 <= len(first) <= MOST
    assert first[0] is menu.START
    allowed = {entry for entry in menu.PAGES if not entry.onder and may(user, entry.action)}
    assert {*first, *more} == allowed
    assert len(first) + len(more) == len(allowed)


def test_the_kartrekker_has_the_seven_of_the_design():
    first, more = menu.lines(account(Role.KARTREKKER))
    assert [entry.file for entry in first] == [
        "start", "bespreking", "ons_buurtbeeld", "plan", "uitkomsten", "leren", "buurtverslag",
    ]  # fmt: skip
    assert menu.AFSPRAAK in more
    assert [entry.file for entry in menu.lines(account(Role.TRANSITIETEAM))[0]] == [
        "start", "voortgang", "afspraak", "leren", "menukaart", "aanleveren", "beheer",
    ]  # fmt: skip
