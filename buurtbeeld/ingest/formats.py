"""Other shapes of file (config/aanleverformaten/*.yaml): an extract of an insurer, open data, a staff system."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from buurtbeeld.code_forms import CODE
from buurtbeeld.config_files import Problems, read_model
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.indicator_parts import STRICT, Codes
from buurtbeeld.roles import SHIPPED

FOLDER = "aanleverformaten"
Veld = Literal[
    "buurtcode", "periode", "indicator", "teller", "noemer", "waarde", "toelichting", "uitsplitsing", "n",
    "som_kwadraten", "n_bronnen", "grootste_aandeel", "codejaar",
]  # fmt: skip


class Cijfer(BaseModel):
    """One figure of a wide file.

    Attributes:
        teller, noemer, waarde: columns that are added up; a name that ends with * is every column that starts so.
    """

    model_config = STRICT
    indicator: str = Field(pattern=CODE)
    uitsplitsing: str = ""
    teller: Codes = ()
    noemer: Codes = ()
    waarde: Codes = ()


class Aanleverformaat(BaseModel):
    """Another shape of file, and how it is read as our own template.

    Attributes:
        vorm: lang = one figure per row; breed = more figures per row, see `cijfers`.
        kolommen: our column -> the names it may have there; the first one is named when it is missing.
        cijfers: vorm breed: the figures of every row.
        codes: our column -> their code -> ours; capitals make no difference.
        onbekend: what happens to a row whose area is not in `codes`.
        optellen: rows about the same figure are added up, such as those of every age.
        decimaal: the decimal sign of numbers that are text.
        periodevorm: how the period is written; jjjjmm is 202605 for May.
        leeg_overslaan: our columns; a row in which one of them is empty is passed over, such as a rest row.
        negeren: columns that are known and not needed; a name may end with *.
    """

    model_config = STRICT
    code: str = Field(pattern=CODE)
    naam: str
    toelichting: str
    bron: str = Field(pattern=CODE)
    vorm: Literal["lang", "breed"]
    kolommen: dict[Veld, Codes]
    cijfers: Annotated[tuple[Cijfer, ...], Field(strict=False)] = ()
    codes: dict[Literal["buurtcode", "indicator", "uitsplitsing", "periode"], dict[str, str]] = {}
    onbekend: Literal["weigeren", "overslaan"] = "weigeren"
    optellen: bool = False
    decimaal: Literal["komma", "punt"] = "komma"
    periodevorm: Literal["code", "jjjjmm"] = "code"
    leeg_overslaan: Annotated[tuple[Veld, ...], Field(strict=False)] = ()
    negeren: Codes = ()

    @model_validator(mode="after")
    def _names_what_a_row_is_about(self) -> Self:
        needed = {"buurtcode", "periode"} | ({"indicator"} if self.vorm == "lang" else set())
        missing = sorted(needed - set(self.kolommen))
        if missing:
            raise ValueError(f"'kolommen' mist {', '.join(missing)}")
        if (self.vorm == "breed") != bool(self.cijfers):
            raise ValueError("'cijfers' hoort bij vorm breed")
        return self

    def as_rules(self) -> dict[str, Any]:
        """As a plain dict for the process that reads a file, with codes in small letters."""
        plain: dict[str, Any] = self.model_dump(mode="json", exclude={"naam", "toelichting"})
        plain["codes"] = {
            column: {theirs.lower(): ours for theirs, ours in codes.items()} for column, codes in self.codes.items()
        }
        return plain


def load_formats(config_dir: Path) -> Mapping[str, Aanleverformaat]:
    """Every format by code; the file name is the code.

    Raises:
        ConfigError: names every file, key and repair at once.
    """
    problems, found = Problems(), {}
    for path in sorted((config_dir / FOLDER).glob("*.yaml")):
        one = read_model(path, Aanleverformaat, problems, root=config_dir)
        if one is not None and one.code != path.stem:
            wat = f"de code is '{one.code}', maar het bestand heet '{path.stem}'"
            problems.add(f"{FOLDER}/{path.name}", "code", wat, "Maak ze gelijk.")
        if one is not None:
            found[path.stem] = one
    problems.raise_if_any()
    return MappingProxyType(found)


@cache
def shipped() -> Mapping[str, Aanleverformaat]:
    """The formats that come with the app, read once.

    Raises:
        ConfigError: one of the files is wrong.
    """
    return load_formats(SHIPPED)


def format_rules(code: str) -> dict[str, Any] | None:
    """What the checks need to know of a format; None for "", which is our own template.

    Raises:
        BuurtbeeldError: E_KEUZE, there is no such format.
    """
    if not code:
        return None
    if code not in shipped():
        raise BuurtbeeldError(
            f"Er is geen aanleverformaat '{code}'.", doe=f"Kies uit: {', '.join(shipped())}.", code="E_KEUZE"
        )
    return shipped()[code].as_rules()
