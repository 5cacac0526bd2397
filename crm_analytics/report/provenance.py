"""Where a section's numbers come from."""

from hashlib import sha256

from crm_analytics import __version__
from crm_analytics.report.section import Provenance
from crm_analytics.survey.view import View


def provenance(
    view: View, data_sha256: str, questionnaire: str, questionnaire_version: int = 0
) -> Provenance:
    """The stamp of every section of a view. questionnaire: the file's text."""
    return Provenance(
        study=view.instrument.title,
        data_sha256=data_sha256,
        questionnaire_sha256=sha256(questionnaire.encode()).hexdigest(),
        rows=view.rows,
        people=view.people,
        filters=view.filters,
        waves=(view.wave,) if view.wave else (),
        version=__version__,
        questionnaire_version=questionnaire_version,
    )
