"""The paper form to ask an experience with: one page, large letters, nothing that says who filled it in."""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.report.document import Alinea, Document, Kop, Lijst, Tabel

SCALE = tuple(str(number) for number in range(11))
WHO: Mapping[str, tuple[str, str]] = {
    "bewoners": ("bewoners", "wat er in deze buurt gebeurt"),
    "clienten": ("cliënten", "de zorg die u kreeg"),
    "professionals": ("professionals", "het werken in deze buurt"),
}


def form(naam: str, wie: str, *, verzonnen: bool = False) -> Document:
    """The form for one group: the one fixed question from 0 to 10, and room for words.

    Args:
        naam: of the buurt.
        wie: key of WHO.
    """
    who, what = WHO[wie]
    empty = Tabel("Zet één kruisje", SCALE, (("",) * len(SCALE),))
    return Document(
        titel=f"Wat vindt u? Vragen aan {who}",
        onder=f"{naam}. Invullen duurt twee minuten. Vul uw naam niet in.",
        blokken=(
            Kop("Zou u dit een ander aanraden?"),
            Alinea(f"Het gaat over {what}. Een 0 is: zeker niet. Een 10 is: zeker wel."),
            empty,
            Kop("Waarom geeft u dit cijfer?"),
            Alinea("Schrijf het in uw eigen woorden. Noem geen namen van mensen."),
            *(Alinea("_" * 58) for _ in range(5)),
            Kop("Wat doen wij hiermee?"),
            Lijst((
                "Wij tellen hoe vaak elk cijfer is gegeven.",
                "Zijn er minder dan tien antwoorden? Dan laten wij het cijfer niet zien.",
                "Uw woorden kunnen in het buurtverslag komen. Daar staat nooit een naam bij.",
            )),
        ),
        voet=f"{naam}. Lever het papier in bij iemand van het buurtnetwerk.",
        banner=f"Voorbeeldgegevens: verzonnen. {naam} bestaat niet." if verzonnen else "",
        groot=True,
        trefwoorden=("vragenlijst", naam),
    )  # fmt: skip
