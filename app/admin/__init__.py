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
from app.admin._models import ModelPrice, ModelStatus, model_status

__all__ = [
    "Budget",
    "BudgetLine",
    "Condition",
    "ConnectionLine",
    "FeatureCalls",
    "ModelPrice",
    "ModelStatus",
    "SeenBases",
    "call_budget",
    "can_sign_in",
    "change_connection",
    "check_connection",
    "list_connections",
    "model_status",
    "remove_connection",
    "see_bases",
]
