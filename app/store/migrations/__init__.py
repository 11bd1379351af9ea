"""Alembic's side of the tables: one file per revision in `versions`, each understood by the workers before it."""
