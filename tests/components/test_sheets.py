"""Result tables as text for spreadsheets: app/components/browser/sheets.js."""

import csv
import io

import pytest

from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration

FORMULAS = [
    '=HYPERLINK("http://evil")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "-1,cmd",
]
NUMBERS = ["-12", "+3.50", "-1,234.50", "-4%", "$5", "12"]


def table(*rows, footer=()):
    cells = [[{"text": text, "hue": ""} for text in row] for row in rows]
    columns = [{"name": name, "kind": "text"} for name in ("Deal", "Amount")]
    return {"columns": columns, "rows": cells, "footer": [{"text": text, "hue": ""} for text in footer]}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_that_begins_like_a_formula_becomes_text(formula):
    assert evaluate("sheets.js", "m.harmless(text)", text=formula) == "'" + formula


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_keeps_its_sign(number):
    assert evaluate("sheets.js", "m.harmless(text)", text=number) == number


def test_a_csv_file_reads_back_as_the_table():
    shown = table(("Kestrel, Health", "$5"), ('The "big" one', "line\nbreak"), footer=("Total", "=2"))
    written = evaluate("sheets.js", "m.toCsv(table)", table=shown)
    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff")))) == [
        ["Deal", "Amount"],
        ["Kestrel, Health", "$5"],
        ['The "big" one', "line\nbreak"],
        ["Total", "'=2"],
    ]


def test_a_csv_file_says_that_it_is_utf_8():
    assert evaluate("sheets.js", "m.toCsv(table)", table=table()) == "\ufeffDeal,Amount"


def test_a_cell_with_tabs_and_line_breaks_stays_one_cell_when_copied():
    shown = table(("a\tb\nc", "=1"))
    assert evaluate("sheets.js", "m.toTsv(table)", table=shown) == "Deal\tAmount\na b c\t'=1"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Open deals by stage", "open-deals-by-stage.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("Größte Kunden", "größte-kunden.csv"),
        ("???", "table.csv"),
    ],
)
def test_a_file_is_named_after_its_table(title, name):
    assert evaluate("sheets.js", "m.fileName(title)", title=title) == name
