"""The section of API keys, for a person and for a team."""

import reflex as rx

from app.components.browser import ApiKeyDialog, ApiKeyTable
from app.components.sections import filled, ghost_rows, more_button, panel, section
from app.state.api_keys import ApiKeysState
from app.state.session import SessionState


def api_keys(title: str, *, of: rx.Var[str] | str = "") -> rx.Component:
    """The keys that the state knows, or those of one person, with the button that makes another."""
    return section(
        "API keys",
        panel(
            title,
            filled(
                ApiKeysState,
                ApiKeysState.read,
                ghost_rows(2),
                ApiKeyTable.create(api_keys=ApiKeysState.cards, of=of, on_revoke=ApiKeysState.revoke),
                more_button(ApiKeysState.more, ApiKeysState.read_more),
            ),
        ),
        actions=(ApiKeyDialog.create(role=SessionState.role, on_made=ApiKeysState.read),),
    )
