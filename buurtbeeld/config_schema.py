"""JSON Schema of every kind of file in config/, so that an editor completes and checks while typing.

`python -m buurtbeeld.config_schema` writes them again; a test fails when they are not fresh.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from buurtbeeld.catalog_schema import AppConfig, Indicator, Thema
from buurtbeeld.ingest.formats import Aanleverformaat
from buurtbeeld.learning.kaarten import Kaart
from buurtbeeld.privacy.terms import Privacy
from buurtbeeld.programma_schema import Programma
from buurtbeeld.roles import SHIPPED, Rollen
from buurtbeeld.sources import SourceSpec

KINDS: Mapping[str, type[BaseModel]] = {
    "app": AppConfig,
    "privacy": Privacy,
    "rollen": Rollen,
    "thema": Thema,
    "bron": SourceSpec,
    "indicator": Indicator,
    "programma": Programma,
    "aanleverformaat": Aanleverformaat,
    "kaart": Kaart,
}


def schema_text(model: type[BaseModel]) -> str:
    """The JSON Schema of one kind of file, as it is written."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(config_dir: Path) -> list[Path]:
    """Write config/schema/*.json and return their paths."""
    folder = config_dir / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{kind}.json" for kind in KINDS]
    for path in paths:
        path.write_text(schema_text(KINDS[path.stem]), encoding="utf-8")
    return paths


if __name__ == "__main__":
    write_schemas(SHIPPED)
