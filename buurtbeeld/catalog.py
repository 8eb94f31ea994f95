"""Reads config/ into one typed, checked catalogue. A wrong file never reaches a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from buurtbeeld.catalog_checks import check_all, check_kaarten
from buurtbeeld.catalog_schema import AppConfig, Indicator, Thema
from buurtbeeld.config_files import Problems, read_model
from buurtbeeld.learning.kaarten import Kaart
from buurtbeeld.programma_files import complete, read_programma
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.roles import Rollen
from buurtbeeld.sources import SourceSpec

Model = TypeVar("Model", bound=BaseModel)
# Words and places on a page; changing them changes no figure.
WORDS = {
    "naam", "definitie", "toelichting", "bijschrift", "blok", "volgorde", "kop", "weergave", "themas", "bewaking",
    "toon_aantal", "leverritme", "levertermijn_dagen", "ritme_voorlopig", "ook_van", "zin", "meting",
}  # fmt: skip


@dataclass(frozen=True)
class Catalog:
    """Everything config/ says, checked and linked.

    Attributes:
        indicatoren: code -> indicator, first those of Ons buurtbeeld in their order, then by code.
        programmas: code -> programma; the shipped ones first, then those added on this machine.
        menukaart: code -> plan that a buurt can start, in the order of the themas.
    """

    app: AppConfig
    rollen: Rollen
    themas: Mapping[str, Thema]
    bronnen: Mapping[str, SourceSpec]
    indicatoren: Mapping[str, Indicator]
    programmas: Mapping[str, Programma]
    menukaart: Mapping[str, Kaart] = field(default_factory=lambda: MappingProxyType({}))
    _buurten: Mapping[str, tuple[Programma, Buurt]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {buurt.sleutel: (one, buurt) for one in self.programmas.values() for buurt in one.buurten}
        object.__setattr__(self, "_buurten", MappingProxyType(index))

    def baseline(self) -> tuple[Indicator, ...]:
        """Indicators of Ons buurtbeeld, in the order of its blocks."""
        return tuple(one for one in self.indicatoren.values() if one.blok is not None)

    def baseline_of(self, bron: str) -> tuple[Indicator, ...]:
        """Baseline indicators of one source; of an invented one, those of the source it stands for."""
        spec = self.bronnen[bron]
        return tuple(one for one in self.baseline() if one.bron == (spec.staat_voor or bron))

    def stand_ins(self) -> Mapping[str, str]:
        """Invented source -> the real source it stands for in invented areas."""
        return {spec.code: spec.staat_voor for spec in self.bronnen.values() if spec.staat_voor}

    def outcomes(self, thema: str | None = None) -> tuple[Indicator, ...]:
        """Indicators of the monitoring plans, of one thema when given."""
        chosen = (one for one in self.indicatoren.values() if one.blok is None)
        return tuple(one for one in chosen if thema is None or thema in one.themas)

    def buurt(self, sleutel: str) -> tuple[Programma, Buurt] | None:
        """The programme buurt with this key and its programma; None when there is none."""
        return self._buurten.get(sleutel)

    def buurten(self) -> tuple[tuple[Programma, Buurt], ...]:
        """Every programme buurt with its programma, in the order of the files."""
        return tuple(self._buurten.values())

    def transitiebuurten(self) -> tuple[tuple[Programma, tuple[Buurt, ...]], ...]:
        """Per programma the buurten that change, by name; comparison buurten are found by search only."""
        return tuple((one, _by_name(one.buurten)) for one in self.programmas.values())

    @cached_property
    def config_hash(self) -> str:
        """Fingerprint of all that changes a published figure; words and places on a page do not count."""
        return self._hash(self.indicatoren.values(), self.bronnen.values())

    def bron_hash(self, bron: str) -> str:
        """The same for the figures of one bron, so that a change elsewhere leaves its parts alone."""
        return self._hash(self.baseline_of(bron), [self.bronnen[bron]])

    def _hash(self, indicatoren: Iterable[Indicator], bronnen: Iterable[SourceSpec]) -> str:
        what: dict[str, Any] = {
            "indicatoren": [one.model_dump(mode="json", exclude=WORDS) for one in indicatoren],
            "bronnen": [_what_matters(spec) for spec in bronnen],
            "app": self.app.model_dump(include={"drempel", "min_inwoners_vergelijking", "min_inwoners_dekking"}),
        }
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def load_catalog(config_dir: Path, extra_programmas: Path | None = None, *, verzonnen: bool = False) -> Catalog:
    """Read the whole of config/ strictly.

    Args:
        config_dir: folder with app.yaml, rollen.yaml, themas/, bronnen/, indicatoren/ and programmas/.
        extra_programmas: folder with programmes added on this machine; may not exist.
        verzonnen: keep invented programmes and sources; they are checked and left out unless somebody asks
            for them (see `Settings.verzonnen`), so that whoever forgets to ask never shows an invented figure.

    Raises:
        ConfigError: names every file, key and repair at once.
    """
    problems = Problems()
    app = read_model(config_dir / "app.yaml", AppConfig, problems, root=config_dir)
    rollen = read_model(config_dir / "rollen.yaml", Rollen, problems, root=config_dir)
    themas = _by_code(sorted(_folder(config_dir, "themas", Thema, problems).values(), key=lambda one: one.volgorde))
    bronnen = _folder(config_dir, "bronnen", SourceSpec, problems)
    indicatoren = _folder(config_dir, "indicatoren", Indicator, problems)
    programmas = _programmas([config_dir / "programmas", extra_programmas], themas, problems, root=config_dir)
    kaarten = _folder(config_dir, "menukaart", Kaart, problems)
    check_kaarten(kaarten.values(), themas, indicatoren, problems)
    if app is not None:
        check_all(app, problems, themas=themas, bronnen=bronnen, indicatoren=indicatoren, programmas=programmas)
    problems.raise_if_any()
    assert app is not None
    assert rollen is not None
    if not verzonnen:
        bronnen = {code: spec for code, spec in bronnen.items() if not spec.staat_voor}
        programmas = {code: one for code, one in programmas.items() if not one.verzonnen}
    ordered = sorted(indicatoren.values(), key=lambda one: _place(one, app))
    return Catalog(
        app=app,
        rollen=rollen,
        themas=themas,
        bronnen=_by_code(bronnen.values()),
        indicatoren=_by_code(ordered),
        programmas=_by_code(programmas.values()),
        menukaart=_by_code(sorted(kaarten.values(), key=lambda one: (themas[one.thema].volgorde, one.volgorde))),
    )


def _folder(config_dir: Path, folder: str, model: type[Model], problems: Problems) -> dict[str, Model]:
    """Every file of one folder by code; the file name is the code."""
    found: dict[str, Model] = {}
    for path in sorted((config_dir / folder).glob("*.yaml")):
        one = read_model(path, model, problems, root=config_dir)
        if one is None:
            continue
        code = getattr(one, "code")  # noqa: B009
        if code != path.stem:
            wat = f"de code is '{code}', maar het bestand heet '{path.stem}'"
            problems.add(f"{folder}/{path.name}", "code", wat, "Maak ze gelijk.")
        found[path.stem] = one
    return found


def _programmas(
    folders: Iterable[Path | None], themas: Mapping[str, Thema], problems: Problems, *, root: Path
) -> dict[str, Programma]:
    found: dict[str, Programma] = {}
    for folder in filter(None, folders):
        for path in sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".csv")):
            one = read_programma(path, problems, root=root)
            if one is None:
                continue
            if one.code in found:
                problems.add(path.name, "code", f"programma '{one.code}' bestaat al", "Geef het een andere code.")
            found[one.code] = complete(one, themas, problems, name=path.name)
    return found


def _place(one: Indicator, app: AppConfig) -> tuple[int, int, str]:
    blokken = [blok.code for blok in app.blokken]
    return (blokken.index(one.blok) if one.blok in blokken else len(blokken), one.volgorde, one.code)


def _by_name(buurten: Iterable[Buurt]) -> tuple[Buurt, ...]:
    chosen = (buurt for buurt in buurten if buurt.rol == "transitie")
    return tuple(sorted(chosen, key=lambda buurt: buurt.naam.casefold()))


def _by_code(models: Iterable[Model]) -> Mapping[str, Model]:
    return MappingProxyType({getattr(one, "code"): one for one in models})  # noqa: B009


def _what_matters(spec: SourceSpec) -> dict[str, Any]:
    names = {"code", "houder", "status", "dimensies", "kolommen"}
    return spec.model_dump(mode="json", include=names | ({"staat_voor"} if spec.staat_voor else set()))
