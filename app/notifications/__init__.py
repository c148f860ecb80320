"""Notifications: what people are told when it happens elsewhere, in the app and by mail, as they chose."""

from app.notifications._choices import Choice, list_choices, set_choice
from app.notifications._kinds import KINDS, Kind
from app.notifications._posting import NEWS, post, settle
from app.notifications._reading import NotificationCard, count_unread, list_notifications, mark_read, purge
from app.notifications._runs import tell_of_runs

__all__ = [
    "KINDS",
    "NEWS",
    "Choice",
    "Kind",
    "NotificationCard",
    "count_unread",
    "list_choices",
    "list_notifications",
    "mark_read",
    "post",
    "purge",
    "set_choice",
    "settle",
    "tell_of_runs",
]
