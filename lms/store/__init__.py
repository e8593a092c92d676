"""Rows: what is kept, and queries that return domain values."""
