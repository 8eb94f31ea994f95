"""Messages about the file itself: its name, kind, build and encoding, and about persons found in it.

Merged into `messages.MELDINGEN`. Standard library only: the process that reads a file imports this.
"""

from __future__ import annotations

from collections.abc import Mapping

_SJABLOON = "Gebruik het sjabloon, vul het in en lever het opnieuw aan."
_CSV = "Bewaar het bestand in Excel als 'CSV UTF-8' of als werkmap (.xlsx) en lever het opnieuw aan."
_OPNIEUW = "Open het bestand in Excel, bewaar het als nieuwe werkmap (.xlsx) en lever die aan."
_LEK = (
    "Wij hebben niets bewaard. Haal de persoonsgegevens weg en lever alleen aantallen per buurt aan. Heeft u het"
    " bestand ook met anderen gedeeld? Meld dat als mogelijk datalek bij uw privacyfunctionaris."
)

# code -> what is wrong, what to do. A place is a column or a sheet by its number, never what stands there.
FILE_MESSAGES: Mapping[str, tuple[str, str]] = {
    # size and kind
    "E_LEEG": ("Dit bestand is leeg.", "Vul het sjabloon in en lever het opnieuw aan."),
    "E_GEEN_RIJEN": ("Er staan alleen kolomnamen in dit bestand, geen cijfers.", _SJABLOON),
    "E_TE_GROOT": (
        "Dit bestand is te groot: u kunt hoogstens 10 MB tegelijk aanleveren.",
        "Verdeel de cijfers over meer bestanden.",
    ),
    "E_TE_VEEL_KOLOMMEN": (
        "Dit bestand heeft {aantal} kolommen; hoogstens 50 kan.",
        "Haal de kolommen weg die niet in het sjabloon staan.",
    ),
    "E_TE_VEEL_RIJEN": (
        "Dit bestand heeft meer dan 50.000 rijen, of ver onder de tabel staat nog iets.",
        "Verdeel de cijfers over meer bestanden, of haal weg wat onder de tabel staat.",
    ),
    "E_BESTANDSTYPE": (
        "Dit is geen CSV-bestand en geen gewone werkmap van Excel (.xlsx) of LibreOffice (.ods).",
        "Bewaar uw bestand als .xlsx zonder wachtwoord, of als CSV, en lever het opnieuw aan.",
    ),
    "E_BESTANDSNAAM": (
        "De naam van dit bestand is niet toegestaan: er staat een map of een onzichtbaar teken in.",
        "Geef het bestand een gewone naam, zoals levering.xlsx.",
    ),
    "W_BESTANDSNAAM": (
        "De naam van dit bestand is ongewoon of past niet bij de inhoud. Wij kijken alleen naar de inhoud.",
        "Geef het bestand de volgende keer een gewone naam, zoals levering.xlsx.",
    ),
    # delimited text
    "W_SCHEIDINGSTEKEN": (
        "De kolommen zijn gescheiden door {teken} in plaats van een puntkomma. Dat is goed gegaan.",
        "Gebruik de volgende keer een puntkomma.",
    ),
    "E_SCHEIDINGSTEKEN": (
        "De kolommen zijn gescheiden door {teken} in plaats van een puntkomma. Daardoor kloppen de rijen niet.",
        "Gebruik een puntkomma tussen de kolommen, of lever een werkmap (.xlsx) aan.",
    ),
    "E_RIJLENGTE": (
        "Deze rij heeft {gevonden} kolommen, maar de eerste rij heeft er {verwacht}.",
        "Kijk of er een puntkomma te veel of te weinig staat.",
    ),
    "E_CSV_OPBOUW": (
        'Vanaf deze rij is het bestand niet te lezen: een aanhalingsteken (") staat verkeerd of wordt niet gesloten.',
        "Haal losse aanhalingstekens weg, of lever een werkmap (.xlsx) aan.",
    ),
    "E_CEL_TE_LANG": ("In deze cel staan meer dan 10.000 tekens.", "Maak de tekst korter."),
    "E_CODERING": ("De letters in dit bestand zijn niet te lezen: de tekencodering klopt niet.", _CSV),
    "W_CODERING": (
        "Dit bestand gebruikt een andere tekencodering ({naam}) dan UTF-8. Dat is goed gegaan.",
        "Bewaar het de volgende keer in Excel als 'CSV UTF-8'.",
    ),
    "E_TEKENS": (
        "Hier staat een onzichtbaar teken dat niet is toegestaan.",
        "Typ de inhoud van de cel opnieuw, zonder te plakken.",
    ),
    # workbook
    "E_SAMENGEVOEGD": (
        "Op het blad met gegevens zijn cellen samengevoegd.",
        "Hef het samenvoegen op, zodat elke cel één waarde heeft.",
    ),
    "E_FORMULE": (
        "Op het blad met gegevens {staan} {aantal}; de eerste staat in deze cel.",
        "Plak de uitkomsten als waarden (Plakken speciaal, Waarden).",
    ),
    "E_MEER_BLADEN": (
        "Er staan gegevens op meer dan één blad.",
        "Zet alle cijfers op het blad Gegevens en haal de andere bladen weg.",
    ),
    "W_VERBORGEN_RIJEN": (
        "Op het blad met gegevens zijn rijen of kolommen verborgen. Die zijn ook gelezen.",
        "Kijk na of ze erbij horen.",
    ),
    "E_MACRO": ("In deze werkmap zit een macro.", "Bewaar het bestand als gewone werkmap (.xlsx) zonder macro's."),
    "E_XML": ("Deze werkmap is anders opgebouwd dan Excel of LibreOffice dat doet.", _OPNIEUW),
    "E_EXTERNE_VERWIJZING": (
        "Deze werkmap verwijst naar een ander bestand of naar een gegevensbron op een andere plek.",
        "Verbreek de koppelingen (Gegevens, Koppelingen bewerken) en bewaar de werkmap opnieuw.",
    ),
    "E_INGESLOTEN_BESTAND": (
        "In deze werkmap zit een afbeelding of een ander bestand. Dat kunnen wij niet nakijken op persoonsgegevens.",
        "Haal het weg en lever de werkmap opnieuw aan.",
    ),
    "E_UITGEPAKT_TE_GROOT": ("Uitgepakt is deze werkmap te groot om veilig te lezen.", _OPNIEUW),
    "E_XLSX_OPBOUW": ("Deze werkmap is beschadigd of onvolledig.", _OPNIEUW),
    # persons
    "E_BSN": ("Er staan burgerservicenummers in dit bestand, of getallen die daar precies op lijken: {plaats}.", _LEK),
    "E_PERSOONSGEGEVENS": ("Er staan gegevens over personen in dit bestand ({soort}): {plaats}.", _LEK),
    "E_RIJNIVEAU": (
        "Bijna elke rij gaat over één persoon: de noemer is 1 op {aantal} van de {totaal} rijen.",
        "Tel de personen bij elkaar per buurt en periode. Wij hebben niets bewaard.",
    ),
    "W_LIJKT_OP_BSN": (
        "In deze kolom met getallen {staan} {aantal} die op een burgerservicenummer {lijken}. Dat kan toeval zijn.",
        "Kijk na of het echt bedragen of aantallen zijn.",
    ),
    # the reading itself
    "E_TE_LANG_BEZIG": ("Dit bestand kost te veel rekentijd om veilig te lezen.", _OPNIEUW),
    "W_MEER_MELDINGEN": ("Er zijn nog {aantal} meldingen; die staan hier niet.", "Herstel eerst wat hier staat."),
    "E_ONBEKEND": (
        "Dit bestand kon niet gelezen worden door een fout die wij niet kennen. Nummer: {nummer}.",
        "Er is niets bewaard. Geef dit nummer door aan de beheerder.",
    ),
}
