"""The provenance of what is shown about judgements."""

from crm_analytics import __version__
from crm_analytics.ism import FuzzyPanel, Panel, Source
from crm_analytics.report.section import Provenance


def stamp(source: Source, given: Panel | FuzzyPanel) -> Provenance:
    """The provenance of a section: every expert judged every pair."""
    pairs = len(given.factors) * (len(given.factors) - 1)
    judged = pairs if isinstance(given, FuzzyPanel) else pairs // 2
    count = judged * len(given.experts)
    return Provenance(
        study=", ".join(source.names),
        data_sha256=", ".join(source.sha256),
        questionnaire_sha256="",
        rows=count,
        people=count,
        filters=(),
        waves=(),
        version=__version__,
        unit="judgements",
    )
