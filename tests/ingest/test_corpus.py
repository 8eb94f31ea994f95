"""Every known bad input gets the message it must get, and points at the place."""

import pytest

from buurtbeeld.ingest.inspection import inspect
from tests.ingest import corpus, corpus_persons, corpus_workbooks
from tests.ingest.corpus import BSNS, RULES

CASES = [*corpus.CASES, *corpus_persons.CASES, *corpus_workbooks.CASES]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_known_input_gets_its_message(case, caplog):
    found = inspect(case.data, case.naam, RULES)
    told = {one.code for one in found.meldingen}
    assert "E_ONBEKEND" not in told
    if not case.code:
        assert found.meldingen == ()
        return
    assert case.code in told
    assert found.geweigerd == case.code.startswith("E_")
    assert bool(found.rows) != found.geweigerd
    where = {(one.rij, one.kolom) for one in found.meldingen if one.code == case.code}
    assert case.rij in {None, *(rij for rij, _ in where)}
    assert case.kolom in {None, *(kolom for _, kolom in where)}
    assert caplog.text == ""


def test_names_of_cases_are_unique():
    names = [case.wat for case in CASES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("case", [case for case in CASES if case.code in ("E_BSN", "E_PERSOONSGEGEVENS")], ids=str)
def test_a_message_about_persons_never_repeats_the_value(case):
    found = inspect(case.data, case.naam, RULES)
    told = repr(found.meldingen)
    for secret in (*BSNS, "1234.56.782", "jansen", "Jansen", "12345678", "1948", "ABNA", "3511", "Dorpsstraat"):
        assert secret not in told
