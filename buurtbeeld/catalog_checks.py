"""What one file cannot know by itself: whether the names it uses exist elsewhere in config/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from buurtbeeld.catalog_schema import AppConfig, Indicator, Thema
from buurtbeeld.config_files import Problems
from buurtbeeld.learning.kaarten import Kaart
from buurtbeeld.programma_schema import Programma
from buurtbeeld.sources import SourceSpec

WITH_NOEMER = ("verhouding", "rate", "gemiddelde")
SOORTEN = ("open", "geometrie", "levering", "verzonnen")


def check_all(
    app: AppConfig,
    problems: Problems,
    *,
    themas: Mapping[str, Thema],
    bronnen: Mapping[str, SourceSpec],
    indicatoren: Mapping[str, Indicator],
    programmas: Mapping[str, Programma],
) -> None:
    """Note every reference that leads nowhere, and everything that stands in two places."""
    for one in indicatoren.values():
        _check_names(one, app, problems, themas=themas, indicatoren=indicatoren)
        _check_bronnen(one, bronnen, problems)
        _check_samenstellen(one, indicatoren, problems)
    _check_rows(indicatoren, problems)
    _check_people(indicatoren.values(), problems)
    _check_app(app, indicatoren, programmas, problems)
    check_slugs(programmas, problems)
    check_breuken(programmas.values(), bronnen, indicatoren, problems)
    for spec in bronnen.values():
        file = f"bronnen/{spec.code}.yaml"
        _known(file, "soort", [spec.soort], SOORTEN, problems)
        _known(file, "staat_voor", filter(None, [spec.staat_voor]), bronnen, problems)
        if (spec.soort == "verzonnen") != bool(spec.staat_voor):
            problems.add(file, "staat_voor", "dit hoort bij soort verzonnen, en alleen daarbij", "Maak het gelijk.")


def check_kaarten(
    kaarten: Iterable[Kaart], themas: Mapping[str, Thema], indicatoren: Mapping[str, Indicator], problems: Problems
) -> None:
    """Note every plan of the menukaart that names a thema or figure that is not there, and every name twice."""
    seen: dict[str, str] = {}
    for one in kaarten:
        file = f"menukaart/{one.code}.yaml"
        _known(file, "thema", [one.thema], themas, problems)
        _known(file, "cijfers", one.cijfers, indicatoren, problems)
        for name in (one.naam, *one.herkent):
            other = seen.setdefault(name.casefold(), one.code)
            if other != one.code:
                problems.add(file, "herkent", f"'{name}' hoort al bij {other}", "Laat de naam bij een van de twee.")


def _known(file: str, key: str, names: Iterable[str], known: Collection[str], problems: Problems) -> None:
    for name in names:
        if name not in known:
            options = ", ".join(sorted(known)) if len(known) <= 12 else f"{len(known)} mogelijkheden"
            problems.add(file, key, f"'{name}' bestaat niet", f"Kies uit: {options}.")


def _check_names(
    one: Indicator,
    app: AppConfig,
    problems: Problems,
    *,
    themas: Mapping[str, Thema],
    indicatoren: Mapping[str, Indicator],
) -> None:
    file = _file(one)
    _known(file, "themas", one.themas, themas, problems)
    _known(file, "blok", filter(None, [one.blok]), [blok.code for blok in app.blokken], problems)
    _known(file, "afgeleid_van", one.afgeleid_van, indicatoren, problems)
    _known(file, "uitsplitsing", filter(None, [one.uitsplitsing]), app.uitsplitsingen, problems)
    for thema, row in one.themas.items():
        _known(file, f"themas.{thema}.actiehouder", row.actiehouder, app.partijen, problems)
        _known(file, f"themas.{thema}.naast", row.naast, indicatoren, problems)


def variabelen(one: Indicator) -> Iterator[tuple[str, str]]:
    """Every (key, variabele) an indicator names."""
    if one.variabele:
        yield "variabele", one.variabele
    for key, deel in (("teller.variabele", one.teller), ("noemer.variabele", one.noemer)):
        if deel is not None and deel.variabele:
            yield from ((key, variabele) for variabele in (deel.variabele, *deel.plus))
    if one.ontbreekt is not None:
        yield "ontbreekt.variabele", one.ontbreekt.variabele


def _check_bronnen(one: Indicator, bronnen: Mapping[str, SourceSpec], problems: Problems) -> None:
    """Its sources exist, and have the columns it names."""
    _known(_file(one), "bron", [one.bron], bronnen, problems)
    _known(_file(one), "ook_van", [other.bron for other in one.ook_van], bronnen, problems)
    if one.bron not in bronnen:
        return
    columns = bronnen[one.bron].kolommen
    for key, variabele in variabelen(one):
        if variabele not in columns:
            wat = f"bron '{one.bron}' heeft geen kolom '{variabele}'"
            problems.add(_file(one), key, wat, f"Voeg de kolom toe aan bronnen/{one.bron}.yaml.")


def _check_samenstellen(one: Indicator, indicatoren: Mapping[str, Indicator], problems: Problems) -> None:
    """Composites are made from published figures, so what they weigh with is an indicator itself."""
    naar = one.samenstellen.naar if one.samenstellen is not None else None
    if naar is None:
        return
    weight = indicatoren.get(naar)
    if weight is None or weight.blok is None or weight.bron != one.bron:
        wat = f"'{naar}' is geen cijfer van Ons buurtbeeld uit dezelfde bron"
        problems.add(_file(one), "samenstellen.naar", wat, "Kies een ander cijfer om mee te wegen.")


def _check_rows(indicatoren: Mapping[str, Indicator], problems: Problems) -> None:
    """A row of a monitoring plan belongs to one indicator."""
    seen: dict[str, str] = {}
    for one in indicatoren.values():
        for thema, row in one.themas.items():
            if row.rij in seen:
                wat = f"rij '{row.rij}' staat ook bij {seen[row.rij]}"
                problems.add(_file(one), f"themas.{thema}.rij", wat, "Elke rij hoort bij een cijfer.")
            seen[row.rij] = one.code


def _check_people(indicatoren: Iterable[Indicator], problems: Problems) -> None:
    """Whom a teller or noemer counts too, or is part of, is somebody that one of the same bron counts."""
    parts = [(one, key, deel) for one in indicatoren for key in ("teller", "noemer") if (deel := getattr(one, key))]
    names = Counter(name for one, _, deel in parts for name in {deel.telt, deel.naam, deel.deel_van})
    for one, key, deel in parts:
        if deel.telt and names[deel.telt] < 2:
            wat = f"niemand anders telt '{deel.telt}'"
            problems.add(_file(one), f"{key}.telt", wat, "Geef het ook bij het cijfer dat dezelfde mensen telt.")
        of_source = {name for other, _, some in parts for name in (some.telt or some.naam,) if other.bron == one.bron}
        if deel.deel_van and deel.deel_van not in of_source - {deel.telt or deel.naam}:
            wat = f"geen ander cijfer van deze bron telt '{deel.deel_van}'"
            problems.add(_file(one), f"{key}.deel_van", wat, "Kies een 'telt', of de 'naam' van een teller of noemer.")


def _check_app(
    app: AppConfig, indicatoren: Mapping[str, Indicator], programmas: Mapping[str, Programma], problems: Problems
) -> None:
    baseline = [code for code, one in indicatoren.items() if one.blok is not None]
    _known("app.yaml", "leeftijdsopbouw", app.leeftijdsopbouw, baseline, problems)
    _known("app.yaml", "trends", app.trends, baseline, problems)
    compared = [one.code for one in indicatoren.values() if one.blok is None and one.soort in WITH_NOEMER]
    _known("app.yaml", "zorggebruik", app.zorggebruik, compared, problems)
    _known("app.yaml", "programma", [app.programma], programmas, problems)


def check_breuken(
    programmas: Iterable[Programma],
    bronnen: Mapping[str, SourceSpec],
    indicatoren: Mapping[str, Indicator],
    problems: Problems,
) -> None:
    """A break is of a source that gives the indicators it names; else its mark would be nowhere."""
    for programma in programmas:
        for at, breuk in enumerate(programma.breuken):
            file, key = f"programma {programma.code}", f"breuken.{at}"
            _known(file, f"{key}.bron", [breuk.bron], bronnen, problems)
            _known(file, f"{key}.indicatoren", breuk.indicatoren, indicatoren, problems)
            for one in (indicatoren[code] for code in breuk.indicatoren if code in indicatoren):
                if breuk.bron in bronnen and breuk.bron not in (one.bron, *(other.bron for other in one.ook_van)):
                    wat = f"bron '{breuk.bron}' geeft het cijfer '{one.code}' niet"
                    problems.add(file, f"{key}.indicatoren", wat, "Haal het weg, of kies een andere bron.")


def check_slugs(programmas: Mapping[str, Programma], problems: Problems) -> None:
    """A slug stands in the URL without its programma, so it belongs to one buurt only. Twice in one: see `complete`."""
    seen: dict[str, str] = {}
    for programma in programmas.values():
        for buurt in programma.buurten:
            if seen.get(buurt.sleutel, programma.code) != programma.code:
                wat = f"buurtcode '{buurt.sleutel}' bestaat al in programma '{seen[buurt.sleutel]}'"
                problems.add(f"programma {programma.code}", "buurten", wat, "Geef de buurt een andere code.")
            seen[buurt.sleutel] = programma.code


def _file(one: Indicator) -> str:
    return f"indicatoren/{one.code}.yaml"
