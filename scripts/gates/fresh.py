"""Gates about what is made of something else: pinned requirements, schemas; and config/ itself."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from scripts import pin
from scripts.gates.reading import ROOT, Files


def fresh(_files: Files) -> list[str]:
    """Pinned requirements belong to their .in file."""
    return pin.outdated()


def configuration(_files: Files) -> list[str]:
    """config/ loads, and the JSON Schemas for editors belong to it."""
    from buurtbeeld import catalog, config_schema, errors  # heavy, and only this gate needs them

    try:
        catalog.load_catalog(ROOT / "config")
    except errors.ConfigError as problem:
        return [str(problem)]
    return stale_schemas(ROOT / "config" / "schema", config_schema)


def stale_schemas(folder: Path, made: ModuleType) -> list[str]:
    """Schemas that are missing or differ from what the code says now."""
    texts = {kind: made.schema_text(model) for kind, model in made.KINDS.items()}
    paths = {kind: folder / f"{kind}.json" for kind in texts}
    stale = [kind for kind, path in paths.items() if not path.exists() or path.read_text("utf-8") != texts[kind]]
    return [f"config/schema/{kind}.json is verouderd: python -m buurtbeeld.config_schema" for kind in stale]
