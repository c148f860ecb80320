"""How dates look in the formats of Airtable."""

from datetime import date

from app.airtable._shapes import Field


def shown_date(field: Field, day: date) -> str:
    """The day in the field's date format. The format "local" depends on the reader, so it is shown as ISO."""
    match field.options.get("dateFormat", {}).get("name"):
        case "us":
            return f"{day.month}/{day.day}/{day.year}"
        case "european":
            return f"{day.day}/{day.month}/{day.year}"
        case "friendly":
            return f"{day:%B} {day.day}, {day.year}"
        case _:
            return day.isoformat()
