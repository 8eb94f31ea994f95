"""Texts on both databases: what may be kept, and that nobody's words are lost when several write at once."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.writing import merging, rules, store
from buurtbeeld.writing.rules import Ongeschikt, Veld
from buurtbeeld.writing.store import Plaats

HERE = Plaats("voorbeeld", "lindekwartier", "bespreking/1")
RULES = {"tekst": Veld("de tekst")}
WORD = st.sampled_from(["wij", "zien", "meer", "mensen", "buiten", "en", "minder", "thuis", "✓", "👍", "*x*", "#[a]"])
WORDS = st.lists(WORD, max_size=12)


@pytest.fixture
def note(published):
    with published.begin() as connection:
        return store.add(connection, HERE, "stem", {"tekst": "Ik wandel elke week."}, door="anna")


def write(published, note, tekst, gezien=1, door="bert", **more):
    with published.begin() as connection:
        return store.write(connection, note.sleutel, gezien, {"tekst": tekst}, door=door, **more)


def now(published, soort=""):
    with published.connect() as connection:
        return store.texts(connection, HERE.buurt, HERE.plaats, soort)


def test_two_people_who_write_elsewhere_are_both_in_it(published, note):
    write(published, note, "Ik wandel elke week met de buren.", door="anna")
    saved = write(published, note, "Nu al een jaar: ik wandel elke week.")
    assert saved.ander == "anna"
    assert not saved.onder_elkaar or "buren" in saved.tekst.tekst
    assert {"buren.", "jaar:"} <= set(now(published)[0].tekst.split())


def test_two_people_who_write_the_same_words_stand_below_each_other(published, note):
    write(published, note, "Ik wandel elke dag.", door="anna")
    saved = write(published, note, "Ik wandel elke maand.")
    assert saved.onder_elkaar
    assert saved.tekst.tekst == "Ik wandel elke dag.\nIk wandel elke maand."
    assert [one.versie for one in now(published)] == [3]


def test_one_date_for_two_people_is_told(published):
    with published.begin() as connection:
        actie = store.add(connection, HERE, "actie", {"wat": "Bellen", "wanneer": ""}, door="anna")
        single = frozenset({"wanneer"})
        first, second = ({"wat": "Bellen", "wanneer": day} for day in ("1 maart 2027", "8 maart 2027"))
        store.write(connection, actie.sleutel, 1, first, door="anna", samen=single)
        saved = store.write(connection, actie.sleutel, 1, second, door="bert", samen=single)
    assert saved.onder_elkaar
    assert saved.tekst.velden["wanneer"] == "1 maart 2027"
    assert saved.tekst.velden["opmerking"] == "Iemand anders vulde tegelijk in: wanneer: 8 maart 2027."


def test_what_somebody_changed_is_not_taken_away_by_another(published, note):
    write(published, note, "Ik wandel elke dag.", door="anna")
    kept = write(published, note, "", weg=True)
    assert (kept.ander, kept.tekst.tekst) == ("anna", "Ik wandel elke dag.")
    assert len(now(published)) == 1
    write(published, note, "", gezien=2, weg=True)
    assert now(published) == ()


def test_writing_the_same_makes_no_version(published, note):
    assert write(published, note, "Ik wandel elke week.").tekst.versie == 1


def test_of_thirty_people_who_write_at_once_no_word_is_lost(published, note):
    start, failed = threading.Barrier(30), []

    def one(number):
        start.wait()
        try:
            write(published, note, f"Ik wandel elke week. Woord{number:02d}", door=f"p{number}")
            with published.begin() as connection:
                store.add(connection, HERE, "stem", {"tekst": f"Eigen{number:02d}"}, door=f"p{number}")
        except BuurtbeeldError as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    found = " ".join(one.tekst for one in now(published))
    assert set(re.findall(r"Woord\d\d", found)) == {f"Woord{number:02d}" for number in range(30)}
    assert set(re.findall(r"Eigen\d\d", found)) == {f"Eigen{number:02d}" for number in range(30)}


def test_a_key_that_does_not_exist(published, note):
    with pytest.raises(NotFound):
        write(published, note, "x", gezien=4)
    with published.connect() as connection, pytest.raises(NotFound):
        store.one(connection, "weg")


@given(WORDS, WORDS, WORDS)
@settings(max_examples=300, deadline=None)
def test_merging_loses_no_word_that_was_added(base, theirs, ours):
    text, _ = merging.merged(" ".join(base), " ".join(theirs), " ".join(ours))
    for side in (theirs, ours):
        for word in set(side) - set(base):
            assert text.count(word) >= 1
    if theirs == base:
        assert text == " ".join(ours)
    if ours == base:
        assert text == " ".join(theirs)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bel mij op 06-12345678", "telefoonnummers"),
        ("Bel 010 123 45 67 voor meer", "telefoonnummers"),
        ("Haar nummer is 111222333", "burgerservicenummers"),
        ("Mail jan@example.nl", "e-mailadressen"),
        ("Mevrouw Jansen is blij", "namen"),
        ("Wij spraken met Fatima el Amrani over de wandelgroep", "namen"),
        ("Zij woont 3511 AB 12", "adressen"),
        ("Geboren 3-4-1941 in deze buurt", "geboortedata"),
    ],
)
def test_what_is_about_a_person_is_refused_and_never_repeated(text, kind):
    with pytest.raises(Ongeschikt) as told:
        rules.checked({"tekst": text}, RULES, jaar=2026)
    assert told.value.code == "E_TEKST_PERSOON"
    assert kind in str(told.value)
    assert not {word for word in re.findall(r"[\w.@-]{6,}", text) if any(map(str.isdigit, word)) or "@" in word} & set(
        re.findall(r"[\w.@-]{6,}", str(told.value))
    )


@pytest.mark.parametrize(
    "text",
    [
        "Fatima zegt dat de wandelgroep haar helpt.",
        "Wij spreken af op 3 maart 2027 in de Kerkstraat.",
        "80% van de 1.234 mensen, dus 12.345.678 stappen",
        "Dat is goed 👍 #let x = 1 *vet* _schuin_ <b>x</b> $x$ \\n @bron",
    ],
)
def test_what_is_about_nobody_in_particular_is_kept_as_it_is(text):
    assert rules.checked({"tekst": text}, RULES, jaar=2026) == {"tekst": text}


def test_a_name_may_say_who_does_it_a_telephone_number_may_not():
    who = {"wie": Veld("wie", 80, wie=True, regels=False)}
    assert rules.checked({"wie": "Mevrouw Jansen, wijkverpleegkundige"}, who, jaar=2026)["wie"].startswith("Mevrouw")
    with pytest.raises(Ongeschikt):
        rules.checked({"wie": "Mevrouw Jansen 06 12345678"}, who, jaar=2026)


def test_ten_thousand_letters_are_refused_with_their_number():
    with pytest.raises(Ongeschikt, match=r"10\.000 tekens.*2\.000"):
        rules.checked({"tekst": "x" * 10_000}, RULES, jaar=2026)


def test_signs_that_nobody_sees_are_left_out():
    given_text = "\u202egekeerd\u202c en\u200b on\u00adzichtbaar\r\n\r\n\r\n  twee   spaties\x00 "
    assert rules.tidied(given_text) == "gekeerd en onzichtbaar\n\ntwee spaties"
    assert rules.tidied(given_text, lines=False) == "gekeerd en onzichtbaar twee spaties"


def test_rows_are_only_added():
    """Nothing about meetings ever changes or throws away a row."""
    root = Path(__file__).parents[2] / "buurtbeeld"
    packages = [path for name in ("writing", "nulmeting", "review", "report") for path in (root / name).glob("*.py")]
    assert len(packages) > 5
    assert [path.name for path in packages if re.search(r"sa\.(update|delete)\(", path.read_text("utf-8"))] == []
