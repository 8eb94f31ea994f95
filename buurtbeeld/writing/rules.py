"""What may be written down: tidy, not too long, and nothing about a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from buurtbeeld.dutch import number
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.content import UNSEEN
from buurtbeeld.ingest.person_patterns import kind_in, looks_like

MOST_LETTERS = 2_000
NEAR = 5  # words after a first name in which a surname is looked for


@dataclass(frozen=True)
class Veld:
    """One field of a text.

    Attributes:
        label: how a message names it, with its article: "de tekst".
        meest: letters it may have.
        mag_leeg: whether it may be empty.
        wie: it says who does something, so a name belongs there; a telephone number does not.
        regels: it may have more than one line.
    """

    label: str
    meest: int = MOST_LETTERS
    mag_leeg: bool = False
    wie: bool = False
    regels: bool = True


class Ongeschikt(BuurtbeeldError):
    """A text that may not be kept as it is; nothing was stored. Never repeats what is wrong in it."""

    code = "E_TEKST"


def tidied(text: str, *, lines: bool = True) -> str:
    """A text without signs that nobody sees, without spaces at the ends; at most one empty line in a row."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    rows = [" ".join(row.split()) for row in plain.split("\n")]
    if not lines:
        return " ".join(filter(None, rows))
    kept = [row for at, row in enumerate(rows) if row or (at and rows[at - 1])]
    return "\n".join(kept).strip("\n")


def checked(velden: Mapping[str, str], rules: Mapping[str, Veld], *, jaar: int) -> dict[str, str]:
    """The fields as they may be stored.

    Args:
        velden: name -> what somebody wrote; a field that is not given is empty.
        rules: the fields there are.
        jaar: this year, to tell a date of birth from another date.

    Raises:
        Ongeschikt: names the first problem of each field.
    """
    found = {name: tidied(velden.get(name, ""), lines=rule.regels) for name, rule in rules.items()}
    wrong = [said for name, rule in rules.items() if (said := _wrong(found[name], rule, jaar))]
    if wrong:
        code = "E_TEKST_PERSOON" if any("lijkt op" in one for one in wrong) else None
        raise Ongeschikt(" ".join(wrong), code=code)
    return found


def person_in(text: str, jaar: int, *, name_allowed: bool = False) -> str:
    """Kind of data about a person in a text, "" when there is none.

    Args:
        name_allowed: a name of somebody may stand there, as of who does something.
    """
    kind = kind_in(text, jaar)
    if kind and not (kind == "namen" and name_allowed):
        return kind
    return "" if name_allowed else _name_in(text)


def _name_in(text: str) -> str:
    """A first name with a surname, somewhere in a text. A first name alone is nobody in particular."""
    words = text.split()
    for at, word in enumerate(words):
        if word[:1].isupper() and looks_like(" ".join(words[at : at + NEAR])) == "namen":
            return "namen"
    return ""


def _wrong(text: str, rule: Veld, jaar: int) -> str:
    """What is wrong with a field, as two sentences; "" when nothing is."""
    label = rule.label[:1].upper() + rule.label[1:]
    if not text:
        return "" if rule.mag_leeg else f"{label} is leeg. Vul iets in."
    if len(text) > rule.meest:
        here, most = number(len(text)), number(rule.meest)
        return f"{label} heeft {here} tekens. Dat mogen er {most} zijn. Maak de tekst korter."
    if kind := person_in(text, jaar, name_allowed=rule.wie):
        return f"In {rule.label} staat iets dat lijkt op {kind}. Haal dat weg. Er is niets bewaard."
    return ""
