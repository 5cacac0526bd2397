"""From a Likert survey file to findings a manager can act on.

Read the package in the order the data move:

    survey     what was asked and what was answered
    analysis   what the answers say, as plain result objects
    paper      whether the printed numbers of a table agree, as findings
    store      where studies and waves live
    view       how a result looks: words, tables, charts, sections
    export     how sections leave: workbook, slides, pictures, JSON
    ui         what only Streamlit needs: session, cache, shared widgets

Each stage imports only from the stages above it (`store` is beside `view`, `paper`
beside `store`).
"""

__version__ = "0.1.0"
