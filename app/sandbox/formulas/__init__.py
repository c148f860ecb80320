"""Airtable's formula language: `filterByFormula`, formula fields and the aggregation of rollups.

    formula = parse("AND({Stage}='Won', {Amount}>1000)")         InvalidFormula
    formula.references                                           ("Stage", "Amount"), names or ids as written
    formula.with_ids(table["fields"])                            "AND({fld...}='Won', ...)", as the meta API shows it
    program = formula.bind(table["fields"])                      UnknownFields; fields as the meta API shows them
    program.keeps(row, now=now)                                  filterByFormula: is the record in the answer?
    program.evaluate(row, now=now)                               the cell of a formula field
    program.result_type                                          {"type", "options"?}: `options.result` of the field
    program.field_ids                                            the fields it reads
    program.is_volatile                                          whether the passing of time changes the value
    program.reads_modified_time                                  LAST_MODIFIED_TIME() inside: any edit changes it
    program.record_ids                                           the only records it can keep, None for any: set for
                                                                 OR(RECORD_ID()='rec1', ...), which clients like

    rollup = parse("SUM(values)").bind_rollup(amount_field)      `values` holds cells of this field
    rollup.aggregate([3, None, 4], now=now)                      7; None stands for an empty cell, links are names
    rollup.result_type, rollup.is_volatile

A row is anything with the members of `Row`:

    row.id, row.created_time, row.last_modified_time             ISO texts, the last one may be None
    row.cell(field_id)                                           the cell in the form of the API, None when empty
    row.linked_names(field_id)                                   primary values of the linked records, as texts; asked
                                                                 for link fields and for lookups of link fields
    row.modified_time(field_ids)                                 ISO text or None: when one of these last changed

One evaluation is bounded (about a second, some ten megabytes) whatever the formula and the cells are; who evaluates a
formula for many records keeps the time between them. `now` is an aware datetime and the only clock. `bind(fields,
result=...)` takes the `options.result` that a formula field was given (its owner may have chosen "date" for a date
with time), otherwise it is inferred. Values come back as the API writes them into a cell: number, text, true or
false, ISO date, list, None for blank, {"error": "#ERROR!"}, or {"specialValue": "NaN" | "Infinity" | "-Infinity"}.
str() of both errors is the message of Airtable without the words that filterByFormula puts before it.
"""

from app.sandbox.formulas.errors import InvalidFormula, UnknownFields
from app.sandbox.formulas.program import Formula, Program, Rollup, parse
from app.sandbox.formulas.rows import Row

__all__ = ["Formula", "InvalidFormula", "Program", "Rollup", "Row", "UnknownFields", "parse"]
