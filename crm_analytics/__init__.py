"""From a Likert survey file to findings a manager can act on.

Read the package in the order the data move:

    survey     what was asked and what was answered
    analysis   what the answers say, as plain result objects
    paper      whether the printed numbers of a table agree, as findings
    structure  which factor leads to which: experts' judgements to levels, circles, a drawing
    store      where studies and waves live
    view       how a result looks: words, tables, charts, sections
    export     how sections leave: workbook, slides, pictures, JSON
    ui         what only Streamlit needs: session, cache, shared widgets

Each stage imports only from the stages above it (`store` is beside `view`; `paper`
and `structure` are beside `store`).
"""

import os

__version__ = "0.1.0"

# Sums are made in blocks that stay in the processor's cache: one thread is as fast as several, and
# does not wait for the others when visitors share the processor. Whoever sets a number keeps it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
