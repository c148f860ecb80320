"""How often a mirror is refreshed: what the plan's calls a month allow, shared by all mirrors in use."""

from dataclasses import dataclass
from datetime import timedelta

MONTH = timedelta(days=30)
RECORDS_A_CALL = 100
# The rest of the plan's calls is for people and their writes.
SHARE_OF_PLAN = 0.3
SHORTEST_CHECK = timedelta(seconds=30)
SHORTEST_LISTING = timedelta(minutes=1)
SHORTEST_REREADING = timedelta(days=1)
LISTINGS_A_REREADING = 10
# Where the plan has no limit, listings take a twentieth of what a base answers in a second (4.5 calls).
LISTING_CALLS_A_SECOND = 0.225


@dataclass(frozen=True)
class Rhythm:
    """check_every: between looks for changes (a call, without a webhook one more for each linked
    table); list_every: between listings of all ids, which find what
    was deleted (a call for each 100 records); reread_every: between readings of everything, which find what Airtable
    computed anew and no change tells."""

    check_every: timedelta
    list_every: timedelta

    @property
    def reread_every(self) -> timedelta:
        return max(SHORTEST_REREADING, LISTINGS_A_REREADING * self.list_every)


def rhythm(*, plan_calls: int, row_count: int, mirrors: int) -> Rhythm:
    """The rhythm of one of so many mirrors; plan_calls a month, 0 for no limit."""
    calls_a_listing = max(1, -(-row_count // RECORDS_A_CALL))
    if plan_calls <= 0:
        listing = timedelta(seconds=calls_a_listing * mirrors / LISTING_CALLS_A_SECOND)
        return Rhythm(SHORTEST_CHECK, max(SHORTEST_LISTING, listing))
    # Half of a mirror's share goes into checks, half into listings.
    calls_a_month = plan_calls * SHARE_OF_PLAN / mirrors / 2
    return Rhythm(
        max(SHORTEST_CHECK, MONTH / calls_a_month),
        max(SHORTEST_LISTING, MONTH / calls_a_month * calls_a_listing),
    )
