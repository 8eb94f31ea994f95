"""Tables of the vault: what was delivered, what happened to it, and its observations.

Nothing of that is ever changed: rows are added, events retract. Both databases refuse UPDATE and DELETE
(see the migrations). What is derived from it may be replaced and thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld.model import Niveau, Status
from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata as published

metadata = sa.MetaData(naming_convention=published.naming_convention)
DELIVERED = (Status.OK, Status.VOORLOPIG, Status.GEHEIM_BRON)  # what a row of a file can be
APPEND_ONLY = ("delivery", "delivery_event", "observation")


def _one_of(column: str, words: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in sorted(words))})"


delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("bron", sa.Text, nullable=False),
    sa.Column("tabel", sa.Text, nullable=False),
    sa.Column("jaar", sa.SmallInteger, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("received_by", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),  # base address, or "startset"
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("raw_file", sa.Text, nullable=False),  # relative to the folder of raw answers
    sa.Column("source_version", sa.Text, nullable=False),
    sa.Column("template_version", sa.Text, nullable=False),  # "" = not delivered on a template of ours
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("row_count", sa.Integer),  # observations; NULL = the raw answer is all there is
    # Of a delivered file; NULL of an answer of a public source. `tabel` is then the programma, `jaar` the codejaar.
    sa.Column("file_name", sa.Text),
    sa.Column("new_count", sa.Integer),
    sa.Column("changed_count", sa.Integer),
    sa.UniqueConstraint("bron", "tabel", "jaar", "sha256"),
)
delivery_event = sa.Table(
    "delivery_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("delivery_id", sa.Integer, sa.ForeignKey("delivery.id"), nullable=False, index=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # "" only when accepted
    sa.CheckConstraint("event IN ('accepted', 'retracted')", name="known_event"),
    sa.CheckConstraint("event <> 'retracted' OR length(trim(reason)) > 0", name="retracting_says_why"),
)
# One delivered figure. Which programma and source it belongs to stands in its delivery.
observation = sa.Table(
    "observation",
    metadata,
    sa.Column("delivery_id", sa.Integer, sa.ForeignKey("delivery.id"), primary_key=True),
    sa.Column("buurt", sa.Text, primary_key=True),  # key of the programme buurt
    sa.Column("indicator", sa.Text, primary_key=True),
    sa.Column("periode", sa.Text, primary_key=True),  # code, e.g. 2026-T3
    sa.Column("uitsplitsing", sa.Text, primary_key=True),  # "" = everybody
    sa.Column("period_start", sa.Date, nullable=False),
    sa.Column("period_end", sa.Date, nullable=False),  # half-open: the first day after it
    sa.Column("teller", sa.Float),
    sa.Column("noemer", sa.Float),
    sa.Column("waarde", sa.Float),
    sa.Column("n", sa.Integer),
    sa.Column("som_kwadraten", sa.Float),
    sa.Column("n_bronnen", sa.Integer),
    sa.Column("grootste_aandeel", sa.Float),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("toelichting", sa.Text, nullable=False),
    sa.CheckConstraint(_one_of("status", [*DELIVERED]), name="known_status"),
    sa.CheckConstraint(
        "(teller IS NOT NULL OR waarde IS NOT NULL) = (status <> 'geheim_bron')", name="a_value_or_a_reason"
    ),
    sa.CheckConstraint("period_end > period_start", name="period_has_days"),
    sa.CheckConstraint("length(toelichting) <= 200", name="toelichting_is_short"),
    sqlite_with_rowid=False,
)
gebied = sa.Table(
    "gebied",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("jaar", sa.SmallInteger, primary_key=True),
    sa.Column("naam", sa.Text, nullable=False),
    sa.Column("niveau", sa.Text, nullable=False),
    sa.Column("gemeente_code", sa.Text, nullable=False),  # "" for the country
    sa.Column("wijk_code", sa.Text, nullable=False),  # "" unless a buurt
    sa.CheckConstraint(_one_of("niveau", list(Niveau)), name="known_niveau"),
)
# Which area became which, with the share that went there: a sum across years without it is a bug.
gebied_opvolging = sa.Table(
    "gebied_opvolging",
    metadata,
    sa.Column("van_code", sa.Text, primary_key=True),
    sa.Column("van_jaar", sa.SmallInteger, primary_key=True),
    sa.Column("naar_code", sa.Text, primary_key=True),
    sa.Column("naar_jaar", sa.SmallInteger, primary_key=True),
    sa.Column("gewicht", sa.Float, nullable=False),
    sa.Column("methode", sa.Text, nullable=False),
    sa.CheckConstraint("gewicht > 0 AND gewicht <= 1", name="gewicht_is_a_share"),
    sa.ForeignKeyConstraint(["van_code", "van_jaar"], ["gebied.code", "gebied.jaar"]),
    sa.ForeignKeyConstraint(["naar_code", "naar_jaar"], ["gebied.code", "gebied.jaar"]),
)
# What publishing keeps to be quick; see storage.derived. As exact as the observations, so it stays in the vault.
derived = sa.Table(
    "derived",
    metadata,
    sa.Column("soort", sa.Text, primary_key=True),
    sa.Column("programma", sa.Text, primary_key=True),
    sa.Column("bron", sa.Text, primary_key=True),
    sa.Column("jaar", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("levering", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sleutel", sa.Text, nullable=False),
    sa.Column("controle", sa.Text, nullable=False),
    sa.Column("inhoud", sa.LargeBinary, nullable=False),
)
strict(metadata)


@dataclass(frozen=True)
class DeliveryRow:
    """One row of `delivery`: a file or fetch as it was accepted.

    Attributes:
        received_at: when it was fetched (UTC).
        raw_file: path of the kept answer, relative to the folder of raw answers, with forward slashes.
        sha256: checksum of that file.
    """

    id: int
    bron: str
    tabel: str
    jaar: int
    received_at: datetime
    received_by: str
    origin: str
    sha256: str
    raw_file: str
    source_version: str
