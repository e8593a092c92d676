"""Verbs: one function is one thing that a person does."""
