"""What a result is made of, whoever computed it and wherever it is shown.

In reading order: `columns` (the one vocabulary of table columns), `table` (rows under those
columns, a DataFrame where one is asked for), `chart` and `diagram` (what a figure shows, before
anything draws it), `section` (finding, tables, charts, caveats, and where the numbers come from),
`options` (what a reader may choose about it), `words` (numbers as a person reads them, words about
them with every threshold's source, labels as plain text), `palette` (colours).
"""
