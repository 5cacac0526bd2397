"""The questionnaire file: YAML a person can edit, every mistake reported at once with its line.

    title, scale, missing, constructs, demographics, weight, id, missing_codes, hypotheses,
    waves, minimum_group

Only `constructs` is required. An unknown key is a mistake.
"""

from crm_analytics.survey.questionnaire.reading import read
from crm_analytics.survey.questionnaire.writing import write

__all__ = ["read", "write"]
