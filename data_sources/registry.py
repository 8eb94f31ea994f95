"""Which sources and editions there are: modules are found by the file name in config/bronnen, no list here."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from buurtbeeld.errors import SourceError
from buurtbeeld.sources import Edition, PublicTable, RawAnswer, SourceSpec
from data_sources import startset
from data_sources.cbs_catalogue import discover
from data_sources.voorbeeld import baseline
from data_sources.web import Web

Reader = Callable[[SourceSpec, RawAnswer], Sequence[PublicTable]]
GEOMETRY = "geometrie"
LOG = logging.getLogger(__name__)


def module_of(spec: SourceSpec) -> Any:
    """The module with `fetch` and `read` of a source."""
    return importlib.import_module(f"data_sources.{spec.module}")


def readers(specs: Iterable[SourceSpec]) -> dict[str, Reader]:
    """How to read each source of figures back from its raw answer, the embedded default and the invented ones too."""
    found: dict[str, Reader] = {startset.ORIGIN: startset.read}
    for spec in specs:
        if spec.staat_voor:
            found[spec.code] = baseline.read
        elif spec.module and spec.soort != GEOMETRY:
            found[spec.code] = module_of(spec).read
    return found


def find(bronnen: Mapping[str, SourceSpec], code: str) -> SourceSpec:
    """The source with this code.

    Raises:
        SourceError: there is no such source, or it is delivered to us and cannot be fetched.
    """
    spec = bronnen.get(code)
    if spec is None or spec.module is None:
        known = ", ".join(one.code for one in bronnen.values() if one.module)
        raise SourceError(f"'{code}' is geen bron die we kunnen ophalen.", doe=f"Kies uit: {known}.")
    return spec


def editions(spec: SourceSpec, web: Web) -> dict[int, Edition]:
    """Editions in config/ and those the catalogue of the source adds; a source that is down adds none."""
    try:
        return discover(web, spec) | spec.edities
    except SourceError as error:
        LOG.warning("catalogue of %s: %s", spec.code, error)
        return dict(spec.edities)


def newest(specs: Iterable[SourceSpec], web: Web) -> list[tuple[str, int]]:
    """The editions worth asking for: the newest of each source, and more where older ones are still being filled."""
    wanted = []
    for spec in specs:
        if spec.module:
            count = getattr(module_of(spec), "STILL_FILLING", 1)
            wanted += [(spec.code, jaar) for jaar in sorted(editions(spec, web), reverse=True)[:count]]
    return wanted
