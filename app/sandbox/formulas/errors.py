"""What can be wrong with a formula: its text, its names, or the value it gives for one record."""

from collections.abc import Sequence

# Airtable's words. filterByFormula puts "The formula for filtering records is invalid: " before them.
INVALID = "Invalid formula. Please check your formula text."


class InvalidFormula(Exception):
    """The text is no formula. str() is Airtable's message, which is always the same; `reason` says what is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(INVALID)
        self.reason = reason


class UnknownFields(Exception):
    """The formula names fields that the table does not have. str() is Airtable's message."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Unknown field names: {', '.join(names)}")
        self.names = tuple(names)


class CellError(Exception):
    """The value is #ERROR!. It passes through every function but ISERROR and the branches that are not taken."""
