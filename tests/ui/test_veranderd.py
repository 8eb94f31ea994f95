"""Wat is er veranderd? on Uitleg: for those who see outcomes, with every figure, what it was and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buurtbeeld import figures
from buurtbeeld.change_answers import Oorzaak, Openbaar, Publicatie, Soort, Verandering, Veranderingen
from buurtbeeld.model import Status
from buurtbeeld.periods import Periode
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from pages._ui import changes_part
from tests.ui.conftest import markup
from tests.ui.outcome_factories import catalog

OLD, NEW = (Publicatie(number, datetime(2026, 11, number, 9, tzinfo=UTC)) for number in (3, 9))


def line(soort=Soort.VERANDERD, oorzaak=Oorzaak.CORRECTIE, was=None, werd=None, status=Status.OK):
    return Verandering(
        "lindekwartier", "Lindekwartier", "deelnemende_burgers", "buurtnetwerk", Periode.parse("2026-T5"), "", soort,
        oorzaak, was, Status.OK, werd, status,
    )  # fmt: skip


def made(monkeypatch, *lines, aantal=0, openbaar=()):
    found = Veranderingen(OLD, NEW, lines, aantal or len(lines), openbaar)
    monkeypatch.setattr("pages._ui.services.catalog", catalog)
    monkeypatch.setattr("pages._ui.services.reader", lambda: None)
    monkeypatch.setattr("pages._ui.cached.version", lambda _: 9)
    monkeypatch.setattr(figures, "read", lambda *_, **__: found)
    return changes_part._made(DEMONSTRATION_ACCOUNTS["kartrekker"], 3, "lindekwartier", "Lindekwartier")


def test_every_change_says_what_it_was_what_it_is_and_why(monkeypatch):
    body = made(
        monkeypatch,
        line(was=25, werd=85),
        line(Soort.VERSCHENEN, Oorzaak.LEVERING, werd=15),
        line(Soort.VERDWENEN, Oorzaak.INTREKKING, status=Status.NIET_GELEVERD),
        line(Soort.VERANDERD, Oorzaak.INTREKKING, werd=30),
        openbaar=(Openbaar("cbs_kerncijfers", 2025, Soort.VERSCHENEN),),
    )
    plain = body.replace("\u00a0", " ")
    assert (
        "Publicatie 9 (9 november 2026) naast publicatie 3 (3 november 2026): 4 geleverde cijfers zijn anders." in plain
    )
    assert "<li>Levering teruggetrokken: 1 verdwenen en 1 veranderd</li>" in plain
    assert "2025: nieuw</li>" in plain
    for was, werd in (("25 personen", "85 personen"), ("er was een cijfer", "geen cijfer"), ("een ander cijfer", "30")):
        assert f'data-kop="Was">{was}</td><td data-kop="Werd"><b>{werd}' in plain
    assert plain.count("<tr>") == 5


def test_ten_stand_open_and_what_is_not_listed_is_counted(monkeypatch):
    body = made(monkeypatch, *[line(was=25, werd=85)] * 12, aantal=40)
    assert "Toon de andere 2" in body
    assert "En nog 28." in body
    assert "geen enkel geleverd cijfer is anders." in made(monkeypatch)


@pytest.mark.parametrize(
    ("role", "seen"), [("kartrekker", 1), ("transitieteam", 1), ("bezoeker", 0), ("verzekeraar", 0)]
)
def test_only_for_who_sees_outcomes(open_page, role, seen):
    app = open_page("uitleg", role=role, buurt="sterrenwijk")
    assert not app.exception
    assert [one.label for one in app.expander].count("Wat is er veranderd?") == seen
    looked_at = {"Er is nog maar één publicatie" in markup(app), bool(by_key(app, "publicatiekeuze"))}
    assert looked_at == ({True, False} if seen else {False})


def by_key(app, key):
    return [one for one in app.selectbox if one.key == key]
