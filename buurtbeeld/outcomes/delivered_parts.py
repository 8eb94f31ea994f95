"""Parts of a publication that come from delivered files: one per programma, source and year of its periods."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.ingest import deliveries
from buurtbeeld.outcomes import figures as outcome_figures
from buurtbeeld.outcomes import people as outcome_people
from buurtbeeld.outcomes import rows as outcome_rows
from buurtbeeld.outcomes.figures import People
from buurtbeeld.outcomes.panels import Frame, by_word, placed
from buurtbeeld.outcomes.rows import Block
from buurtbeeld.storage import publishing
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_published import indicator, part, reason

METHOD_VERSION = "5"  # raise when the way delivered figures are computed changes
NUMBERS = ("value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998")
WHOLE = ("methode", "signaal", "voor", "na", "groep", "levering", "gecorrigeerd")
_COLUMNS = (
    "part_id",
    "buurt_id",
    "indicator_id",
    "periode_id",
    "uitsplitsing",
    *NUMBERS,
    "status",
    "reason_id",
    *WHOLE,
)
_KEY = ["buurt", "periode", "indicator", "uitsplitsing"]
_RULES = {"soort", "factor", "teller", "noemer", "themas", "bewaking", "toon_vanaf", "bundel", "leverritme"}
_PLACES = {"sleutel", "rol", "start", "partner", "themas"}
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Delivered:
    """Delivered figures of a publication.

    Attributes:
        parts: ids of their parts.
        waiting: what is corrected or taken back and not published yet, as rows of table `waiting`.
        rows: of some indicators the exact rows per programma and source, for what is computed over buurten together.
    """

    parts: Sequence[int]
    waiting: Sequence[Mapping[str, object]]
    rows: Mapping[Block, Frame]


def ensure(
    vault: sa.Engine,
    published: sa.Engine,
    catalog: Catalog,
    part_ids: Collection[int],
    closings: Closings,
    *,
    report: Report,
    keep: Collection[str] = (),
) -> Delivered:
    """Make the parts that are not there yet.

    Args:
        part_ids: parts of open figures in the same publication: the noemer of what is derived.
        closings: which rounds were closed, and the moment it is.
        report: hears a share (0..1) and a Dutch sentence between the sources.
        keep: indicators of which the rows are wanted.

    Raises:
        StorageError: a store cannot be read or written.
    """
    found: list[int] = []
    late: list[Mapping[str, object]] = []
    kept: dict[Block, Frame] = {}
    for number, (block, chosen) in enumerate(outcome_rows.delivered(vault, catalog, closings)):
        report(1 - 0.8**number, f"{catalog.bronnen[block[1]].naam} verwerken…")
        found += _block(published, catalog, block, chosen.rows, part_ids)
        names = ("programma", "bron", "buurt", "aantal", "sinds")
        late += [dict(zip(names, (*block, *one), strict=True)) for one in chosen.waiting]
        kept[block] = chosen.rows[chosen.rows["indicator"].isin(list(keep)).to_numpy()]
    return Delivered(found, late, kept)


def _block(published: sa.Engine, catalog: Catalog, block: Block, rows: Frame, part_ids: Collection[int]) -> list[int]:
    """The parts of one source of one programma, oldest year first; nothing is computed when all of them are there."""
    with translated(), published.connect() as connection:
        years = sorted(int(jaar) for jaar in rows["jaar"].unique())
        people = outcome_people.older_people(connection, catalog, part_ids, years)
        prints = _fingerprints(block, rows, catalog, people)
        known = _known(connection, prints.values())
    if len(known) == len(prints):
        return [known[prints[jaar]] for jaar in years]
    made = outcome_figures.figures(
        rows, catalog, block[0], people, [jaar for jaar in years if prints[jaar] not in known]
    )
    found = []
    for jaar in years:
        with translated(), published.begin() as connection:
            publishing.one_writer(connection)
            there = _known(connection, [prints[jaar]]).get(prints[jaar])
            some = made[made["jaar"].eq(jaar).to_numpy()]
            found.append(there or _write(connection, catalog, (*block, jaar), some, fingerprint=prints[jaar]))
    return found


def _known(connection: sa.Connection, prints: Collection[str]) -> dict[str, int]:
    query = sa.select(part.c.fingerprint, part.c.id).where(part.c.fingerprint.in_(sorted(prints)))
    return dict(connection.execute(query).all())


def _fingerprints(block: Block, rows: Frame, catalog: Catalog, people: People) -> dict[int, str]:
    """What the part of each year depends on: rows up to and including that year, rules, buurten, people, the method."""
    chosen = sorted(rows["indicator"].unique())
    rules = [catalog.indicatoren[code].model_dump_json(include=_RULES) for code in chosen]
    places = [one.model_dump_json(include=_PLACES) for one in catalog.programmas[block[0]].buurten]
    texts = [METHOD_VERSION, *map(str, block), str(catalog.app.drempel), *rules, *places]
    running = hashlib.sha256("\n".join(texts).encode())
    ordered = rows.sort_values(_KEY, ignore_index=True)
    content = pd.util.hash_pandas_object(ordered, index=False).to_numpy()
    found = {}
    for jaar in sorted(rows["jaar"].unique()):
        running.update(content[ordered["jaar"].eq(jaar).to_numpy()].tobytes())
        running.update(repr(sorted(item for item in people.items() if item[0][1] == jaar)).encode())
        found[int(jaar)] = running.hexdigest()[:24]
    return found


def _write(
    connection: sa.Connection, catalog: Catalog, block: tuple[str, str, int], figures: Frame, *, fingerprint: str
) -> int:
    programma, bron, jaar = block
    part_id = publishing.add_part(
        connection,
        fingerprint=fingerprint,
        programma=programma,
        bron=bron,
        tabel="",
        jaar=jaar,
        indeling=catalog.programmas[programma].codejaar,
        levering=int(figures["levering"].max()) if len(figures) else 0,
        sha256="",
        raw_file="",
        origin=deliveries.DELIVERED,
        source_version="",
        release_note="",
        fetched_at=datetime.now(UTC),
        made_at=datetime.now(UTC),
        areas=int(figures["buurt"].nunique()),
        whole_country=False,
    )
    ids = _ids(connection, programma, figures)
    keys = {name: by_word(figures[name], ids[name]) for name in ("buurt", "indicator", "periode")}
    group, groups = placed(figures["uitsplitsing"])
    order = np.lexsort((group, keys["periode"], keys["indicator"], keys["buurt"]))
    reasons = by_word(figures["reden"], {"": None, **ids["reden"]})
    rows = zip(
        [part_id] * len(figures),
        *(keys[name][order].tolist() for name in ("buurt", "indicator", "periode")),
        np.array(groups, dtype=object)[group[order]].tolist(),
        *(_or_none(figures[name].to_numpy(dtype=float)[order]) for name in NUMBERS),
        figures["status"].to_numpy(dtype=np.int64)[order].tolist(),
        reasons[order].tolist(),
        *(figures[name].to_numpy().astype(np.int64)[order].tolist() for name in WHOLE),
        strict=True,
    )
    insert_rows(connection, outcome, _COLUMNS, rows)
    return part_id


def _ids(connection: sa.Connection, programma: str, figures: Frame) -> dict[str, Mapping[str, int]]:
    reasons = {zin for zin in figures["reden"].unique() if zin}
    return {
        "indicator": publishing.dimension_ids(connection, indicator, figures["indicator"].unique().tolist()),
        "reden": publishing.dimension_ids(connection, reason, sorted(reasons)),
        "periode": publishing.dimension_ids(connection, periode, figures["periode"].unique().tolist()),
        "buurt": _buurten(connection, programma, sorted(figures["buurt"].unique())),
    }


def _buurten(connection: sa.Connection, programma: str, keys: list[str]) -> dict[str, int]:
    query = sa.select(buurt.c.sleutel, buurt.c.id).where(buurt.c.programma == programma)
    known = dict(connection.execute(query).all())
    fresh = [{"programma": programma, "sleutel": key} for key in keys if key not in known]
    if fresh:
        connection.execute(sa.insert(buurt), fresh)
        known = dict(connection.execute(query).all())
    return known


def _or_none(column: np.ndarray) -> list[float | None]:
    cells = column.astype(object)
    cells[np.isnan(column)] = None
    found: list[float | None] = cells.tolist()
    return found
