"""The files of Leren, Menukaart and Voortgang: what is in them, who may have them, and the line in the log."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
import streamlit as st

from buurtbeeld.errors import PermissionDenied
from buurtbeeld.figures import read
from buurtbeeld.learning.vragen import LearnQuestion, MenuQuestion, ProgressQuestion
from buurtbeeld.privacy import gateway, learning_exports
from buurtbeeld.privacy.files import as_xlsx
from buurtbeeld.roles import account
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_audit import audit_event
from pages._ui import learn_files

TODAY = date(2026, 11, 1)
OPENED = {"leren": "kartrekker", "menukaart": "kartrekker", "voortgang": "transitieteam"}


@pytest.fixture
def handed(monkeypatch):
    """Every file that a page offers, by name, made as at a click."""
    found = {}
    monkeypatch.setattr(st, "download_button", lambda _label, data, name, *_, **__: found.update({name: data}))
    return found


def lines(table):
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(table))).worksheets[0]
    return [dict(zip(table.kop, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("page", OPENED)
def test_every_page_hands_out_both_forms_and_writes_it_down(open_page, handed, page):
    open_page(page, role=OPENED[page], buurt="lindekwartier", programma="voorbeeld")
    assert {name.rpartition(".")[2] for name in handed} == {"csv", "xlsx"}
    assert all("verzonnen" in name and name.startswith(page) for name in handed)
    engine = open_published(Settings.from_environment())
    with engine.connect() as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(audit_event))
    made = {name.rpartition(".")[2]: make() for name, make in handed.items()}
    with engine.connect() as connection:
        added = connection.execute(sa.select(audit_event).order_by(audit_event.c.id).offset(before)).all()
    engine.dispose()
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig")), delimiter=";"))
    assert len(rows) > 10
    assert openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0].max_row == len(rows)
    assert [(one.gebeurtenis, one.uitkomst, one.aantal) for one in added] == [("uitvoer", "gelukt", len(rows) - 1)] * 2
    assert {json.loads(one.details)["wat"] for one in added} == {page}
    assert {one.programma for one in added} == {"voorbeeld"}


def test_leren_says_why_they_look_alike_where_they_differ_and_what_they_did(reader):
    found = read(account("transitieteam"), LearnQuestion("lindekwartier", TODAY), reader=reader)
    rows = lines(learning_exports.leren(found, reader.catalog))
    alike = [row for row in rows if row["onderdeel"] == "gelijkenis"]
    assert [row["buurt"] for row in alike] == [one.plek.naam for one in (*found.buren, *found.anderen)]
    for buur in found.buren:
        mine = [row for row in rows if row["buurt"] == buur.plek.naam]
        features = [row for row in mine if row["onderdeel"] == "kenmerk"]
        assert [row["waarde"] for row in features] == [one.ander for one in buur.kenmerken]
        assert [row["bij_ons"] for row in features] == [one.eigen for one in buur.kenmerken]
        assert len([row for row in mine if row["onderdeel"] == "actie"]) == len(buur.interventies)
    told = [row for row in rows if row["onderdeel"] == "verschil met ons"]
    assert any(row["waarde"] is not None for row in told)
    for row in told:
        assert row["oordeel"]
        assert (row["waarde"] is None) == bool(row["toelichting"])
        assert row["waarde"] is None or row["ondergrens"] <= row["waarde"] <= row["bovengrens"]


def test_voortgang_stands_by_name_and_never_by_a_value(reader):
    found = read(account("transitieteam"), ProgressQuestion("voorbeeld", TODAY), reader=reader)
    rows = lines(learning_exports.voortgang(found, reader.catalog))
    buurten = [row["buurt"] for row in rows if row["onderdeel"] == "buurt"]
    assert buurten == [one.plek.naam for one in found.standen]
    funnel = [row for row in rows if row["onderdeel"] == "trechter"]
    assert len(funnel) == len(found.trechter.punten)
    own = [row["buurt"] for row in funnel if not row["toelichting"]]
    assert own == sorted(own)
    for row in rows:
        assert row["onderdeel"] != "veranderd sinds de start" or row["waarde"] is not None or row["toelichting"]
    assert {row["publicatie"] for row in rows} == {found.publicatie}


def test_the_menukaart_has_every_plan_with_its_evidence(reader):
    found = read(account("transitieteam"), MenuQuestion("lindekwartier", TODAY), reader=reader)
    rows = lines(learning_exports.menukaart(found, reader.catalog))
    assert [*dict.fromkeys(row["plan"] for row in rows)] == [one.kaart.naam for one in found.kaarten]
    assert all(row["bewijs_in_woorden"] and row["genoemd_in"] and row["stappen"] for row in rows)
    for row in rows:
        assert (row["verschil"] is None) == (row["buurten_met_cijfer"] is None)
        assert row["buurten_met_cijfer"] is None or row["buurten_met_cijfer"] >= 4


@pytest.mark.parametrize("role", ["verzekeraar", "leverancier", "bezoeker"])
def test_who_may_not_see_a_page_gets_no_file_of_it(reader, monkeypatch, role):
    """Also with a button that was made for somebody else."""
    monkeypatch.setattr(learn_files.services, "catalog", lambda: reader.catalog)
    everybody = account("transitieteam")
    asked = [
        learn_files._leren(read(everybody, LearnQuestion("lindekwartier", TODAY), reader=reader), "csv"),
        learn_files._menukaart(
            read(everybody, MenuQuestion("lindekwartier", TODAY), reader=reader), "lindekwartier", "csv"
        ),
        learn_files._voortgang(read(everybody, ProgressQuestion("voorbeeld", TODAY), reader=reader), "csv"),
    ]
    for one in asked:
        with pytest.raises(PermissionDenied):
            gateway.hand_out(reader.engine, account(role), one, per_uur=50)


def test_a_network_member_has_no_file_of_all_buurten(reader, monkeypatch):
    monkeypatch.setattr(learn_files.services, "catalog", lambda: reader.catalog)
    found = read(account("transitieteam"), ProgressQuestion("voorbeeld", TODAY), reader=reader)
    with pytest.raises(PermissionDenied):
        gateway.hand_out(reader.engine, account("kartrekker"), learn_files._voortgang(found, "xlsx"), per_uur=50)
