"""The audit: every act that concerns people, roles and keys, in the transaction of the act itself."""

from app.audit._acts import ACTS
from app.audit._chain import erase_person, record, verify

__all__ = ["ACTS", "erase_person", "record", "verify"]
