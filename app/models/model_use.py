"""What language models were used for, and what may be spent on them."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Date, Index
from sqlmodel import Field

from app.models._columns import Row, id_column, time_column


class ModelCall(Row, table=True):
    """One request to a language model, written before it is sent.

    `status`: reserved (its cost is the most it can be), done. Tokens as in llm.Usage. `nanodollars` are billionths of a
    dollar by the prices of `priced_as_of`; None when the price is unknown. `turn_id` may be of a deleted thread.
    """

    __tablename__ = "model_call"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        Index("ix_model_call_team", "team_id", "started_at"),
        Index("ix_model_call_person", "team_id", "person_id", "started_at"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(max_length=32)
    turn_id: str = Field(index=True, max_length=32)
    provider: str = Field(max_length=40)
    asked_for: str = Field(max_length=120)
    served_by: str = Field(default="", max_length=120)
    status: str = Field(default="reserved", max_length=16)
    fresh: int = Field(default=0)
    cached: int = Field(default=0)
    output: int = Field(default=0)
    thinking: int = Field(default=0)
    nanodollars: int | None = Field(default=None, sa_type=BigInteger)
    priced_as_of: date | None = Field(default=None, sa_type=Date)
    started_at: datetime = time_column()
    finished_at: datetime | None = time_column(nullable=True)


class ModelBudget(Row, table=True):
    """How many cents (of a dollar) may go to models. None: what the limits of the platform say."""

    __tablename__ = "model_budget"
    team_owned: ClassVar[bool] = True

    team_id: str = Field(foreign_key="team.id", primary_key=True, max_length=32)
    turn_cents: int | None = Field(default=None)
    person_day_cents: int | None = Field(default=None)
    team_month_cents: int | None = Field(default=None)
