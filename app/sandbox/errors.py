"""Airtable's error answers, word for word where they are known."""

import json
from typing import Any


class ApiError(Exception):
    """An answer that is not 200. The body has Airtable's shape."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = headers or {}


def typed(status: int, kind: str, message: str | None = None) -> ApiError:
    """The usual shape: {"error": {"type", "message"?}}."""
    error = {"type": kind} if message is None else {"type": kind, "message": message}
    return ApiError(status, {"error": error})


def unroutable() -> ApiError:
    """An unknown route or a malformed id in the path: a bare string, even without a token."""
    return ApiError(404, {"error": "NOT_FOUND"})


def unauthenticated() -> ApiError:
    return typed(401, "AUTHENTICATION_REQUIRED", "Authentication required")


def invisible() -> ApiError:
    """An unknown base, table or record, or one that the token may not see: all the same answer."""
    return typed(
        403,
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        "Invalid permissions, or the requested model was not found. Check that both your user and your token "
        "have the required permissions, and that the model names and/or ids are correct.",
    )


def bad_parameters() -> ApiError:
    return typed(
        422,
        "INVALID_REQUEST_UNKNOWN",
        "Invalid request: parameter validation failed. Check your request data.",
    )


def bad_body() -> ApiError:
    return typed(422, "INVALID_REQUEST_BODY", "Could not parse request body")


def missing_body_field(name: str) -> ApiError:
    message = f'Could not find field "{name}" in the request body'
    return typed(422, "INVALID_REQUEST_MISSING_FIELDS", message)


def forbidden(what: str = "to perform this operation") -> ApiError:
    """The person's role in the base does not allow it."""
    return typed(403, "INVALID_PERMISSIONS", f"You are not permitted {what}")


def unknown_model(what: str) -> ApiError:
    return typed(404, "MODEL_ID_NOT_FOUND", f"{what} not found")


def bad_filter(reason: str) -> ApiError:
    return typed(422, "INVALID_FILTER_BY_FORMULA", f"The formula for filtering records is invalid: {reason}")


def unknown_field(name: str) -> ApiError:
    return typed(422, "UNKNOWN_FIELD_NAME", f'Unknown field name: "{name}"')


def unknown_view(key: str, *, is_id: bool) -> ApiError:
    return typed(422, "VIEW_ID_NOT_FOUND" if is_id else "VIEW_NAME_NOT_FOUND", f"View {key} not found")


def view_of_another_table() -> ApiError:
    """Airtable answers the type alone."""
    return typed(422, "FAILED_STATE_CHECK")


def computed_field(name: str) -> ApiError:
    message = f'Field "{name}" cannot accept a value because the field is computed'
    return typed(422, "INVALID_VALUE_FOR_COLUMN", message)


def bad_value(name: str) -> ApiError:
    return typed(422, "INVALID_VALUE_FOR_COLUMN", f'Field "{name}" cannot accept the provided value')


def cannot_parse(name: str) -> ApiError:
    return typed(422, "INVALID_VALUE_FOR_COLUMN", f"Cannot parse value for field {name}")


def bad_choice(value: str) -> ApiError:
    """The choice stands as JSON inside the quotes, so that an ordinary one is quoted twice."""
    quoted = json.dumps(value, ensure_ascii=False)
    message = f'Insufficient permissions to create new select option "{quoted}"'
    return typed(422, "INVALID_MULTIPLE_CHOICE_OPTIONS", message)


def not_record_ids() -> ApiError:
    return typed(422, "INVALID_VALUE_FOR_COLUMN", "Value is not an array of record IDs.")


def bad_record_id(value: Any) -> ApiError:
    shown = "[object Object]" if isinstance(value, dict) else value
    return typed(422, "INVALID_RECORD_ID", f'Value "{shown}" is not a valid record ID.')


def unknown_linked_record(record_id: str) -> ApiError:
    return typed(422, "ROW_DOES_NOT_EXIST", f"Record ID {record_id} does not exist")


def linked_record_of_another_table(record_id: str, table_id: str, linked_table_id: str) -> ApiError:
    return typed(
        422,
        "ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE",
        f"Record ID {record_id} belongs to table {table_id}, but the field links to table {linked_table_id}",
    )


def bad_attachment(name: str) -> ApiError:
    return typed(422, "INVALID_ATTACHMENT_OBJECT", f"Invalid attachment object for field {name}")


def expired_address() -> ApiError:
    """An address of a file that is too old, or that this server did not make."""
    return typed(
        410, "ATTACHMENT_URL_EXPIRED", "The attachment URL has expired. Read the record again for a new one."
    )


def too_many_to_create(count: int) -> ApiError:
    message = f"A maximum of 10 records can be created per request but you have provided {count}."
    return typed(422, "INVALID_RECORDS", message)


def bad_records_to_create() -> ApiError:
    message = (
        'You must provide an array of up to 10 record objects, each with a "fields" object for cell values.'
    )
    return typed(422, "INVALID_RECORDS", message)


def bad_records_to_update() -> ApiError:
    return typed(
        422,
        "INVALID_RECORDS",
        'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object '
        "for cell values.",
    )


def bad_records_to_delete() -> ApiError:
    return typed(422, "INVALID_RECORDS", "You must provide an array of up to 10 record IDs.")


def record_given_twice() -> ApiError:
    message = "You cannot update the same record multiple times in a single request."
    return typed(422, "INVALID_RECORDS", message)


def unknown_record_to_update(record_id: str) -> ApiError:
    return typed(422, "ROW_DOES_NOT_EXIST", f"Record ID {record_id} does not exist in this table")


def unknown_record_to_delete(record_id: str) -> ApiError:
    return typed(404, "NOT_FOUND", f'Could not find a record with ID "{record_id}".')


def unknown_comment_to_update(comment_id: str) -> ApiError:
    message = f"Row comment with id {comment_id} does not exist"
    return typed(422, "ROW_COMMENT_DOES_NOT_EXIST", message)


def unknown_comment_to_delete() -> ApiError:
    """Airtable answers the type alone."""
    return typed(422, "ROW_COMMENT_DOES_NOT_EXIST")


def too_many_webhooks() -> ApiError:
    """Airtable answers the type alone."""
    return typed(422, "TOO_MANY_WEBHOOKS_IN_BASE")


def too_many_webhooks_of_integration() -> ApiError:
    return typed(422, "TOO_MANY_WEBHOOKS_BY_OAUTH_INTEGRATION_IN_BASE")


def expired_webhook() -> ApiError:
    return typed(422, "INVALID_REQUEST_UNKNOWN", "Invalid request: the webhook has expired.")


def ambiguous_upsert() -> ApiError:
    message = "Cannot upsert: more than one record matches the values of the fields to merge on."
    return typed(422, "INVALID_REQUEST_UNKNOWN", f"Invalid request: {message}")


def bad_merge_field(name: str) -> ApiError:
    message = f'Invalid request: the field "{name}" cannot be used to merge records.'
    return typed(422, "INVALID_REQUEST_UNKNOWN", message)


def bad_field_name() -> ApiError:
    """Airtable answers the type alone."""
    return typed(422, "DUPLICATE_OR_EMPTY_FIELD_NAME")


def bad_table_name() -> ApiError:
    return typed(422, "DUPLICATE_TABLE_NAME", "A table with this name already exists in this base")


def field_type_not_creatable(table: str, field: str, kind: str) -> ApiError:
    message = f"Invalid options for {table}.{field}: Creating {kind} fields is not supported at this time"
    return typed(422, "UNSUPPORTED_FIELD_TYPE_FOR_CREATE", message)


def bad_field_options(problem: str) -> ApiError:
    message = f"Failed schema validation: {problem}"
    return typed(422, "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE", message)


def bad_primary_type(kind: str) -> ApiError:
    message = f"Invalid request: a field of type {kind} cannot be the primary field of a table."
    return typed(422, "INVALID_REQUEST_UNKNOWN", message)


def missing_workspace() -> ApiError:
    return typed(422, "INVALID_REQUEST", "Server error")


def bad_offset(offset: str) -> ApiError:
    return typed(422, "INVALID_OFFSET_VALUE", f"The value of offset {offset} is invalid")


def lost_iterator() -> ApiError:
    """A well-formed offset of another listing: Airtable answers with the type alone."""
    return typed(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")


def too_large() -> ApiError:
    return typed(413, "REQUEST_TOO_LARGE", "Request entity too large")


def rate_limited() -> ApiError:
    return typed(429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later")


def quota_used_up() -> ApiError:
    return typed(
        429,
        "PUBLIC_API_BILLING_LIMIT_EXCEEDED",
        "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.",
    )


def retriable(*, retry_after: int = 0) -> ApiError:
    """The one server error that says that nothing was done. retry_after: seconds, 0 leaves the header out."""
    error = typed(
        503,
        "RETRIABLE_ERROR",
        "Server encountered an error while processing your request, and it is safe to retry the request",
    )
    error.headers = {"retry-after": str(retry_after)} if retry_after else {}
    return error


def long_address() -> ApiError:
    message = "The URL must be shorter than 16,000 characters. Use POST listRecords for long parameters."
    return typed(414, "REQUEST_URI_TOO_LONG", message)


def crashed() -> ApiError:
    return typed(500, "SERVER_ERROR", "An unexpected error occurred")
