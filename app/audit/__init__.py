"""The audit: every act that concerns people, roles and keys, in the transaction of the act itself."""

from app.audit._acts import ACTS
from app.audit._chain import erase_person, record, verify
from app.audit._reading import AuditEntry, ChainCheck, export, iter_pages, list_events, verify_all

__all__ = [
    "ACTS",
    "AuditEntry",
    "ChainCheck",
    "erase_person",
    "export",
    "iter_pages",
    "list_events",
    "record",
    "verify",
    "verify_all",
]
