from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from tests.verification import printed

# a machine that does other things too takes longer for one example than for the next
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

# files whose tests take long begin first, so that no worker is left with one of them at the end
FIRST = ("browser", "store", "export/test_picture.py", "ui", "statistics/test_invariants.py")


def pytest_collection_modifyitems(items):
    tests = Path(__file__).parent

    def turn(item):
        name = item.path.relative_to(tests).as_posix()
        return next((i for i, start in enumerate(FIRST) if name.startswith(start)), len(FIRST))

    items.sort(key=turn)


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
    return printed.sections()


@pytest.fixture(scope="session")
def insurance():
    """Tables of the insurance sample by section and name, as lists of records."""
    return printed.tables()
