"""The questionnaire of a study: every save is a new version, the highest counts."""

import hashlib

from sqlalchemy import Connection, insert, select

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import now, questionnaire


def latest_questionnaire(connection: Connection, study_id: str) -> tuple[int, str]:
    """The version that counts and its text."""
    kept = select(questionnaire.c.version, questionnaire.c.text)
    mine = kept.where(questionnaire.c.study_id == study_id)
    latest = mine.order_by(questionnaire.c.version.desc()).limit(1)
    version, text = connection.execute(latest).one()
    return version, text


def add_questionnaire(connection: Connection, study_id: str, version: int, text: str) -> None:
    """Make this the text that counts; `version` must be one above the latest."""
    connection.execute(
        insert(questionnaire).values(
            study_id=study_id,
            version=version,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            created=now(),
        )
    )


def refuse_conflict(based_on: int, version: int) -> None:
    """Refuse to overwrite what somebody else saved after version `based_on` was opened."""
    if based_on != version:
        what = f"somebody else changed it meanwhile (version {based_on} became {version})."
        remedy = "Open the study again and repeat your change."
        raise StoreTrouble(Problem("Questionnaire", what, remedy))
