"""Names of columns that only a file about persons has. Standard library only."""

from __future__ import annotations

import re
import unicodedata

BSN = "burgerservicenummers"
# One of them heads a column of persons; more of them, as "verzekerden" in a table of CBS, a column of counts.
_ONE = "(client|patient|verzekerde|bewoner|burger|deelnemer|medewerker|cursist|inwoner|persoons?|respondent|contact)"
_WHO = _ONE.replace("verzekerde", "verzekerden?")  # in front of -naam or -nummer
_NR = "(nr|nummer|id|code|no)"
_PHONE = "tel(efoon)?(nr|nummer)?|mobiel(nr|nummer)?|gsm"
_MAIL = "e?mail|e?mailadres(sen)?"
_CARER = "(zorgverlener|behandelaar|huisarts)"
_ACCOUNT = "iban|(bank)?rekening(nr|nummer)"
# Kind, pattern on one word of the name, pattern on all its words joined.
_KINDS = (
    (BSN, f"bsn{_NR}?|burgerservice{_NR}|sofi{_NR}?", f"bsn.?|burgerservice{_NR}|sofi{_NR}"),
    (
        "namen",
        f"(achter|voor|roep|familie|geslachts|meisjes)(naam|namen)|voorletters?|initialen|tussenvoegsels?|{_WHO}naam",
        f"naam|namen|(volledige|eigen)naam|naam{_WHO}|voorl|{_ONE}",
    ),
    (
        "geboortedata",
        "geb|gebdat(um)?|gebdd|gebjaar|geboorte(datum|dag|jaar|plaats|d+)|geboren",
        "geb(oorte)?(datum|dat|dag|jr|jaar|plaats|land)|birthdate|dateofbirth|dob|overlijdensdatum|sterfdatum",
    ),
    (
        "adressen",
        "(woon|post|bezoek|huis)?adres(sen)?|straat(naam)?|huis(nr|nummer|no)|pc6|postcode6",
        "huis(nr|nummer)(toev|toevoeging)?|(postcode|pc)6",
    ),
    ("telefoonnummers", _PHONE, _PHONE),
    ("e-mailadressen", _MAIL, _MAIL),
    ("cliëntnummers", *[f"({_WHO}|pat|dossier|polis|relatie|lid|personeels)s?{_NR}"] * 2),
    (
        "codes van zorgverleners",
        f"agb{_CARER}|big(nr|nummer)",
        f"agb(code)?{_CARER}?|{_CARER}agb(code)?|big(nr|nummer)",
    ),
    ("rekeningnummers", _ACCOUNT, _ACCOUNT),
)
_PATTERNS = tuple((kind, re.compile(word), re.compile(whole)) for kind, word, whole in _KINDS)
# A count of persons is what we ask for: Vektis calls it AANTAL_BSN.
_COUNTS = frozenset(
    {"aantal", "aantallen", "totaal", "unieke", "percentage", "pct", "gem", "gemiddelde", "gemiddeld", "som"}
)
_WORD = re.compile(r"[a-z]+|[0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind_of(name: str) -> str:
    """Kind of personal data a column with this name holds, "" when none; a sentence is no name."""
    if len(name) > 40:
        return ""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).encode("ascii", "ignore").decode().lower()
    words = _WORD.findall(plain.replace("e-mail", "email"))
    if len(words) > 5 or _COUNTS & set(words):
        return ""
    whole = "".join(words)
    for kind, one, all_of_it in _PATTERNS:
        if all_of_it.fullmatch(whole) or any(one.fullmatch(word) for word in words):
            return kind
    return ""
