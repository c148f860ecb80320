"""Airtable's error answers, word for word where they are known."""

from typing import Any


class ApiError(Exception):
    """An answer that is not 200. The body has Airtable's shape."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


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


def unsupported(what: str) -> ApiError:
    """Something that Airtable does and this sandbox does not: said aloud, because silence would change results."""
    return typed(422, "INVALID_REQUEST_UNKNOWN", f"Invalid request: this sandbox does not support {what}.")


def unsupported_formula() -> ApiError:
    return typed(
        422,
        "INVALID_FILTER_BY_FORMULA",
        "The formula for filtering records is invalid: this sandbox does not evaluate formulas.",
    )


def unknown_field(name: str) -> ApiError:
    return typed(422, "UNKNOWN_FIELD_NAME", f'Unknown field name: "{name}"')


def bad_offset(offset: str) -> ApiError:
    return typed(422, "INVALID_OFFSET_VALUE", f"The value of offset {offset} is invalid")


def lost_iterator() -> ApiError:
    """A well-formed offset of another listing: Airtable answers with the type alone."""
    return typed(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")


def too_large() -> ApiError:
    return typed(413, "REQUEST_TOO_LARGE", "Request entity too large")


def crashed() -> ApiError:
    return typed(500, "SERVER_ERROR", "An unexpected error occurred")
