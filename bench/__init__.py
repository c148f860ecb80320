"""Measurements: one file a question, `python -m bench.<name>`; each prints a table with a baseline."""
