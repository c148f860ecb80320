"""What owners and admins look after, as their pages show it: the connections to Airtable and the calls they cost."""

from app.admin._budget import Budget, BudgetLine, FeatureCalls, call_budget
from app.admin._connections import (
    Condition,
    ConnectionLine,
    SeenBases,
    can_sign_in,
    change_connection,
    check_connection,
    list_connections,
    remove_connection,
    see_bases,
)

__all__ = [
    "Budget",
    "BudgetLine",
    "Condition",
    "ConnectionLine",
    "FeatureCalls",
    "SeenBases",
    "call_budget",
    "can_sign_in",
    "change_connection",
    "check_connection",
    "list_connections",
    "remove_connection",
    "see_bases",
]
