"""A questionnaire proposed from a file: names, labels and scales, for a person to confirm.

In reading order: `columns` (what a column holds), `scales` (which columns share one set of
answers: labelled codes), `number_scales` and `word_scales` (bare numbers, words), `neighbours`
(what is no question, seen from the columns beside it), `platforms` (what survey tools write beside
the answers), `roles` (what every column is), `suggest` (the proposal).
"""

from crm_analytics.survey.suggesting.suggest import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
