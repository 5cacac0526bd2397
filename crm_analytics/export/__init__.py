"""How sections leave the program: each file or package writes the same sections in one form.

In reading order: `text` (CSV, JSON, a chart in words), `chart_layout` and `text_layout` (what all
drawings compute alike), `figures` (plotly, for pages), `picture` (a figure as PNG or SVG), `slides`
(PowerPoint), `workbook` (Excel). Each drawing package has one file for what its pictures share,
then `rows`, `planes` and `shapes`; a spreadsheet draws rows and planes alike, in `charts`. Nothing
outside this room draws or imports plotly, kaleido or an office library.
"""
