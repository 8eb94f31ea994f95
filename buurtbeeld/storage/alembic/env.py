"""Called by Alembic; buurtbeeld.storage.migrate hands over the open connection."""

from alembic import context

from buurtbeeld.storage.migrate import same_type

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["metadata"],
    version_table=given["version_table"],
    compare_type=same_type,
    include_object=given.get("include_object"),
)
with context.begin_transaction():
    context.run_migrations()
