"""The limits of the platform, in one table; `config.limits()` is how everybody reads them."""

from functools import cache

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """Limits of the platform; the operator guide lists them from here."""

    model_config = ConfigDict(frozen=True)

    event_bytes: int = Field(1_000_000, description="Largest event a browser may send.")
    body_bytes: int = Field(1_000_000, description="Largest body of a REST or form request.")
    events_per_second: int = Field(20, description="Events a second that one session may send, averaged.")
    events_burst: int = Field(60, description="Events that one session may send at once.")
    sockets_per_session: int = Field(20, description="Open tabs (websockets) of one session.")
    sockets_per_address: int = Field(200, description="Websockets of one address; loopback is exempt.")
    session_idle_days: int = Field(7, description="A session ends after so many days without use.")
    session_absolute_days: int = Field(
        30, description="A session ends so many days after sign-in, used or not."
    )
    session_cache_seconds: float = Field(3.0, description="How long a session look-up may be remembered.")
    confirmed_minutes: int = Field(
        10, description="For how long a given password allows what cannot be taken back."
    )
    invite_days: int = Field(7, description="An invite ends after so many days.")
    token_minutes: int = Field(30, description="A mailed link ends after so many minutes.")
    access_token_minutes: int = Field(10, description="An access token of REST ends after so many minutes.")
    refresh_grace_seconds: int = Field(
        10, description="How long a used refresh token gives the same successor again."
    )
    idempotency_hours: int = Field(24, description="How long the reply to an Idempotency-Key is kept.")
    reads_a_minute: int = Field(
        120_000, description="REST reads a minute of one session or key, for each web process."
    )
    writes_a_minute: int = Field(
        1_200, description="REST writes a minute of one session or key, for each web process."
    )
    visitor_requests_a_minute: int = Field(
        120, description="REST requests a minute of one address that is not signed in, for each web process."
    )
    letters_an_hour: int = Field(5, description="Mails an hour that one address gets by anybody's request.")
    invites_an_hour: int = Field(50, description="Invites an hour of one team.")
    api_key_days: int = Field(365, description="An API key ends after so many days at most.")
    api_keys: int = Field(50, description="Live API keys of one person in one team.")
    connections_per_team: int = Field(20, description="Connections to Airtable that a team may have.")
    page_rows: int = Field(100, description="Most items of one page of a REST list.")
    question_characters: int = Field(8_000, description="Longest question to the assistant.")
    question_files: int = Field(5, description="Files that one question takes along.")
    question_file_bytes: int = Field(700_000, description="Largest file of a question.")
    running_turns: int = Field(10, description="Answers that are written at once for one person.")
    turn_steps: int = Field(12, description="Rounds between model and tools in one turn.")
    turn_tool_calls: int = Field(30, description="Tool calls in one turn.")
    turn_seconds: int = Field(600, description="Longest turn.")
    tool_seconds: int = Field(120, description="Longest tool call.")
    inline_rows: int = Field(50, description="Rows of a tool result that go into an answer.")
    context_tokens: int = Field(
        128_000, description="Tokens that a model is told at once; above half of it the oldest results go."
    )
    turn_parallel: int = Field(8, description="Tool calls of one turn at the same time.")
    model_turn_cents: int = Field(50, description="Cents that language models may take for one answer.")
    model_person_day_cents: int = Field(
        500, description="Cents that they may take for a person in a day (UTC)."
    )
    model_team_month_cents: int = Field(
        10_000, description="Cents that they may take for a team in a month (UTC)."
    )
    plan_records: int = Field(5_000, description="Records that one change plan may change.")
    batch_records: int = Field(10, description="Records that one call to Airtable writes.")
    approval_days: int = Field(7, description="A change plan that nobody approves ends after so many days.")
    run_days: int = Field(90, description="For how many days a run that has ended is kept.")
    lease_seconds: int = Field(
        30, description="How long a worker or a turn may be silent before it counts as dead."
    )


@cache
def limits() -> Limits:
    return Limits()
