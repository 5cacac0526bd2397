import pyarrow as pa
import pytest
from hypothesis import settings

from crm_analytics.survey import questionnaire
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.view.provenance import provenance
from crm_analytics.view.sections import battery

# a machine that does other things too takes longer for one example than for the next
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

SMALL = """
title: Three questions
constructs:
  - name: Loyalty
    role: outcome
    dimensions:
      - {name: Trust, items: [q1, q2, {column: q3, reversed: true}]}
demographics: [team]
minimum_group: 3
"""


@pytest.fixture
def small():
    return questionnaire.read(SMALL)


@pytest.fixture
def answers():
    return survey_file(
        q1=[1, 2, 3, 4, 5, 3, 2],
        q2=[2, 2, 3, 5, 4, 3, 1],
        q3=[5, 4, 3, 1, 2, 3, 4],
        team=["a", "a", "a", "b", "b", "b", "b"],
    )


def survey_file(**columns):
    return SurveyFile("small.csv", "0" * 64, pa.table(columns))


@pytest.fixture(scope="session")
def insurance_sections():
    from crm_analytics.survey.responses import Responses
    from crm_analytics.survey.view import View

    sample = SAMPLES[0]
    file = sample.read()
    view = View.of(Responses.fit(questionnaire.read(sample.questionnaire), file))
    return battery(view, provenance(view, file.sha256, sample.questionnaire))


@pytest.fixture(scope="session")
def insurance(insurance_sections):
    """Tables of the insurance sample by section and name, as lists of records."""
    return {
        section.id: {table.name: table.records() for table in section.tables}
        for section in insurance_sections
    }
