"""What only Streamlit needs: the visitor's session, widgets, showing a section.

In reading order: `frame` (around every page), `page` (an analysis, the Overview), `people` (who is
looked at), `options` (what may be chosen), `show` (a section), `sketch` (a card); beneath them
`state` (session, link, open study), `study`, `cache`, `messages`. The Data page: `studies`,
`waves`, `adding_a_wave` with `pending_wave`, `printed_wave`. The questionnaire: `questionnaire`,
`mapping`, `hypotheses`, all on `drafts` (editable grids), and `merge_conflicts`. Beside a study:
`notes`, `documents`, which `coding`, `coding_files` and `ism` keep theirs with. `papers` needs no
study.
"""

# Whole before any page runs: plotly looks for pandas among the loaded modules, and would find one
# that a visitor in another thread is still importing.
import pandas as pandas
