"""The budget and the signatures of a plan: what stands below which version, what changed since, and the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
import sqlalchemy as sa
import streamlit as st

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.figures import PlekQuestion, read
from buurtbeeld.plan import budget, paper, signing, writing
from buurtbeeld.report import pdf, web, word
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account
from buurtbeeld.storage.schema_audit import audit_event
from tests.meetings.test_buurtverslag import own_sentences, plain
from tests.meetings.test_meeting_pages import (
    KARTREKKER,
    MINE,
    NEAR,
    READERS,
    checked,
    field,
    filled,
    press,
    text,
    village,
)  # fmt: skip
from tests.meetings.test_plan import GIVEN, LID, NASTY, add, opened, plan, thema
from tests.outcomes.village import TODAY
from tests.ui.conftest import messages

__all__ = ["filled", "opened", "village"]
SIGNER = {"naam": "Mevrouw De Wit, huisarts", "namens": "huisartsen", "dag": "3 maart 2026"}


def signed(village, user=LID):
    return signing.signed(village.reader, user, MINE)


def sign(village, **given):
    given = SIGNER | {"gezien": signed(village).nu} | given
    return signing.sign(village.reader, KARTREKKER, MINE, **given)


def code_of(act):
    with pytest.raises(BuurtbeeldError) as told:
        act()
    return told.value.code


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1250", "1250"), ("1.250", "1250"), ("€ 1.250,50", "1250.50"), ("1.250,-", "1250"), ("1250,--", "1250"),
        ("€\u00a02.000.000", "2000000"), ("12 euro", "12"), ("0", "0"), ("0,5", None), ("1250.50", None),
        ("1,250", None), ("12.50", None), ("-5", None), ("duizend", None), ("1e6", None), ("10.000.001", None),
        ("", None), ("1" * 5000, None), ("٣", "3"),
    ],
)  # fmt: skip
def test_euros_as_people_write_them(written, read):
    assert budget.amount_in(written) == (Decimal(read) if read else None)


def test_what_the_plan_costs_per_thema_payer_and_stand(village):
    add(village, kosten="1250", betaler="Gemeente", geld="toegezegd")
    add(village, wat="Cursus", kosten="€ 2.000,50", betaler="Zilveren Kruis")
    add(village, "zorgzaam", wat="Koffie", kosten="100", betaler="Gemeente", geld="betaald")
    add(village, "zorgzaam", wat="Tuin")
    add(village, "zorgzaam", wat="Feest", kosten="9.000", stand="gaat niet door")
    found = budget.of_plan(plan(village))
    assert (found.totaal, found.zonder, len(found.regels)) == (Decimal("3350.50"), 1, 4)
    assert dict(found.betalers) == {"Gemeente": Decimal(1350), "Zilveren Kruis": Decimal("2000.50")}
    assert dict(found.standen) == {"begroot": Decimal("2000.50"), "toegezegd": Decimal(1250), "betaald": Decimal(100)}
    assert sum(amount for _, amount in found.themas) == found.totaal
    assert budget.told(found) == "Ons plan kost €\u00a03.350,50. Van 1 onderdeel is het bedrag nog niet bekend."
    assert thema(village).onderdelen[0].velden["kosten"] == "1.250"
    assert code_of(lambda: add(village, wat="Fout", kosten="veel")) == "E_PLAN_BEDRAG"
    assert code_of(lambda: add(village, wat="Fout", betaler="Anna 06-12345678")) == "E_TEKST_PERSOON"
    assert len(plan(village).onderdelen) == 5


def test_two_people_fill_in_another_amount(village):
    made = add(village)
    writing.change(village.reader, replace(KARTREKKER, naam="bert"), made, {"kosten": "100"})
    kept = writing.change(village.reader, KARTREKKER, made, {"kosten": "200"}).tekst.velden
    assert kept["kosten"] == "100"
    assert "kosten: 200" in kept["opmerking"]


def test_who_signed_which_version_and_a_change_asks_for_new_signatures(village):
    made = add(village, kosten="1.000", betaler="Gemeente")
    assert "Nog niemand" in signed(village).staat
    assert (sign(village), sign(village, naam="Jan", namens="gemeente")) == (1, 1)
    (version,) = signed(village).versies
    assert [(one.naam, one.namens, one.dag) for one in version.handtekeningen] == [
        (SIGNER["naam"], "huisartsen", date(2026, 3, 3)), ("Jan", "gemeente", date(2026, 3, 3)),
    ]  # fmt: skip
    assert (signed(village).staat, signed(village).nummer) == ("Onder versie 1 staan 2 handtekeningen.", 1)
    now = writing.change(village.reader, KARTREKKER, made, {"kosten": "1.500", "geld": "betaald"}).tekst
    add(village, wat="Tuin")
    changed = signed(village)
    assert changed.veranderd == ("Anders bij Wandelgroep: wat het kost.", "Nieuw: Tuin.")
    assert "Vraag opnieuw om handtekeningen" in changed.staat
    assert sign(village) == changed.nummer == 2
    assert signed(village).veranderd == ()
    assert [one.geldig for one in signed(village).versies] == [1, 2]
    assert next(one.kosten for one in signed(village).versies[1].regels if one.is_onderdeel) == "1.000"
    writing.take_away(village.reader, KARTREKKER, now)
    assert signed(village).veranderd == ("Weg: Wandelgroep.",)


def test_a_part_that_goes_on_again_tells_what_else_changed(village):
    made = add(village, kosten="1.000", stand="gaat niet door")
    add(village, wat="Tuin")
    sign(village)
    now = writing.change(village.reader, KARTREKKER, made, {"stand": "kan beginnen", "kosten": "90.000"}).tekst
    assert signed(village).veranderd == ("Wandelgroep: gaat toch door. Anders is ook: wat het kost.",)
    writing.change(village.reader, KARTREKKER, now, {"stand": "kan beginnen", "kosten": "1.000"})
    assert signed(village).veranderd == ("Wandelgroep: gaat toch door.",)


def test_the_log_names_the_version_a_signature_stands_under(village):
    made = add(village, kosten="1.000")
    sign(village)
    writing.change(village.reader, KARTREKKER, made, {"stand": "begonnen"})
    sign(village, naam="Jan", namens="gemeente")
    (version,) = signed(village).versies
    assert signed(village).nu != version.sha256
    query = sa.select(audit_event.c.sha256).where(audit_event.c.gebeurtenis == "plan_getekend")
    with village.published.connect() as connection:
        assert connection.scalars(query).all() == [version.sha256, version.sha256]


def test_carrying_a_plan_out_asks_for_no_new_signature(village):
    made = add(village, kosten="1.000")
    sign(village)
    paid = writing.change(village.reader, KARTREKKER, made, {"geld": "betaald", "stand": "kan beginnen"}).tekst
    assert signed(village).veranderd == ()
    writing.begin(village.reader, KARTREKKER, paid, date(2026, 4, 1))
    assert signed(village).veranderd == ()
    other = add(village, wat="Tuin")
    sign(village)
    writing.change(village.reader, KARTREKKER, other, {"stand": "gaat niet door"})
    assert signed(village).veranderd == ("Tuin: gaat niet door.",)
    writing.argue(village.reader, KARTREKKER, MINE, "preventie", "Dit is nodig.")
    assert any(one.endswith(": waarom.") for one in signed(village).veranderd)


def test_a_signature_that_is_taken_back_stays_to_be_seen(village):
    add(village)
    sign(village)
    (one,) = signed(village).versies[0].handtekeningen
    back = {"naam": "Mevrouw De Wit", "reden": "Wij kunnen dit niet betalen."}
    signing.withdraw(village.reader, KARTREKKER, MINE, one.id, **back)
    (now,) = signed(village).versies[0].handtekeningen
    assert (now.naam, now.ingetrokken.naam, now.ingetrokken.reden) == (one.naam, *back.values())
    assert signed(village).staat == "Onder versie 1 staan 0 handtekeningen."
    again = lambda: signing.withdraw(village.reader, KARTREKKER, MINE, one.id, **back)  # noqa: E731
    assert code_of(again) == "E_PLAN_GETEKEND"
    assert code_of(lambda: signing.withdraw(village.reader, KARTREKKER, MINE, 999, **back)) == "E_NIET_GEVONDEN"
    assert sign(village) == 1  # the same person may sign again
    assert signed(village).versies[0].geldig == 1
    with village.published.connect() as connection:
        rows = connection.execute(sa.select(audit_event).where(audit_event.c.gebeurtenis.startswith("plan"))).all()
    assert sorted(row.gebeurtenis for row in rows) == ["plan_getekend", "plan_getekend", "plan_ingetrokken"]
    assert not any("De Wit" in str(row) for row in rows)


def test_what_cannot_be_signed(village):
    assert code_of(lambda: sign(village)) == "E_PLAN_LEEG"
    add(village)
    seen = signed(village).nu
    for given, code in (
        ({"naam": ""}, "E_TEKST"), ({"naam": "x" * 10_000}, "E_TEKST"), ({"namens": "koning"}, "E_TEKST"),
        ({"naam": "Anna 06-12345678"}, "E_TEKST_PERSOON"), ({"naam": "BSN 111222333"}, "E_TEKST_PERSOON"),
        ({"dag": "ooit"}, "E_PLAN_DAG"),
        ({"dag": f"1 januari {TODAY.year + 2}"}, "E_PLAN_DAG"), ({"gezien": "anders"}, "E_PLAN_VERANDERD"),
    ):  # fmt: skip
        assert code_of(lambda given=given: sign(village, **given)) == code, given
    add(village, wat="Tuin")
    assert code_of(lambda: sign(village, gezien=seen)) == "E_PLAN_VERANDERD"
    sign(village)
    assert code_of(lambda: sign(village, naam=SIGNER["naam"].upper())) == "E_PLAN_GETEKEND"
    assert len(signed(village).versies[0].handtekeningen) == 1


def test_who_may(village):
    add(village)
    sign(village)
    number = signed(village).versies[0].handtekeningen[0].id
    for name in DEMONSTRATION_ACCOUNTS:
        user = account(name)
        if name not in READERS:
            with pytest.raises(PermissionDenied):
                signed(village, user)
        if name != "kartrekker":
            with pytest.raises(PermissionDenied):
                signing.sign(village.reader, user, MINE, **SIGNER, gezien="")
            with pytest.raises(PermissionDenied):
                signing.withdraw(village.reader, user, MINE, number, naam="x", reden="y")
    both = replace(KARTREKKER, buurten=frozenset({MINE, NEAR}))
    with pytest.raises(NotFound):
        signing.withdraw(village.reader, both, NEAR, number, naam="x", reden="y")


def test_the_paper_holds_plan_budget_and_signatures_whatever_is_written(village):
    add(village, wat=NASTY, waarom=NASTY, wie=NASTY, betaler=NASTY[:60], kosten="1.250")
    sign(village, naam=NASTY)
    one = signed(village).versies[0].handtekeningen[0]
    signing.withdraw(village.reader, KARTREKKER, MINE, one.id, naam=NASTY, reden=NASTY)
    made = paper.document(plan(village), signed(village), read(LID, PlekQuestion(MINE), reader=village.reader))
    assert pdf.pdf(made).startswith(b"%PDF")
    opened_again = docx.Document(io.BytesIO(word.word(made)))
    cells = {cell.text for table in opened_again.tables for row in table.rows for cell in row.cells}
    assert {NASTY, "€\u00a01.250", "Samen", "Bewoners", "huisartsen"} <= cells
    assert any(cell.startswith("ingetrokken op ") and NASTY in cell for cell in cells)
    assert "&lt;b&gt;b&lt;/b&gt;" in web.page(made)


def test_our_own_sentences_are_plain(village):
    made = add(village, kosten="1.250")
    add(village, wat="Tuin")
    sign(village)
    one = signed(village).versies[0].handtekeningen[0]
    signing.withdraw(village.reader, KARTREKKER, MINE, one.id, naam="Els", reden="Te duur.")
    writing.change(village.reader, KARTREKKER, made, {"kosten": "2.000"})
    paper_made = paper.document(plan(village), signed(village), read(LID, PlekQuestion(MINE), reader=village.reader))
    sentences = own_sentences(paper_made)
    assert len(sentences) > 12
    plain([*sentences, paper_made.onder])


def test_from_an_amount_to_a_signature_and_back(village, opened):
    app = opened()
    assert "Er staat nog niets in het plan." in text(app)
    field(app.text_input, "Wat gaat u doen?").set_value("Wandelgroep")
    field(app.text_input, "Wat kost het?").set_value("veel")
    app = press(app, "Zet dit in het plan")
    assert any("E_PLAN_BEDRAG" in one for one in messages(app))
    field(app.text_input, "Wat kost het?").set_value("1250,50")
    field(app.text_input, "Wie betaalt?").set_value("Gemeente")
    app = press(app, "Zet dit in het plan")
    assert "Ons plan kost € 1.250,50." in text(app)
    field(app.text_input, "Wie tekende?").set_value(NASTY)
    app = press(app, "Leg vast voor versie 1")
    assert any("Kies namens wie" in one for one in messages(app))
    field(app.selectbox, "Namens wie?").set_value("gemeente")
    app = press(app, "Leg vast voor versie 1")
    assert "Onder versie 1 staat 1 handtekening." in text(app)
    field(app.text_input, "Wie trekt in?").set_value("Jan")
    field(app.text_input, "Waarom?").set_value("")
    app = press(app, "Trek de handtekening in")
    assert any("De reden is leeg" in one for one in messages(app))
    [one for one in app.text_input if one.label == "Waarom?"][-1].set_value("Te duur.")
    app = checked(press(app, "Trek de handtekening in"))
    assert "Te duur." in text(app)
    assert "Wat kost het?" not in [one.label for one in opened("netwerklid").text_input]


def test_a_plan_of_before_the_budget_reads_as_before(village):
    """A part that was written when there were no amounts has no fields for them."""
    made = add(village)
    old = replace(made, velden={name: made.velden[name] for name in GIVEN})
    found = budget.of_plan(replace(plan(village), themas=(replace(thema(village), onderdelen=(old,)),)))
    assert (found.totaal, found.zonder) == (Decimal(), 1)


def test_choices_say_what_was_written(village, opened):
    """Streamlit reads no markdown in what one chooses from: a sign with a backslash before it would show both."""
    add(village, wat=NASTY)
    sign(village, naam=NASTY)
    offered = {one.label: one.options for one in opened().selectbox}
    assert NASTY in offered["Welk onderdeel?"]
    assert f"{NASTY}, huisartsen, versie 1" in offered["Welke handtekening?"]


def test_the_plan_leaves_through_the_one_door(village, opened, monkeypatch):
    """As PDF and as Word, for the network; and the log knows which version."""
    add(village, kosten="1.250")
    sign(village)
    handed = {}
    monkeypatch.setattr(st, "download_button", lambda _, made, name, *__, **___: handed.update({name: made}))
    opened("netwerklid")
    made = {name.rpartition(".")[2]: made() for name, made in handed.items() if name.startswith("buurtplan_")}
    assert (made["pdf"][:4], made["docx"][:2]) == (b"%PDF", b"PK")
    query = sa.select(audit_event).where(audit_event.c.gebeurtenis == "uitvoer").order_by(audit_event.c.id)
    with village.published.connect() as connection:
        rows = connection.execute(query).all()
    assert [(row.buurt, row.object, row.uitkomst) for row in rows] == [(MINE, "1", "gelukt")] * 2
