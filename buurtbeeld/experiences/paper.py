"""The paper forms to ask an experience with: one page, large letters, nothing that says who filled it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buurtbeeld.experiences.teamwork import ANTWOORDEN, STELLINGEN
from buurtbeeld.report.document import Alinea, Blok, Document, Kop, Lijst, Tabel

SCALE = tuple(str(number) for number in range(11))
COUNTED = (
    "Wij tellen hoe vaak elk cijfer is gegeven.",
    "Zijn er minder dan tien antwoorden? Dan laten wij het cijfer niet zien.",
)
WORDS = "Uw woorden kunnen in het buurtverslag komen. Daar staat nooit een naam bij."
RECOMMEND = "Zou u dit een ander aanraden?"
ONE_NUMBER = "Dit is één vraag met één cijfer. Kiest het programma later een vaste lijst? Gebruik dan die."


@dataclass(frozen=True)
class Formulier:
    """One form.

    Attributes:
        naam: how a list calls it.
        wie: who fills it in, with the article left out: "bewoners".
        vraag: the question, as a heading; uitleg: what 0 and 10 mean.
        waarom: the question for words of one's own; "" for none.
        eerst: lines to fill in above the question, as which zorgpad it is.
    """

    naam: str
    wie: str
    vraag: str
    uitleg: tuple[str, ...]
    waarom: str = "Waarom geeft u dit cijfer?"
    eerst: tuple[str, ...] = ()


def _recommend(who: str, what: str) -> Formulier:
    return Formulier(
        f"Ervaring van {who}",
        who,
        RECOMMEND,
        (f"Het gaat over {what}. Een 0 is: zeker niet. Een 10 is: zeker wel.",),
    )


FORMS: Mapping[str, Formulier] = {
    "bewoners": _recommend("bewoners", "wat er in deze buurt gebeurt"),
    "clienten": _recommend("cliënten", "de zorg die u kreeg"),
    "professionals": _recommend("professionals", "het werken in deze buurt"),
    "zelfredzaamheid": Formulier(
        "Zelfredzaamheid",
        "cliënten",
        "Hoe goed redt u zichzelf in het dagelijks leven?",
        ("Denk aan opstaan, wassen, koken en naar buiten gaan. Een 0 is: ik heb bij alles hulp nodig.",
         "Een 10 is: ik doe alles zelf.", ONE_NUMBER),
    ),
    "mantelzorg": Formulier(
        "Belasting van mantelzorgers",
        "mantelzorgers",
        "Hoe zwaar is het zorgen voor u?",
        ("Een 0 is: helemaal niet zwaar. Een 10 is: te zwaar.", ONE_NUMBER),
    ),
    "klachten": Formulier(
        "Klachten bij een zorgpad",
        "patiënten",
        "Hoeveel last hebt u van uw klachten?",
        ("Een 0 is: geen last. Een 10 is: heel veel last.", ONE_NUMBER),
        eerst=("Welk zorgpad is het?", "Is dit het begin of het eind van het zorgpad?"),
    ),
}  # fmt: skip
TEAMWORK, INTERVIEW = "samenwerking", "gesprek"
TOPICS = (
    "Hoe gaat het samenwerken in de buurt?", "Wat kost u te veel tijd?", "Wat geeft u plezier in het werk?",
    "Wat is de belangrijkste verandering die u dit jaar zag? Waarom is die belangrijk?", "Wat moet er beter?",
)  # fmt: skip
NAMES: Mapping[str, str] = {code: one.naam for code, one in FORMS.items()} | {
    TEAMWORK: "Samenwerkingscheck", INTERVIEW: "Gesprek met een professional",
}  # fmt: skip


def form(naam: str, code: str, *, verzonnen: bool = False) -> Document:
    """One form on paper.

    Args:
        naam: of the buurt.
        code: key of NAMES.
    """
    made = {TEAMWORK: _teamwork, INTERVIEW: _interview}.get(code)
    title, under, blocks = made() if made is not None else _scale(FORMS[code])
    return Document(
        titel=title,
        onder=f"{naam}. {under}",
        blokken=blocks,
        voet=f"{naam}. Lever het papier in bij iemand van het buurtnetwerk.",
        banner=f"Voorbeeldgegevens: verzonnen. {naam} bestaat niet." if verzonnen else "",
        groot=True,
        trefwoorden=("vragenlijst", naam),
    )


def _lines(count: int) -> tuple[Blok, ...]:
    return tuple(Alinea("_" * 58) for _ in range(count))


def _scale(one: Formulier) -> tuple[str, str, tuple[Blok, ...]]:
    first = tuple(block for question in one.eerst for block in (Alinea(question), *_lines(1)))
    blocks = (
        *first,
        Kop(one.vraag),
        *(Alinea(text, klein=text == ONE_NUMBER) for text in one.uitleg),
        Tabel("Zet één kruisje", SCALE, (("",) * len(SCALE),), hokjes=True),
        Kop(one.waarom),
        Alinea("Schrijf het in uw eigen woorden. Noem geen namen van mensen."),
        *_lines(3 if one.eerst else 5),
        Kop("Wat doen wij hiermee?"),
        Lijst((*COUNTED, WORDS)),
    )
    return f"Wat vindt u? Vragen aan {one.wie}", "Invullen duurt twee minuten. Vul uw naam niet in.", blocks


def _teamwork() -> tuple[str, str, tuple[Blok, ...]]:
    rows = tuple((text, *("",) * len(ANTWOORDEN)) for text in STELLINGEN.values())
    heads = ("Wij samen", *(one.capitalize() for one in ANTWOORDEN))
    blocks = (
        Tabel("Zet bij elke zin één kruisje", heads, rows, hokjes=True),
        Kop("Wat doen wij hiermee?"),
        Lijst((
            "Ieder vult dit eerst zelf in. Daarna praten wij erover en kiezen samen één antwoord.",
            "Alleen dat antwoord schrijven wij op. De papieren gaan daarna weg.",
        )),
    )  # fmt: skip
    return "Samenwerkingscheck", "Invullen duurt vijf minuten. Vul uw naam niet in.", blocks


def _interview() -> tuple[str, str, tuple[Blok, ...]]:
    asked = tuple(block for question in TOPICS for block in (Kop(question, 2), *_lines(2)))
    blocks = (
        Alinea("Vraag eerst of u een zin mag opschrijven. Schrijf geen namen op, ook niet van cliënten."), *asked,
    )  # fmt: skip
    return "Gesprek met een professional", "Een gesprek van een kwartier. Vul geen naam in.", blocks
