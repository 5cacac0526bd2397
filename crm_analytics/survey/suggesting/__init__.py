"""A questionnaire proposed from a file: names, labels and scales, for a person to confirm."""

from crm_analytics.survey.suggesting.suggest import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
