"""Slow stories in which servers are killed, power is cut and crowds press: `make torture`."""
