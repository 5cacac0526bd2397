"""Survey analytics that managers trust: Likert questionnaires about customer relationships.

In a notebook or a program:

    import crm_analytics as ca

    study = ca.load("answers.csv", "questionnaire.yaml")
    study.where(gender="female").reliability()

Without a questionnaire, on a DataFrame of answers: `ca.cronbach_alpha(df)`, `ca.split_half(df)`,
`ca.omega(df)`, `ca.htmt(df, scales)`, `ca.likert_table(df)`, `ca.priority(df, scales)`.

The rooms, in the order in which the data move; each imports only from those before it:

    errors      what can go wrong, said so that the person who brought the file can act
    files       how a file becomes a plain table with its labels
    survey      what was asked and answered, and who may be looked at
    statistics  methods: arrays, moments or counts in, numbers out; they know no survey
    report      what a result is made of: section, table, chart, words
    paper       whether the printed numbers of a table agree
    analyses    what a manager asks: one file a question, each declared once
    coding      whether coders of interviews agree, and what they coded
    ism         which factor leads to which
    store       where studies and waves live
    export      how sections leave: figures, slides, workbook, JSON
    study       this face: a study in a notebook
    frames      coefficients of a DataFrame, without a questionnaire
    ui          what only Streamlit needs
    cli         the command line
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# Sums are made in blocks that stay in the processor's cache: one thread is as fast as several, and
# does not wait for the others when visitors share the processor. Whoever sets a number keeps it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from crm_analytics.frames import (
        cronbach_alpha,
        htmt,
        likert_table,
        omega,
        priority,
        split_half,
    )
    from crm_analytics.study import Result, Study, load

# imported when they are asked for: every part of the package begins with this file
_HOMES = {
    "load": "study",
    "Study": "study",
    "Result": "study",
    "cronbach_alpha": "frames",
    "split_half": "frames",
    "omega": "frames",
    "htmt": "frames",
    "priority": "frames",
    "likert_table": "frames",
}
__all__ = [
    "Result",
    "Study",
    "__version__",
    "cronbach_alpha",
    "htmt",
    "likert_table",
    "load",
    "omega",
    "priority",
    "split_half",
]


def __getattr__(name: str) -> object:
    """What the package offers to notebooks and programs."""
    if name not in _HOMES:
        raise AttributeError(f"module 'crm_analytics' has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
