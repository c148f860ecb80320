"""The planner's words, as data. Longer phrases come first; all are lower case."""

from typing import Literal

MetricName = Literal["count", "distinct", "sum", "avg", "median", "min", "max"]

End = Literal["most", "fewest"]

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
    "the number of times": "count",
    "number of times": "count",
    "how many times": "count",
    "number of": "count",
    "how many": "count",
    "how much": "sum",
    "count of": "count",
    "number": "count",
    "sum of": "sum",
    "count": "count",
    "worth": "sum",
    "revenue": "sum",
    "value": "sum",
    "values": "sum",
    "total": "sum",
    "totals": "sum",
    "sum": "sum",
    "average": "avg",
    "mean": "avg",
    "avg": "avg",
    "median": "median",
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
# Stretches of time that dates are grouped by.
BUCKETS = {"day": "day", "days": "day", **{each: each for each in PERIODS}}
RHYTHMS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
MONTHS = "january,february,march,april,may,june,july,august,september,october,november,december".split(",")
NEAR_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
SPANS = {"last": -1, "past": -1, "next": 1, "coming": 1}
# What a day bounds, as tests with how many days are added to it.
SIDES = {
    "before": (("lt", 0),),
    "after": (("gte", 1),),
    "since": (("gte", 0),),
    "until": (("lt", 1),),
    "on": (("gte", 0), ("lt", 1)),
}
PERIOD_SHIFTS = {
    "this": 0,
    "current": 0,
    "last": -1,
    "previous": -1,
    "next": 1,
}

# Words that change nothing. "My", "I", "own", "or", "not", "with amount" change the answer, so they are not here.
FILLERS = frozenset(
    """a about all also am an and any are at be been can could data did do does doing every field for get give got had
    has have in is it its just may me much now of on only our overall please record records right row rows say
    see so tell that the their them then there these they this those to us was we were what whats will with
    would you your""".split()
)
# Words that ask for the records themselves.
LISTINGS = (
    "show me,show,list all,list me,list,display,find me,find,which,who are,who is,who,view,look up,search for,a list of"
).split(",")
SEARCHES = ("search for", "look up", "look for", "find me", "find", "search")
SORTS = frozenset({"sort", "order", "rank"})
ORDERINGS = ("sorted by", "ordered by", "sort by", "order by", "sort them by", "ranked by")
DIRECTIONS = {
    "descending": True,
    "desc": True,
    "highest first": True,
    "largest first": True,
    "newest first": True,
    "latest first": True,
    "ascending": False,
    "asc": False,
    "lowest first": False,
    "smallest first": False,
    "oldest first": False,
    "earliest first": False,
}
# Which end of a number or of a date comes first, and whether that end is the high one.
NUMBER_ENDS = {
    "largest": True,
    "highest": True,
    "biggest": True,
    "most valuable": True,
    "most expensive": True,
    "least expensive": False,
    "priciest": True,
    "cheapest": False,
    "smallest": False,
    "lowest": False,
}
DATE_ENDS = {
    "newest": True,
    "latest": True,
    "most recent": True,
    "oldest": False,
    "earliest": False,
}
# Which group of a count is asked for: "which owner has the most deals".
ENDS: dict[str, End] = {"most": "most", "fewest": "fewest", "least": "fewest"}
FREQUENT = frozenset({"common", "frequent"})
# "The highest total amount" is that of a group.
GROUP_NUMBERS: dict[str, MetricName] = {
    "total": "sum",
    "combined": "sum",
    "average": "avg",
    "mean": "avg",
    "median": "median",
}
# Fields that "who" asks for.
PEOPLE = frozenset("owner,assignee,responsible,rep,salesperson,seller,manager,agent".split(","))
# Which end of a date comes first, when it stands right before what the table holds.
ORDINALS = {"first": False, "last": True}
# Verbs of an option: "deals that we win".
OPTION_VERBS = {"won": ("win", "wins"), "lost": ("lose", "loses")}
# Words that say how something is asked or counted: none of them is looked for in cells.
NO_VALUES = frozenset(
    """i me my mine we us our ours you your yours he him his she her hers who whom whose what which when where why
    how or and nor not no none neither than then same other others another else before after since until between
    within during by per each every both either most least more less fewer fewest first last next previous following
    top bottom best worst only difference ratio rate share percentage percent average mean median total sum compare
    versus vs above below over under ago recently lately soon again ever never still yet already long much many few
    several all any some as if unless except excluding without including day days week weeks month months quarter
    year years today yesterday tomorrow now one ones times time something anything everything consecutive
    immediately earlier later sooner""".split()
)
# What stands between a field and the text that it is to hold; only "is" asks for the whole text.
HOLDS = ("contains", "containing", "includes", "including", "is", "named", "called", "like", "=")
EMPTIES = (
    "with an empty",
    "with empty",
    "that have no",
    "that has no",
    "with no",
    "without",
    "missing",
    "no",
)
NAMED = ("whose name contains", "with the name", "named", "called", "titled")
EMPHASIS = tuple(
    "in total,altogether,all in all,on this list,on the list,in this table,in the table,listed,in this list".split(
        ","
    )
)
# "How many different": each value counts once.
DISTINCT = frozenset({"different", "distinct", "unique"})
CONJUNCTIONS = frozenset({"or", "and", "nor"})

JOINTS = frozenset({"where", "whose", "that", "which"})
GOING_ON = frozenset({"go", "on", "continue", "please"})
GREETINGS = frozenset({"hello", "hi", "hey", "help", "thanks", "thank", "morning", "evening"})
UPDATES = frozenset({"set", "change", "update", "mark", "move", "assign"})
DELETIONS = frozenset({"delete", "remove"})
CREATIONS = frozenset({"add", "create", "insert", "make"})
UNDOINGS = frozenset({"undo", "revert"})
# All that may stand beside them: only one's newest change is taken back.
UNDONE = frozenset("undo revert take please that it this my last latest newest the change back now".split())
# Records of the question before.
POINTERS = frozenset({"those", "these", "them", "they"})
# Which side of today a date is on.
TODAYS = {"overdue": "lt", "late": "lt", "past": "lt", "upcoming": "gte", "future": "gte"}
LATE = frozenset({"overdue", "late"})
# Fields that say where something is.
PLACES = frozenset("city,town,country,location,region,place,address".split(","))
AGES = {"older than": "lt", "newer than": "gt", "younger than": "gt"}
DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365}
WRITES = frozenset(
    """set update change delete remove create add insert rename move assign mark edit import upload send email
    archive""".split()
)
