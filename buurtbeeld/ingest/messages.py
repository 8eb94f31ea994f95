"""Every message about a delivered file: one stable code, one Dutch sentence, one thing to do.

Standard library only: the process that reads a file imports this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from buurtbeeld.ingest.messages_file import FILE_MESSAGES
from buurtbeeld.ingest.parts import Melding

_TEKST = "Zet de cel in Excel op Tekst en typ de periode opnieuw."
# code -> what is wrong, what to do. {words} are filled in by the check; never with a value that may be about a person.
_COLUMNS = {
    "E_GEEN_RIJEN": (
        "Er staat geen enkel cijfer in dit bestand.",
        "Vul bij minstens één rij een teller, noemer of waarde in.",
    ),
    "E_KOLOM_ONTBREEKT": (
        "De kolom ‘{naam}’ ontbreekt.",
        "Zet de namen van de kolommen op de eerste regel, zoals in het sjabloon.",
    ),
    "E_KOLOM_DUBBEL": ("De kolom ‘{naam}’ staat er meer dan één keer in.", "Haal de dubbele kolom weg."),
    "E_KOLOM_ONBEKEND": (
        "Een kolom met gegevens heeft geen naam.",
        "Geef de kolom een naam uit het sjabloon, of haal hem weg.",
    ),
    "W_RIJEN_OVERGESLAGEN": (
        "{aantal} rijen gaan niet over een buurt van het programma. Die slaan we over.",
        "",
    ),
    "W_KOLOM_GENEGEERD": ("Deze kolom kennen wij niet. Wij bewaren er niets van.", ""),
}
_KEYS = {
    "E_BUURT_ONBEKEND": (
        "Deze code hoort niet bij een buurt van het programma.",
        "{tip}Gebruik een code uit het sjabloon.",
    ),
    "E_BUURT_VEROUDERD": (
        "Deze CBS-code is van een ander jaar.",
        "Gebruik de code van {jaar}, of de buurtcode van het programma.",
    ),
    "E_NIVEAU_GEMENGD": (
        "Deze rij gaat over een ander soort gebied dan de andere rijen.",
        "Lever alleen de buurten van het programma, en haal totalen van een wijk of gemeente weg.",
    ),
    "E_NIET_BEVOEGD": (
        "U mag dit cijfer voor deze buurt niet leveren.",
        "Haal de rij weg, of vraag de projectcoördinator om dit recht.",
    ),
    "E_INDICATOR_ONBEKEND": ("Dit cijfer kunt u niet leveren.", "{tip}Gebruik een code uit het sjabloon."),
    "E_UITSPLITSING_ONBEKEND": ("Deze uitsplitsing bestaat niet bij dit cijfer.", "{tip}"),
    "E_UITSPLITSING_GEMENGD": (
        "Voor dit cijfer staan er losse scores en ook groepen van scores.",
        "Kies een van de twee: 0 tot en met 10, of criticaster, passief en promotor.",
    ),
    "E_PROGRAMMA_GEMENGD": (
        "Deze rij hoort bij een ander programma dan de rest.",
        "Maak een bestand per programma.",
    ),
    "E_PROGRAMMA_KIEZEN": (
        "Deze CBS-code hoort bij meer dan één programma.",
        "Kies eerst een programma, of gebruik de buurtcode van het programma.",
    ),
    "E_PERIODE": (
        "Dit is geen periode.",
        "Schrijf bijvoorbeeld 2026, 2026-H1, 2026-K2, 2026-T3, 2026-05 of 2026-T3-12M. " + _TEKST,
    ),
    "E_PERIODE_TOEKOMST": ("Deze periode moet nog beginnen.", "Verbeter de periode, of lever later."),
    "E_PERIODE_GEMENGD": (
        "Dit cijfer staat er voor verschillende soorten periodes in, zoals een maand en een jaar.",
        "Lever een cijfer in één bestand voor één soort periode.",
    ),
    "W_PERIODE_ONGEWOON": ("Dit cijfer komt meestal per {ritme}, niet per {soort}.", "Kijk of de periode klopt."),
    "W_PERIODE_LOOPT": ("Deze periode is nog niet voorbij. Het cijfer blijft voorlopig.", "Lever het later opnieuw."),
    "W_GENORMALISEERD": ("Wij lezen dit als ‘{gelezen}’.", "Kijk of dat klopt."),
    "W_DUBBELE_RIJ": ("Deze rij is gelijk aan rij {eerste}. Wij tellen hem één keer.", ""),
    "E_DUBBEL_CONFLICT": (
        "Deze rij gaat over hetzelfde als rij {eerste}, met andere inhoud.",
        "Haal de rij weg die niet klopt.",
    ),
}
_AMOUNTS = {
    "E_GETAL": ("Hier hoort een getal.", "{tip}"),
    "E_NEGATIEF": ("Een getal onder nul kan hier niet.", "Verbeter het getal."),
    "E_TELLER_LEEG": ("De teller ontbreekt.", "Vul de teller in, of maak de hele rij leeg."),
    "E_NOEMER_LEEG": (
        "De noemer ontbreekt.",
        "Vul in bij de noemer: {noemer}. Bij een vragenlijst mag het ook in kolom n.",
    ),
    "E_NOEMER_NUL": ("De noemer is nul. Dan is er niets te delen.", "Maak de rij leeg als er niemand was."),
    "E_WAARDE_LEEG": ("De waarde ontbreekt.", "Vul de waarde in, of een teller en een noemer."),
    "E_TELLER_GROTER_DAN_NOEMER": (
        "De teller is groter dan de noemer. Dat kan niet bij een deel van een geheel.",
        "Kijk of teller en noemer zijn verwisseld.",
    ),
    "E_BEREIK": ("Dit getal kan niet kloppen.", "{tip}"),
    "E_WAARDE_KLOPT_NIET": (
        "De waarde past niet bij de andere getallen van deze rij.",
        "{tip}U mag de waarde ook leeg laten: dan rekenen wij hem uit.",
    ),
    "E_TOELICHTING_TE_LANG": ("De toelichting is langer dan 200 tekens.", "Maak de toelichting korter."),
    "W_NOEMER_NIET_NODIG": ("Dit cijfer heeft geen noemer. Wij gebruiken hem niet.", ""),
    "W_BRON_ONDERDRUKT": ("De bron geeft dit getal niet. Wij bewaren dat het is afgeschermd.", ""),
    "W_KLEIN_AANTAL": (
        "Dit gaat over minder dan {drempel} personen. Het cijfer wordt niet getoond.",
        "U hoeft niets te doen. Een langere periode helpt om wel iets te tonen.",
    ),
    "W_FORMULE_GENEUTRALISEERD": ("Deze tekst begint als een formule. Wij bewaren hem als gewone tekst.", ""),
}
_ODD = {
    "W_SPRONG": (
        "{cijfer} verschilt veel van {vorige}: toen {eerst}, nu {nu}.",
        "Kijk of het getal klopt. Schrijf in de toelichting waardoor het komt.",
    ),
    "W_BUITEN_BEREIK": (
        "{cijfer} is {nu}. De helft van de vergelijkbare buurten ligt tussen {laag} en {hoog}.",
        "Kijk of het getal klopt.",
    ),
    "W_MEER_DAN_INWONERS": (
        "Er staan meer personen dan er in {buurt} wonen. Dat zijn er {inwoners}.",
        "Kijk of het getal over deze buurt gaat.",
    ),
    "W_EENHEID": (
        "{cijfer} is ongeveer {keer} keer zo {richting} als {waar}: daar {eerst}, hier {nu}.",
        "{tip}Gevraagd is: {eenheid}.",
    ),
    "W_KOPIE_VORIGE": (
        "Alle {aantal} cijfers van {periode} zijn gelijk aan die van {vorige}.",
        "Kijk of u de juiste periode hebt geleverd.",
    ),
    "W_PLOTSELING_NUL": (
        "{cijfer} is nul. In {vorige} was het {eerst}.",
        "Laat de rij leeg als u het cijfer niet hebt.",
    ),
}
# Raised when a file is kept, not when it is read.
_KEPT = {
    "W_REEDS_INGELEZEN": ("Dit bestand is al eerder ingelezen. Er verandert niets.", ""),
    "W_HERLEVERING": (
        "Dit cijfer is al eerder geleverd. Het nieuwe getal komt ervoor in de plaats als de ronde van de buurt sluit.",
        "",
    ),
    "E_CONFLICT": (
        "Iemand anders heeft dit cijfer intussen ook verbeterd. Er is niets bewaard.",
        "Bekijk de nieuwe stand en lever daarna opnieuw.",
    ),
}

MELDINGEN: Mapping[str, tuple[str, str]] = {**FILE_MESSAGES, **_COLUMNS, **_KEYS, **_AMOUNTS, **_ODD, **_KEPT}


def melding(code: str, *, rij: int | None = None, kolom: str = "", cel: str = "", **words: Any) -> Melding:
    """The message with this code, its sentence filled in with `words`.

    Raises:
        KeyError: the code is not in the table, or a word is missing.
    """
    wat, doe = MELDINGEN[code]
    return Melding(code, wat.format(**words), doe.format(**words).strip(), rij, kolom, cel)
