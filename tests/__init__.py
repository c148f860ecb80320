"""Tests mirror app/; see CONTRIBUTING.md for how they are written."""
