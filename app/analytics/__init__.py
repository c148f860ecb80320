"""What the platform used: requests to language models, their tokens and their cost, and the caps on it."""

from app.analytics._budgets import CAPS, ModelBudget, get_model_budget, set_model_budget
from app.analytics._ledger import reserve, settle
from app.analytics._reports import ModelUse, UseLine, model_use

__all__ = [
    "CAPS",
    "ModelBudget",
    "ModelUse",
    "UseLine",
    "get_model_budget",
    "model_use",
    "reserve",
    "set_model_budget",
    "settle",
]
