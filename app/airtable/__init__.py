"""The gateway to Airtable and to the sandbox: the only room that uses pyairtable."""

from app.airtable import _formulas as formulas
from app.airtable import _mirror as mirror
from app.airtable._access import Access, probe
from app.airtable._attachments import fetch_attachment, upload_attachment
from app.airtable._budget import CallBudget, ConnectionCalls, call_budget
from app.airtable._closing import close
from app.airtable._comments import create_comment, delete_comment, list_comments, update_comment
from app.airtable._connections import (
    ConnectionCard,
    ConnectionCheck,
    add_token,
    check_connection,
    list_connections,
    reconnect_token,
    remove_connection,
    rename_connection,
    set_plan,
)
from app.airtable._counts import flush as flush_counts
from app.airtable._failures import OffsetExpired
from app.airtable._folding import fold
from app.airtable._oauth import CALLBACK_PATH
from app.airtable._oauth import is_configured as can_sign_in
from app.airtable._pages import (
    Page,
    get_record,
    get_records,
    iter_pages,
    iter_records,
    read_page,
)
from app.airtable._schema_edits import create_field, create_table, update_field, update_table
from app.airtable._shapes import (
    Base,
    Choice,
    Comment,
    Connection,
    ConnectionKind,
    Field,
    Lane,
    Person,
    Record,
    Table,
    Upserted,
    View,
    identity_of,
)
from app.airtable._sign_in import authorize_url, exchange_code
from app.airtable._team_bases import TeamBase, TeamBases, connection_for, connections_of, team_bases
from app.airtable._verbs import forget_schema, get_schema, list_bases, whoami
from app.airtable._webhooks import (
    NewWebhook,
    Payloads,
    Ping,
    Webhook,
    create_webhook,
    delete_webhook,
    iter_payloads,
    list_webhooks,
    refresh_webhook,
    verify_ping,
)
from app.airtable._writes import (
    create_records,
    delete_records,
    replace_records,
    update_records,
    upsert_records,
)
from app.airtable.fields import Editor, Family, FieldKind, Summary, kind_of, linked_table_id, parsed, written

__all__ = [
    "CALLBACK_PATH",
    "Access",
    "Base",
    "CallBudget",
    "Choice",
    "Comment",
    "Connection",
    "ConnectionCalls",
    "ConnectionCard",
    "ConnectionCheck",
    "ConnectionKind",
    "Editor",
    "Family",
    "Field",
    "FieldKind",
    "Lane",
    "NewWebhook",
    "OffsetExpired",
    "Page",
    "Payloads",
    "Person",
    "Ping",
    "Record",
    "Summary",
    "Table",
    "TeamBase",
    "TeamBases",
    "Upserted",
    "View",
    "Webhook",
    "add_token",
    "authorize_url",
    "call_budget",
    "can_sign_in",
    "check_connection",
    "close",
    "connection_for",
    "connections_of",
    "create_comment",
    "create_field",
    "create_records",
    "create_table",
    "create_webhook",
    "delete_comment",
    "delete_records",
    "delete_webhook",
    "exchange_code",
    "fetch_attachment",
    "flush_counts",
    "fold",
    "forget_schema",
    "formulas",
    "get_record",
    "get_records",
    "get_schema",
    "identity_of",
    "iter_pages",
    "iter_payloads",
    "iter_records",
    "kind_of",
    "linked_table_id",
    "list_bases",
    "list_comments",
    "list_connections",
    "list_webhooks",
    "mirror",
    "parsed",
    "probe",
    "read_page",
    "reconnect_token",
    "refresh_webhook",
    "remove_connection",
    "rename_connection",
    "replace_records",
    "set_plan",
    "team_bases",
    "update_comment",
    "update_field",
    "update_records",
    "update_table",
    "upload_attachment",
    "upsert_records",
    "verify_ping",
    "whoami",
    "written",
]
