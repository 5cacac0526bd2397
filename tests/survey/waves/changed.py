"""The insurance sample as its next wave might have asked it."""

from functools import cache

import pyarrow as pa

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.gate import Before, gate

LABELS = ("Strongly disagree", "Disagree", "Somewhat agree", "Agree", "Strongly agree")


@cache
def first():
    return SAMPLES[0].files()[""]


@cache
def study():
    return questionnaire.read(SAMPLES[0].questionnaire)


def columns():
    return {name: first().table[name].to_pylist() for name in first().columns}


def file(cells, **told):
    return SurveyFile("next.csv", "1" * 64, pa.table(cells), **told)


def passed(cells, before=None, instrument=None, **told):
    before = before or first()
    return gate(instrument or study(), Before(("2023",), before), file(cells, **told), "2024")


def rows(found, *what):
    return [
        (c.what, c.where, c.before, c.now, c.weight)
        for c in found.changes
        if not what or c.what in what
    ]


def turned(cells):
    return [None if cell is None else 6 - cell for cell in cells]
