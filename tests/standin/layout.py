"""DataProperties from an indented list, with the numbers behind the names that CBS would give them."""

from __future__ import annotations

import re

# Columns of Kerncijfers, by year where they differ. Names, titles and units are those of CBS; a few
# columns we do not use stand here because their names occur twice.
KERNCIJFERS = """
Regioaanduiding
  Gemeentenaam | Gemeentenaam | naam | String
  SoortRegio | Soort regio | omschrijving | String
  Codering | Codering | code | String
  IndelingswijzigingWijkenEnBuurten | Indelingswijziging wijken en buurten | code | String | -2021
  IndelingswijzigingGemeenteWijkBuurt | Indelingswijziging gemeente, wijk, buurt | code | String | 2022-
Bevolking
  AantalInwoners | Aantal inwoners | aantal | Long
  > Geslacht
    Mannen | Mannen | aantal | Long
    Vrouwen | Vrouwen | aantal | Long
  > Leeftijdsgroepen
    k_0Tot15Jaar | 0 tot 15 jaar | aantal | Long
    k_15Tot25Jaar | 15 tot 25 jaar | aantal | Long
    k_25Tot45Jaar | 25 tot 45 jaar | aantal | Long
    k_45Tot65Jaar | 45 tot 65 jaar | aantal | Long
    k_65JaarOfOuder | 65 jaar of ouder | aantal | Long | -2025
    k_65JaarTot80Jaar | 65 tot 80 jaar | aantal | Long | 2026-
    k_80JaarOfOuder | 80 jaar of ouder | aantal | Long | 2026-
  > Burgerlijke staat
    Ongehuwd | Ongehuwd | aantal | Long
    Gehuwd | Gehuwd | aantal | Long
    Gescheiden | Gescheiden | aantal | Long
    Verweduwd | Verweduwd | aantal | Long
  > Personen met een migratieachtergrond
    WestersTotaal | Westers totaal | aantal | Long | -2022
  > Bevolking naar herkomst
    > Herkomstland
      Nederland | Nederland | aantal | Long | 2023-
      EuropaExclusiefNederland | Europa (exclusief Nederland) | aantal | Long | 2023-
      BuitenEuropa | Buiten Europa | aantal | Long | 2023-
    > Geboren in Nederland
      Nederland | Nederland | aantal | Long | 2023-
      EuropaExclusiefNederland | Europa (exclusief Nederland) | aantal | Long | 2023-
      BuitenEuropa | Buiten Europa | aantal | Long | 2023-
  > Geboorte en sterfte
    GeboorteTotaal | Geboorte totaal | aantal | Long
    SterfteTotaal | Sterfte totaal | aantal | Long
  > Particuliere huishoudens
    HuishoudensTotaal | Huishoudens totaal | aantal | Long
    Eenpersoonshuishoudens | Eenpersoonshuishoudens | aantal | Long
    HuishoudensZonderKinderen | Huishoudens zonder kinderen | aantal | Long
    HuishoudensMetKinderen | Huishoudens met kinderen | aantal | Long
    GemiddeldeHuishoudensgrootte | Gemiddelde huishoudensgrootte | aantal | Double
  Bevolkingsdichtheid | Bevolkingsdichtheid | aantal inwoners per km² | Long
Wonen
  Woningvoorraad | Woningvoorraad | aantal | Long
  GemiddeldeWoningwaarde | Gemiddelde woningwaarde | x 1 000 euro | Long | -2020
  GemiddeldeWOZWaardeVanWoningen | Gemiddelde WOZ-waarde van woningen | x 1 000 euro | Long | 2021-
  > Woningen naar type
    PercentageEengezinswoning | Percentage eengezinswoning | % | Long
    PercentageMeergezinswoning | Percentage meergezinswoning | % | Long
  > Woningen naar eigendom
    Koopwoningen | Koopwoningen | % | Long
    > Huurwoningen
      HuurwoningenTotaal | Huurwoningen totaal | % | Long
      InBezitWoningcorporatie | In bezit woningcorporatie | % | Long
Energie
  > Gemiddelde elektriciteitslevering
    GemiddeldElektriciteitsverbruikTotaal | Gemiddeld elektriciteitsverbruik totaal | kWh | Long | -2020
    GemiddeldeElektriciteitsleveringTotaal | Gemiddelde elektriciteitslevering totaal | kWh | Long | 2021-
    Appartement | Appartement | kWh | Long
  > Gemiddeld aardgasverbruik
    GemiddeldAardgasverbruikTotaal | Gemiddeld aardgasverbruik totaal | m³ | Long
    Appartement | Appartement | m³ | Long
Onderwijs
  OpleidingsniveauLaag | Opleidingsniveau laag | aantal | Long | -2022
  OpleidingsniveauMiddelbaar | Opleidingsniveau middelbaar | aantal | Long | -2022
  OpleidingsniveauHoog | Opleidingsniveau hoog | aantal | Long | -2022
  BasisonderwijsVmboMbo1 | Basisonderwijs, vmbo, mbo1 | aantal | Long | 2023-
  HavoVwoMbo24 | Havo, vwo, mbo2-4 | aantal | Long | 2023-
  HboWo | Hbo, wo | aantal | Long | 2023-
Arbeid
  NettoArbeidsparticipatie | Netto arbeidsparticipatie | % | Long | -2023
  Nettoarbeidsparticipatie | Nettoarbeidsparticipatie | % | Long | 2024-
Inkomen
  > Inkomen van personen
    GemiddeldInkomenPerInkomensontvanger | Gemiddeld inkomen per inkomensontvanger | x 1 000 euro | Double
    GemiddeldInkomenPerInwoner | Gemiddeld inkomen per inwoner | x 1 000 euro | Double
    k_40PersonenMetLaagsteInkomen | 40% personen met laagste inkomen | % | Double
    k_20PersonenMetHoogsteInkomen | 20% personen met hoogste inkomen | % | Double
    PersonenInArmoede | Personen in armoede | % | Double | 2024-
    PersonenTot25BovenArmoedegrens | Personen tot 25% boven armoedegrens | % | Double | 2024-
  > Inkomen van huishoudens
    GemGestandaardiseerdInkomenVanHuish | Gem. gestandaardiseerd inkomen van huish | x 1 000 euro | Double | -2023
    GemGestandaardiseerdInkomen | Gem. gestandaardiseerd inkomen | x 1 000 euro | Double | 2024-
    k_40HuishoudensMetLaagsteInkomen | 40% huishoudens met laagste inkomen | % | Double
    k_20HuishoudensMetHoogsteInkomen | 20% huishoudens met hoogste inkomen | % | Double
    HuishoudensMetEenLaagInkomen | Huishoudens met een laag inkomen | % | Double | -2023
    HuishOnderOfRondSociaalMinimum | Huish. onder of rond sociaal minimum | % | Double | -2023
    MediaanVermogenVanParticuliereHuish | Mediaan vermogen van particuliere huish. | x 1 000 euro | Double
Sociale zekerheid
  PersonenPerSoortUitkeringBijstand | Personen per soort uitkering; Bijstand | aantal | Long
  PersonenPerSoortUitkeringAO | Personen per soort uitkering; AO | aantal | Long
  PersonenPerSoortUitkeringWW | Personen per soort uitkering; WW | aantal | Long
  PersonenPerSoortUitkeringAOW | Personen per soort uitkering; AOW | aantal | Long
Zorg
  JongerenMetJeugdzorgInNatura | Jongeren met jeugdzorg in natura | aantal | Long
  PercentageJongerenMetJeugdzorg | Percentage jongeren met jeugdzorg | % | Double
  WmoClienten | Wmo-cliënten | aantal | Long
  WmoClientenRelatief | Wmo-cliënten relatief | per 1 000 inwoners | Long
Motorvoertuigen
  > Personenauto's
    PersonenautoSTotaal | Personenauto's totaal | aantal | Long
    PersonenautoSPerHuishouden | Personenauto's per huishouden | per huishouden | Double
Nabijheid voorzieningen
  AfstandTotHuisartsenpraktijk | Afstand tot huisartsenpraktijk | km | Double
  AfstandTotGroteSupermarkt | Afstand tot grote supermarkt | km | Double
  AfstandTotKinderdagverblijf | Afstand tot kinderdagverblijf | km | Double
  > Basisonderwijs
    AfstandTotSchool | Afstand tot school | km | Double
    ScholenBinnen3Km | Scholen binnen 3 km | aantal | Double
Oppervlakte
  OppervlakteTotaal | Oppervlakte totaal | ha | Long
  OppervlakteLand | Oppervlakte land | ha | Long
  OppervlakteWater | Oppervlakte water | ha | Long
Postcode
  MeestVoorkomendePostcode | Meest voorkomende postcode | code | String
Stedelijkheid
  MateVanStedelijkheid | Mate van stedelijkheid | code | Long
  Omgevingsadressendichtheid | Omgevingsadressendichtheid | per km² | Long
"""
SES = """
SES-WOA
  ParticuliereHuishoudens | Particuliere huishoudens | aantal | Long
  > Totaalscore
    GemiddeldeScore | Gemiddelde score | Getal | Double
  > Financiële welvaart
    GemiddeldeScore | Gemiddelde score | Getal | Double
  > Opleidingsniveau
    GemiddeldeScore | Gemiddelde score | Getal | Double
"""
GEZONDHEID = """
Regioaanduiding
  Gemeentenaam | Gemeentenaam | naam | String
  SoortRegio | Soort regio | omschrijving | String
  Codering | Codering | code | String
Gezondheid
  GoedErvarenGezondheid | Goed ervaren gezondheid | % | Double
  EenOfMeerLangdurigeAandoeningen | Een of meer langdurige aandoeningen | % | Double
  LangdurigBeperkt | Langdurig beperkt | % | Double
  HoogRisicoAngststoornisOfDepressie | Hoog risico op angststoornis of depressie | % | Double
  HeelVeelStressAfg4Weken | (Heel) veel stress in afgelopen 4 weken | % | Double
  LageVeerkracht | Lage veerkracht | % | Double
  MatigVeelRegieOverHetEigenLeven | Matig of veel regie over het eigen leven | % | Double
  Eenzaam | Eenzaam | % | Double
  SterkEenzaam | Sterk eenzaam | % | Double
  KrijgtSteunVanAnderen | Krijgt steun van anderen | % | Double
  Mantelzorger | Mantelzorger | % | Double
  Vrijwilligerswerk | Vrijwilligerswerk | % | Double
  MoeiteMetRondkomen | Moeite met rondkomen | % | Double
  Overgewicht | Overgewicht | % | Double
  RooktTabak | Rookt tabak | % | Double
  OvermatigDrinken | Overmatig drinken | % | Double
  VoldoetAanDeBeweegrichtlijn | Voldoet aan de beweegrichtlijn | % | Double
  ErnstigeGeluidhinderWeg50KmUur | Ernstige geluidhinder door weg, tot 50 km per uur | % | Double
  ErnstigeGeluidhinderWeg50KmUur | Ernstige geluidhinder door weg, boven 50 km per uur | % | Double
  TevredenMetDeWoonomgeving | Tevreden met de woonomgeving | % | Double
"""
# Made up after what is written about the table: costs and patients per kind of care. Its real names were never seen.
REGIOBEELD = """
Kosten
  Totaal | Totaal | euro | Double
  VerplegingEnVerzorging | Verpleging en verzorging | euro | Double
  GGZ | Ggz | euro | Double
  MedischSpecialistischeZorg | Medisch-specialistische zorg | euro | Double
Patiënten
  Totaal | Totaal | aantal | Double
  VerplegingEnVerzorging | Verpleging en verzorging | aantal | Double
  GGZ | Ggz | aantal | Double
  MedischSpecialistischeZorg | Medisch-specialistische zorg | aantal | Double
  ParamedischeZorg | Paramedische zorg | aantal | Double
"""
_YEARS = re.compile(r"(\d{4})?-(\d{4})?")


def data_properties(layout, dimensions, jaar=0):
    """Rows of DataProperties: dimensions, groups and numbered columns.

    Args:
        dimensions: names of the dimensions, the first one geographic.
        jaar: leaves out the columns that are not of this year.
    """
    rows = [_row(name, "Dimension" if at else "GeoDetail", title=name) for at, name in enumerate(dimensions)]
    groups: list[tuple[int, int]] = []  # (indent, ID)
    number = 0
    for line in layout.strip("\n").splitlines():
        indent = len(line) - len(line.lstrip())
        title, *rest = (part.strip() for part in line.strip().removeprefix("> ").split("|"))
        while groups and groups[-1][0] >= indent:
            groups.pop()
        parent = groups[-1][1] if groups else None
        if not rest:
            rows.append(_row("", "TopicGroup", title=title, parent=parent))
            groups.append((indent, len(rows) - 1))
        elif not rest[3:] or _holds(rest[3], jaar):
            number += 1
            label, unit, datatype = rest[:3]
            decimals = 1 if datatype == "Double" else 0
            rows.append(
                _row(f"{title}_{number}", "Topic", title=label, parent=parent)
                | {"Unit": unit, "Datatype": datatype, "Decimals": decimals, "Default": "Impossible"}
            )
    return [{"odata.type": f"Cbs.OData.{row['Type']}", "ID": at, "Position": at, **row} for at, row in enumerate(rows)]


def _row(key, kind, *, title, parent=None):
    return {"ParentID": parent, "Type": kind, "Key": key, "Title": title, "Description": None}


def _holds(years, jaar):
    first, last = _YEARS.fullmatch(years).groups()
    return int(first or 0) <= jaar <= int(last or 9999)
