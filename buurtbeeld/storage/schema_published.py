"""Tables of the published store: safe figures, their dimensions, accounts and the queue."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.model import STATUS_ID, WITH_VALUE
from buurtbeeld.storage.columns import UtcDateTime, strict

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite evaluates `status IN (...)` through a temporary table, for every row: a comparison is ten times as fast.
LAST_WITH_VALUE = max(STATUS_ID[status] for status in WITH_VALUE)
assert len(WITH_VALUE) == LAST_WITH_VALUE, "statuses with a value come first"

publication = sa.Table(
    "publication",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("code_version", sa.Text, nullable=False),
    sa.Column("config_hash", sa.Text, nullable=False),
    sa.Column("high_water_mark", sa.Integer, nullable=False),  # last delivery_event it has seen
)
# One part per source table and year of figures; immutable and shared between publications.
part = sa.Table(
    "part",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False, unique=True),  # raw sha256 + config + code
    sa.Column("programma", sa.Text, nullable=False),  # "" for areas; else composite buurten of it
    sa.Column("bron", sa.Text, nullable=False),
    sa.Column("tabel", sa.Text, nullable=False),
    sa.Column("jaar", sa.SmallInteger, nullable=False),
    sa.Column("indeling", sa.SmallInteger, nullable=False),
    sa.Column("levering", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("raw_file", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("source_version", sa.Text, nullable=False),
    sa.Column("release_note", sa.Text, nullable=False),
    sa.Column("fetched_at", UtcDateTime, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("areas", sa.Integer, nullable=False),
    sa.Column("whole_country", sa.Boolean, nullable=False),
)
publication_part = sa.Table(
    "publication_part",
    metadata,
    sa.Column("publication_id", sa.ForeignKey("publication.id"), primary_key=True),
    sa.Column("part_id", sa.ForeignKey("part.id"), primary_key=True),
)
indicator = sa.Table(
    "indicator",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
)
# A CBS area (code, year), or a composite programme buurt ("programma:slug", year).
area = sa.Table(
    "area",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("jaar", sa.SmallInteger, nullable=False),
    sa.Column("naam", sa.Text, nullable=False),
    sa.Column("zoeknaam", sa.Text, nullable=False),  # lower case, no accents
    sa.Column("niveau", sa.Text, nullable=False),
    sa.Column("gemeente_code", sa.Text, nullable=False),
    sa.Column("wijk_code", sa.Text, nullable=False),
    sa.Column("indelingswijziging", sa.Text, nullable=False),
    sa.Column("inwoners", sa.Integer),
    sa.Column("stedelijkheid", sa.Text, nullable=False),  # "1".."5" or ""
    sa.UniqueConstraint("code", "jaar"),
    sa.Index("ix_area_jaar_zoeknaam", "jaar", "zoeknaam"),
    sa.Index("ix_area_jaar_gemeente_code", "jaar", "gemeente_code"),
)
reason = sa.Table(
    "reason",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("zin", sa.Text, nullable=False, unique=True),
)
# Clustered by part: a part is written in one run and never touched again. "One buurt, all indicators" is a
# short range read per part; "one indicator, all areas" is a range read of one part. No foreign keys and no
# second index here: on a million rows they double the time to write, and every key in a row was read or
# made in the same transaction (a test looks for orphans).
figure = sa.Table(
    "figure",
    metadata,
    sa.Column("part_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("area_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("indicator_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("value", sa.Float),
    sa.Column("lower", sa.Float),
    sa.Column("upper", sa.Float),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("reason_id", sa.Integer),
    sa.Column("methode", sa.SmallInteger, nullable=False),  # see indicator_parts.METHODS
    sa.Column("lager", sa.Integer),
    sa.Column("vergeleken", sa.Integer),
    sa.CheckConstraint(f"(value IS NOT NULL) = (status <= {LAST_WITH_VALUE})", name="a_value_or_a_reason"),
    sa.CheckConstraint("value IS NOT NULL OR reason_id IS NOT NULL", name="missing_says_why"),
    sa.CheckConstraint(
        "value IS NOT NULL OR (lower IS NULL AND upper IS NULL AND lager IS NULL)", name="hidden_carries_nothing"
    ),
    sqlite_with_rowid=False,
)
spread = sa.Table(
    "spread",
    metadata,
    sa.Column("part_id", sa.Integer, sa.ForeignKey("part.id"), primary_key=True),
    sa.Column("indicator_id", sa.Integer, sa.ForeignKey("indicator.id"), primary_key=True),
    sa.Column("niveau", sa.Text, primary_key=True),
    sa.Column("stedelijkheid", sa.Text, primary_key=True),  # "1".."5" or "alle"
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("p10", sa.Float, nullable=False),
    sa.Column("p25", sa.Float, nullable=False),
    sa.Column("p50", sa.Float, nullable=False),
    sa.Column("p75", sa.Float, nullable=False),
    sa.Column("p90", sa.Float, nullable=False),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
)
# Share of the gemeente's areas of one niveau (50 inhabitants or more) that have a value: decides
# which year is "the newest filled one" (docs/besluiten.md).
coverage = sa.Table(
    "coverage",
    metadata,
    sa.Column("part_id", sa.Integer, sa.ForeignKey("part.id"), primary_key=True),
    sa.Column("gemeente_code", sa.Text, primary_key=True),
    sa.Column("niveau", sa.Text, primary_key=True),
    sa.Column("indicator_id", sa.Integer, sa.ForeignKey("indicator.id"), primary_key=True),
    sa.Column("share", sa.Float, nullable=False),
)
source_attempt = sa.Table(
    "source_attempt",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("bron", sa.Text, nullable=False, index=True),
    sa.Column("tabel", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Column("code", sa.Text, nullable=False),  # error code, "" when ok
    sa.Column("zin", sa.Text, nullable=False),  # the Dutch sentence, "" when ok
)
job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # "ververs", later "controleer", "bevestig", ...
    sa.Column("args", sa.JSON, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # wacht, bezig, klaar, mislukt
    sa.Column("started_at", UtcDateTime),
    sa.Column("seen_at", UtcDateTime),  # last sign of life of the worker that has it
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),  # how many workers took it
    sa.Column("ended_at", UtcDateTime),
    sa.Column("progress", sa.Float, nullable=False, server_default="0"),  # 0..1
    sa.Column("message", sa.Text, nullable=False, server_default=""),  # Dutch sentence
    sa.CheckConstraint("state IN ('wacht', 'bezig', 'klaar', 'mislukt')", name="known_state"),
    sa.Index("ix_job_state", "state"),
)
# One row: the last sign of life of any worker.
worker_sign = sa.Table(
    "worker_sign",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("id = 1", name="one_row"),
)
account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("naam", sa.Text, nullable=False, unique=True),
    sa.Column("demonstration", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("volledige_naam", sa.Text),
    sa.Column("email", sa.Text),  # lower case; only to find an invited account by an address that was verified
    sa.Column("issuer", sa.Text),  # issuer and subject: who this is at his own organisation
    sa.Column("subject", sa.Text),
    sa.Column("password_hash", sa.Text),  # argon2id; NULL = no login with a password
    sa.Column("totp_key", sa.Text),  # of the codes of an app, base32; NULL = none
    sa.Column("totp_step", sa.Integer),  # the last code that was used: none counts twice
    sa.Column("last_login_at", UtcDateTime),
    sa.Index("ix_account_identity", "issuer", "subject", unique=True),
)
role_grant = sa.Table(
    "role_grant",
    metadata,
    sa.Column("account_id", sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("rol", sa.Text, primary_key=True),
    sa.Column("programma", sa.Text, primary_key=True),  # "" = all
    sa.Column("buurt", sa.Text, primary_key=True),  # "" = none in particular; "partner:…" = all of a partner
    sa.Column("bron", sa.Text, primary_key=True),  # "" = all
    sa.Column("given_by", sa.Text),
    sa.Column("given_at", UtcDateTime),
)
strict(metadata)
