"""Alembic's environment: one connection, given by `store.migrating`."""

from alembic import context

from lms.store.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
