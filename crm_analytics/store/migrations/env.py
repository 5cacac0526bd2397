"""How Alembic runs the steps: on the connection, and in the transaction, of `schema.py`."""

from alembic import context

from crm_analytics.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
