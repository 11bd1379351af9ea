"""What is remembered: SQLAlchemy Core on SQLite or PostgreSQL; one module of queries per family of tables."""
