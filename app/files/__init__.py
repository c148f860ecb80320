"""Files that people put to their questions: kept by the platform, and read by the assistant."""

from app.files._kept import FileCard, KeptFile, claim, copy, discard, keep, of_turns, purge, read

__all__ = ["FileCard", "KeptFile", "claim", "copy", "discard", "keep", "of_turns", "purge", "read"]
