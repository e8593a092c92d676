"""Benchmarks: figures beside a baseline of the same run. Never part of the tests; see README.md."""
