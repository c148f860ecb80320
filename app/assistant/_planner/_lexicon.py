"""The planner's words, as data. Longer phrases come first; all are lower case."""

from typing import Literal

MetricName = Literal["count", "sum", "avg", "min", "max"]

METRICS: dict[str, MetricName] = {
    "how much is the average": "avg",
    "what is the number of": "count",
    "the total number of": "count",
    "total number of": "count",
    "total value of": "sum",
    "the number of": "count",
    "what is the average": "avg",
    "total value": "sum",
    "total worth": "sum",
    "number of": "count",
    "how many": "count",
    "how much": "sum",
    "count of": "count",
    "number": "count",
    "sum of": "sum",
    "count": "count",
    "worth": "sum",
    "value": "sum",
    "values": "sum",
    "total": "sum",
    "totals": "sum",
    "sum": "sum",
    "average": "avg",
    "mean": "avg",
    "avg": "avg",
    "largest": "max",
    "highest": "max",
    "biggest": "max",
    "maximum": "max",
    "max": "max",
    "smallest": "min",
    "lowest": "min",
    "minimum": "min",
    "min": "min",
}

GROUPINGS = tuple(
    "broken down by,grouped by,group by,split by,for each,in each,for every,by,per,each".split(",")
)

# "Open" has no field of its own in most bases; it means "not in an option that ends the work".
STATES = {
    "still open": True,
    "open": True,
    "active": True,
    "ongoing": True,
    "closed": False,
    "finished": False,
}
ENDING_OPTIONS = frozenset(
    "won,lost,closed,closed won,closed lost,done,complete,completed,cancelled,canceled,archived".split(",")
)
STATE_FIELDS = ("status", "stage", "state", "phase", "progress")

COMPARISONS: dict[str, str] = {
    "greater than": "gt",
    "more than": "gt",
    "larger than": "gt",
    "bigger than": "gt",
    "less than": "lt",
    "smaller than": "lt",
    "lower than": "lt",
    "at least": "gte",
    "at most": "lte",
    "up to": "lte",
    "no more than": "lte",
    "worth over": "gt",
    "over": "gt",
    "above": "gt",
    "exceeding": "gt",
    "under": "lt",
    "below": "lt",
    ">=": "gte",
    "<=": "lte",
    ">": "gt",
    "<": "lt",
}

NEGATIONS = ("other than", "that are not", "which are not", "not", "except", "excluding", "without", "no")
PERIODS = ("week", "month", "quarter", "year")
PERIOD_SHIFTS = {
    "this": 0,
    "current": 0,
    "last": -1,
    "previous": -1,
    "next": 1,
}

# Words that change nothing. "My", "I", "own", "or", "not", "with amount" change the answer, so they are not here.
FILLERS = frozenset(
    """a about all also am an and any are at be been can could data did do does doing every field for get give got has
    have in is it its just may me much now of on only our overall please record records right row rows say
    see so tell that the their them then there these they this those to us was we were what whats will with
    would you your""".split()
)
EMPHASIS = ("in total", "altogether", "all in all")
CONJUNCTIONS = frozenset({"or", "and", "nor"})

GREETINGS = frozenset({"hello", "hi", "hey", "help", "thanks", "thank", "morning", "evening"})
UPDATES = frozenset({"set", "change", "update", "mark", "move", "assign"})
DELETIONS = frozenset({"delete", "remove"})
# Records of the question before.
POINTERS = frozenset({"those", "these", "them", "they"})
AGES = {"older than": "lt", "newer than": "gt", "younger than": "gt"}
DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
WRITES = frozenset(
    """set update change delete remove create add insert rename move assign mark edit import upload send email
    archive""".split()
)
