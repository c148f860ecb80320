"""Mail: letters are written down with the act they tell of, and a worker sends them or keeps them for the operator."""

from app.mail._delivery import deliver
from app.mail._letters import SEND, LetterCard, list_kept, post, purge_letters

__all__ = ["SEND", "LetterCard", "deliver", "list_kept", "post", "purge_letters"]
