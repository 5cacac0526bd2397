"""What a result is made of, whoever computed it and wherever it is shown.

In reading order: `columns` (the one vocabulary of table columns), `table` (rows under those
columns, a DataFrame where one is asked for), `chart` and `diagram` (what a figure shows, before
anything draws it), `section` (finding, tables, charts, caveats, and where the numbers come from),
`words` (numbers in words; every threshold with its source), `plain` (labels as text, numbers as a
person reads them), `palette` (colours).
"""
