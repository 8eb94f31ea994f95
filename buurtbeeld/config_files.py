"""Reads YAML strictly and turns everything wrong with it into Dutch sentences, all files at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from buurtbeeld.code_forms import WORDS
from buurtbeeld.errors import ConfigError

if TYPE_CHECKING:
    from yaml import SafeLoader as BaseLoader
else:  # libyaml reads the whole of config/ in a fraction of the time
    BaseLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Model = TypeVar("Model", bound=BaseModel)
YAML_WORDS = {
    "string_type": "hier hoort tekst",
    "string_too_short": "hier mag de tekst niet leeg zijn",
    "int_type": "hier hoort een heel getal",
    "int_from_float": "hier hoort een heel getal",
    "float_type": "hier hoort een getal",
    "bool_type": "hier hoort true of false",
    "date_type": "hier hoort een datum, zoals 2024-09-01",
    "literal_error": "hier hoort een van: {expected}",
    "enum": "hier hoort een van: {expected}",
    "dict_type": "hier horen sleutels met een waarde",
    "model_type": "hier horen sleutels met een waarde",
    "tuple_type": "hier hoort een lijst",
    "too_short": "deze lijst is te kort: er horen er minstens {min_length} in",
    "too_long": "deze lijst is te lang: er horen er hooguit {max_length} in",
    "greater_than": "dit getal moet groter zijn dan {gt}",
    "greater_than_equal": "dit getal moet minstens {ge} zijn",
    "less_than_equal": "dit getal mag hooguit {le} zijn",
}


class _StrictLoader(BaseLoader):
    """Plain values only, and no key twice: YAML itself lets the last one win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[object] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            if key_node.value in seen:
                raise _TwiceError(key_node.value, key_node.start_mark.line + 1)
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


class _TwiceError(Exception):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


@dataclass
class Problems:
    """Everything wrong so far. Reading goes on after a problem, so that all are reported at once."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, key: str, wat: str, doe: str, line: int | None = None) -> None:
        """Note one problem: in which file, at which key ("" = the whole file), what, and the repair."""
        where = f"{file}, regel {line}" if line else file
        self.lines.append(f"{where}: {f'{key}: ' if key else ''}{wat}. {doe}")

    def raise_if_any(self) -> None:
        """Raise one ConfigError with every problem found.

        Raises:
            ConfigError: there is at least one problem.
        """
        if not self.lines:
            return
        count = "is 1 fout" if len(self.lines) == 1 else f"zijn {len(self.lines)} fouten"
        listed = "".join(f"\n- {line}" for line in self.lines)
        raise ConfigError(
            f"Er {count} in de instellingen.", waar=f"{listed}\n", doe="Verbeter dit en probeer het opnieuw."
        )


def read_yaml(path: Path, name: str, problems: Problems) -> object | None:
    """Content of one YAML file; None when it cannot be read (then noted in `problems`)."""
    try:
        return _StrictLoader(path.read_bytes()).get_single_data() or {}
    except _TwiceError as twice:
        problems.add(name, twice.key, "deze sleutel staat er twee keer", "Haal er een weg.", twice.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        repair = "Kijk naar inspringen, dubbele punten en aanhalingstekens op of net boven deze regel."
        problems.add(name, "", f"dit is geen goede YAML ({said})", repair, mark.line + 1 if mark else None)
    except RecursionError:  # an anchor that holds itself
        problems.add(name, "", "dit bestand verwijst naar zichzelf (& en *)", "Schrijf de waarde voluit.")
    except ValueError as error:  # a date that does not exist
        problems.add(name, "", f"hier staat een waarde die niet kan ({error})", "Verbeter de waarde.")
    except yaml.YAMLError:
        problems.add(name, "", "dit bestand is niet te lezen als tekst", "Bewaar het opnieuw als UTF-8.")
    except FileNotFoundError:
        problems.add(name, "", "dit bestand ontbreekt", "Zet het terug.")
    return None


def read_model(path: Path, model: type[Model], problems: Problems, *, root: Path) -> Model | None:
    """Read one file into `model`.

    Args:
        path: the YAML file.
        model: what it must be.
        problems: collects what is wrong.
        root: folder that file names in messages are relative to.

    Returns:
        The checked object, or None when something is wrong.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    raw = read_yaml(path, name, problems)
    return None if raw is None else check(raw, model, problems, name=name, path=path)


def check(
    raw: object,
    model: type[Model],
    problems: Problems,
    *,
    name: str,
    path: Path | None = None,
    line: int | None = None,
) -> Model | None:
    """Check plain values against `model`; None when something is wrong.

    `path` (a YAML file) or `line` (of a CSV) gives the line numbers in the messages.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        lines = _line_numbers(path) if path else {}
        for one in error.errors(include_url=False):
            loc = [str(part) for part in one["loc"]]
            wat, doe = _in_dutch(one)
            problems.add(name, ".".join(loc), wat, doe, line or _line_of(loc, lines))
    return None


def _in_dutch(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and the repair, for one pydantic error."""
    key = str(error["loc"][-1]) if error["loc"] else ""
    kind, got = error["type"], error.get("input")
    if kind == "missing":
        return "deze sleutel ontbreekt", f"Voeg '{key}:' toe."
    if kind == "extra_forbidden":
        return "deze sleutel is onbekend", "Haal hem weg of verbeter de spelling."
    if kind == "value_error":
        return str(error["ctx"]["error"]), "Pas dit aan."
    context = error.get("ctx", {})
    words = WORDS.get(context.get("pattern", "")) or YAML_WORDS.get(kind, error["msg"])
    expected = str(words).format(**context)
    return f"{expected.replace(' or ', ' of ')}, er staat {_shown(got)}", "Verbeter de waarde."


def _shown(got: object) -> str:
    text = repr(got) if got is not None else "niets"
    return text if len(text) <= 60 else f"{text[:57]}…"


def _line_numbers(path: Path) -> dict[tuple[str, ...], int]:
    """Line of every key path in the file; only asked for when something is wrong."""
    node = yaml.compose(path.read_bytes(), Loader=_StrictLoader)
    return dict(_walk(node, ())) if node is not None else {}


def _walk(node: yaml.Node, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*above, key.value), key.start_mark.line + 1
            yield from _walk(value, (*above, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*above, str(number)), value.start_mark.line + 1
            yield from _walk(value, (*above, str(number)))


def _line_of(loc: Sequence[str], lines: Mapping[tuple[str, ...], int]) -> int | None:
    """Line of the key, or of the nearest key above it."""
    for length in range(len(loc), 0, -1):
        if tuple(loc[:length]) in lines:
            return lines[tuple(loc[:length])]
    return None
