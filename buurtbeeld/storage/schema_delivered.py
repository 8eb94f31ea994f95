"""Tables of the published store about deliveries: safe figures of them, and the log of what was delivered."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import LAST_WITH_VALUE, metadata

# Programme buurten and periods that delivered figures are about.
buurt = sa.Table(
    "buurt",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("sleutel", sa.Text, nullable=False),
    sa.UniqueConstraint("programma", "sleutel"),
)
periode = sa.Table(
    "periode",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),  # e.g. 2026-T3
)
# Delivered figures that are safe to show: below the threshold a row has no number at all. Clustered by part, as
# `figure` is, and for the same reason without foreign keys.
outcome = sa.Table(
    "outcome",
    metadata,
    sa.Column("part_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("buurt_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("indicator_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("periode_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("uitsplitsing", sa.Text, primary_key=True),  # "" = everybody
    sa.Column("value", sa.Float),
    sa.Column("teller", sa.Float),  # rounded; NULL when it may not be shown
    sa.Column("noemer", sa.Float),  # rounded; NULL when it may not be shown
    sa.Column("lower", sa.Float),  # 95%
    sa.Column("upper", sa.Float),
    sa.Column("lower_998", sa.Float),
    sa.Column("upper_998", sa.Float),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("reason_id", sa.Integer),
    sa.Column("methode", sa.SmallInteger, nullable=False),  # of the margin, see delivered_figures.METHODS
    sa.Column("signaal", sa.SmallInteger, nullable=False),  # see oordeel.Signaal
    sa.Column("voor", sa.SmallInteger, nullable=False),  # measurements the signal rests on
    sa.Column("na", sa.SmallInteger, nullable=False),
    sa.Column("groep", sa.SmallInteger, nullable=False),  # buurten it is beside, or that it is made of
    sa.Column("levering", sa.Integer, nullable=False),  # delivery it comes from; 0 = of several
    sa.Column("gecorrigeerd", sa.SmallInteger, nullable=False),  # 1 = published before with another value
    sa.CheckConstraint(f"(value IS NOT NULL) = (status <= {LAST_WITH_VALUE})", name="a_value_or_a_reason"),
    sa.CheckConstraint("value IS NOT NULL OR reason_id IS NOT NULL", name="missing_says_why"),
    sa.CheckConstraint(
        "value IS NOT NULL OR (teller IS NULL AND noemer IS NULL AND lower IS NULL AND upper IS NULL"
        " AND lower_998 IS NULL AND upper_998 IS NULL)",
        name="hidden_carries_nothing",
    ),
    sqlite_with_rowid=False,
)
# What was delivered, by whom and what became of it; carried over from the vault by the worker. No numbers of a file.
delivery_log = sa.Table(
    "delivery_log",
    metadata,
    sa.Column("levering", sa.Integer, primary_key=True, autoincrement=False),  # id in the vault
    sa.Column("event_id", sa.Integer, nullable=False),  # last event of the vault that is in this row
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("bron", sa.Text, nullable=False),
    sa.Column("bestand", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("rijen", sa.Integer, nullable=False),
    sa.Column("nieuw", sa.Integer, nullable=False),
    sa.Column("gewijzigd", sa.Integer, nullable=False),
    sa.Column("ontvangen", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.Column("stand", sa.Text, nullable=False),
    sa.Column("stand_op", UtcDateTime, nullable=False),
    sa.Column("stand_door", sa.Text, nullable=False),
    sa.Column("reden", sa.Text, nullable=False),  # "" unless taken back
    sa.CheckConstraint("stand IN ('aanvaard', 'teruggetrokken')", name="known_stand"),
)
delivery_scope = sa.Table(
    "delivery_scope",
    metadata,
    sa.Column("levering", sa.Integer, sa.ForeignKey("delivery_log.levering"), primary_key=True),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("periode", sa.Text, primary_key=True),
    sa.Column("indicator", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
strict(metadata)
