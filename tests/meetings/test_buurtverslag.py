"""Het buurtverslag: drawn up from the meetings, agreed by the residents, released to everybody, in plain words."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.report import buurtverslag, commands, drafting, web
from buurtbeeld.report.document import Alinea, Citaat, Kop, Lijst
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.parts import AFSPRAAK, LES, STEM
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Grant, Role, account
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.writing.rules import Ongeschikt
from tests.meetings.test_meeting_pages import CONSULTS, KARTREKKER, MINE, READERS, begin, filled, village

__all__ = ["filled", "village"]
LID, VISITOR = account("netwerklid"), account("bezoeker")
OWN = frozenset({MINE})
HERE = frozenset({"ecosysteem", "voorbeeld", "dorp"})
RESIDENT = replace(LID, naam="bewoner", toekenningen=(
    Grant(Role.NETWERKLID, HERE, OWN, OWN), Grant(Role.BURGERVERTEGENWOORDIGER, HERE, OWN, OWN),
))  # fmt: skip
QUOTE = "Ik bel sneller. 👍 *echt* <b>waar</b>"


def meeting(village, quote=QUOTE, stand="", wat="Koffie in de Linde"):
    one = begin(village)
    voice = {"wie": "bewoner", "herkent": "deels", "tekst": quote}
    notes.add(village.reader, LID, one, STEM, voice, onderwerp=CONSULTS)
    notes.add(village.reader, LID, one, LES, {"tekst": "Zij bellen mensen terug."})
    fields = {"wat": wat, "wie": "Anna Bakker", "wanneer": "3 maart 2027"}
    made = notes.add(village.reader, LID, one, AFSPRAAK, fields).tekst
    meetings.end(village.reader, KARTREKKER, one)
    if stand:
        notes.change(village.reader, LID, made, {**made.velden, "stand": stand})


def newest(village):
    return drafting.newest(village.reader, LID, MINE)


def drawn(village, **more):
    last = newest(village)
    na = (last.nummer, last.versie) if last else (0, 0)
    drafting.draw_up(village.reader, KARTREKKER, MINE, na=na, **more)
    return newest(village)


def released(village):
    one = drawn(village)
    drafting.agree(village.reader, RESIDENT, one, naam="Els, bewoner")
    drafting.release(village.reader, RESIDENT, newest(village), naam="Els, bewoner")
    return newest(village)


def page(one):
    return web.page(buurtverslag.document(one.inhoud, nummer=one.nummer, concept=one.stand != "vrijgegeven"))


def test_it_holds_the_meetings_own_words_and_no_name(village):
    meeting(village, stand="gedaan")
    meeting(village, quote="Buren helpen elkaar.", wat="Twee mensen bellen")
    made = drawn(village, woord="Wij zijn trots op de Linde.")
    text = page(made)
    expected = (
        "Ik bel sneller. 👍 *echt* &lt;b&gt;waar&lt;/b&gt;", "Buren helpen elkaar.", "Wij zijn trots op de Linde.",
        "Koffie in de Linde. Dit is gedaan.", "Twee mensen bellen, voor 3 maart 2027.", "duidelijk ongunstiger",
        "Zij bellen mensen terug.", "Wij kwamen 2 keer bij elkaar.", "Een bewoner herkent dit deels.",
        "Dit is een concept",
    )  # fmt: skip
    for words in expected:
        assert words in text, words
    assert "Anna" not in text
    assert "kartrekker" not in text
    assert [one.indicator for one in made.inhoud.cijfers] == [CONSULTS]
    assert text.count("Zij bellen mensen terug.") == 1


def test_a_quote_can_stay_out_and_a_word_of_ones_own_is_checked(village):
    meeting(village)
    (key,) = [one.sleutel for one in drafting.gathered(village.reader, KARTREKKER, MINE).stemmen]
    assert QUOTE[:8] not in page(drawn(village, weglaten=[key]))
    with pytest.raises(Ongeschikt):
        drawn(village, woord="Bel Fatima el Amrani")
    with pytest.raises(Ongeschikt):
        drawn(village, woord="x" * 10_000)
    assert newest(village).versie == 1


def test_draft_agreed_released_and_taken_back(village):
    meeting(village)
    reader = village.reader
    one = drawn(village)
    assert (one.stand, drafting.released(reader, VISITOR, MINE)) == ("concept", ())
    with pytest.raises(BuurtbeeldError) as early:
        drafting.release(reader, RESIDENT, one, naam="Els")
    assert early.value.code == "E_VERSLAG_STAND"
    for user in (KARTREKKER, LID):
        with pytest.raises(PermissionDenied):
            drafting.agree(reader, user, one, naam="Els")
    drafting.agree(reader, RESIDENT, one, naam="Els, bewoner")
    with pytest.raises(BuurtbeeldError):
        drafting.agree(reader, RESIDENT, one, naam="Els, bewoner")
    drafting.release(reader, RESIDENT, newest(village), naam="Els, bewoner")
    (public,) = drafting.released(reader, VISITOR, MINE)
    assert public.inhoud == one.inhoud
    assert "concept" not in page(public)
    with pytest.raises(BuurtbeeldError, match="reden"):
        drafting.take_back(reader, RESIDENT, public, naam="Els", reden=" ")
    drafting.take_back(reader, RESIDENT, public, naam="Els", reden="Er staat een fout in")
    assert drafting.released(reader, VISITOR, MINE) == ()
    assert newest(village).stand == "ingetrokken"


def test_another_version_has_to_be_agreed_to_again(village):
    meeting(village)
    one = drawn(village)
    drafting.agree(village.reader, RESIDENT, one, naam="Els")
    second = drawn(village, woord="Nog iets.")
    assert (second.nummer, second.versie, second.stand) == (1, 2, "concept")
    with pytest.raises(BuurtbeeldError) as old:
        drafting.release(village.reader, RESIDENT, one, naam="Els")
    assert old.value.code == "E_VERSLAG_CONFLICT"
    with pytest.raises(BuurtbeeldError) as both:
        drafting.draw_up(village.reader, KARTREKKER, MINE, na=(1, 1))
    assert both.value.code == "E_VERSLAG_CONFLICT"


def test_the_next_one_is_about_what_came_after(village):
    meeting(village)
    first = released(village)
    meeting(village, quote="Nieuwe woorden.")
    second = drawn(village)
    assert (second.nummer, second.versie) == (2, 1)
    assert "Nieuwe woorden." in page(second)
    assert QUOTE[:8] not in page(second)
    assert [one.nummer for one in drafting.released(village.reader, VISITOR, MINE)] == [first.nummer]


def test_what_is_kept_comes_back_as_it_was(village):
    meeting(village)
    made = drawn(village).inhoud
    assert buurtverslag.of_json(buurtverslag.to_json(made)) == made


def test_who_may(village):
    meeting(village)
    drawn(village)
    for name in DEMONSTRATION_ACCOUNTS:
        user = account(name)
        assert drafting.released(village.reader, user, MINE) == ()
        if name not in READERS:
            with pytest.raises(PermissionDenied):
                drafting.newest(village.reader, user, MINE)
        if name != "kartrekker":
            with pytest.raises(PermissionDenied):
                drafting.draw_up(village.reader, user, MINE, na=(1, 1))


def own_sentences(document):
    """Sentences that we wrote: those of people are their own."""
    texts = [block.tekst for block in document.blokken if isinstance(block, Alinea | Kop)]
    texts += [point for block in document.blokken if isinstance(block, Lijst) for point in block.punten]
    return [one for text in texts for one in re.split(r"(?<=[.?!:])\s+", text) if one]


def plain(sentences):
    """Rules of product.md E2: on average at most fifteen words, never more than 22, and no word that judges people."""
    lengths = [len(one.split()) for one in sentences]
    assert sum(lengths) / len(lengths) <= 15
    assert max(lengths) <= 22, max(sentences, key=len)
    said = " ".join(sentences).lower()
    for word in (
        "slecht", "score", "achterstand", "significant", "betrouwbaarheidsinterval", "p-waarde", "ten opzichte van",
    ):  # fmt: skip
        assert word not in said


def test_our_own_sentences_are_plain(village):
    meeting(village, stand="gedaan")
    document = buurtverslag.document(drawn(village).inhoud, nummer=1, concept=True)
    assert len(own_sentences(document)) > 15
    plain(own_sentences(document))
    chapters = [block.tekst for block in document.blokken if isinstance(block, Kop) and block.niveau == 1]
    assert tuple(chapters) == buurtverslag.QUESTIONS
    assert document.groot
    assert any(isinstance(block, Citaat) for block in document.blokken)


def test_without_a_screen(village, tmp_path, capsys):
    def run(*words):
        parser = argparse.ArgumentParser()
        commands.add_to(parser.add_subparsers(), lambda command: command)
        chosen = parser.parse_args(["verslag", *words, "--uit", str(tmp_path / "uit")])
        return chosen.run(chosen, account(chosen.als), village.reader)

    meeting(village)
    assert run(MINE) == 0
    made = sorted(path.name for path in (tmp_path / "uit").iterdir())
    assert made == [f"buurtverslag_{MINE}_concept.{form}" for form in ("docx", "html", "pdf")]
    said = capsys.readouterr().out
    assert all(name in said for name in made)
    released(village)
    assert run(MINE, "--programma", "dorp") == 0
    assert (tmp_path / "uit" / f"buurtverslag_{MINE}_vrijgegeven.pdf").read_bytes().startswith(b"%PDF")
    for words in (["bestaat-niet"], [MINE, "--programma", "ecosysteem"]):
        with pytest.raises(NotFound):
            run(*words)
    assert run("vliegerbuurt") == 0
    with pytest.raises(PermissionDenied):
        run("vliegerbuurt", "--als", "netwerklid")
    (tmp_path / "bestand").write_text("x")
    chosen = argparse.Namespace(buurt=MINE, programma="", als="kartrekker", uit=tmp_path / "bestand")
    with pytest.raises(BuurtbeeldError) as no_folder:
        commands._make(chosen, KARTREKKER, village.reader)
    assert no_folder.value.code == "E_BESTAND"


def test_what_was_decided_stands_in_the_log(village):
    meeting(village)
    one = released(village)
    drafting.take_back(village.reader, RESIDENT, one, naam="Els", reden="Er staat een fout in")
    with village.published.connect() as connection:
        rows = connection.execute(sa.select(audit_event).order_by(audit_event.c.id)).mappings().all()
    mine = [(row["gebeurtenis"], row["buurt"]) for row in rows if row["gebeurtenis"].startswith(("versl", "bespr"))]
    assert mine == [
        ("bespreking_gesloten", MINE), ("verslag_akkoord", MINE), ("verslag_vrijgegeven", MINE),
        ("verslag_ingetrokken", MINE),
    ]  # fmt: skip
    assert not any("Els" in str(row) or "fout" in str(row) for row in rows)
