"""Every known bad input gets the message it must get, points at the place, and repeats nothing about persons."""

import pytest

from buurtbeeld.ingest.inspection import inspect
from buurtbeeld.ingest.messages_file import FILE_MESSAGES
from tests.ingest import corpus, corpus_persons, corpus_workbooks
from tests.ingest.corpus import BSNS, RULES

CASES = [*corpus.CASES, *corpus_persons.CASES, *corpus_workbooks.CASES]
SECRETS = (*BSNS, "1234.56.782", "jansen", "Jansen", "12345678", "1948", "ABNA", "3511", "Dorpsstraat")
ELSEWHERE = {"E_ONBEKEND", "E_TE_LANG_BEZIG", "W_MEER_MELDINGEN"}  # test_inspection.py


@pytest.mark.parametrize("case", CASES, ids=str)
def test_known_input_gets_its_message(case, caplog):
    found = inspect(case.data, case.naam, RULES)
    told = {one.code for one in found.meldingen}
    assert told == set() if not case.code else case.code in told
    assert found.geweigerd == case.code.startswith("E_")
    assert bool(found.rows) != found.geweigerd
    where = {(one.rij, one.kolom) for one in found.meldingen if one.code == case.code}
    assert not case.code or case.rij in {None, *(rij for rij, _ in where)}
    assert not case.code or case.kolom in {None, *(kolom for _, kolom in where)}
    assert not told & {"E_BSN", "E_PERSOONSGEGEVENS"} or not [one for one in SECRETS if one in repr(found.meldingen)]
    assert caplog.text == ""


def test_names_of_cases_are_unique():
    names = [case.wat for case in CASES]
    assert sorted(set(names)) == sorted(names)


def test_every_message_about_a_file_has_a_case():
    assert set(FILE_MESSAGES) - {case.code for case in CASES} == ELSEWHERE
