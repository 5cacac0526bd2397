"""The questionnaire of a study: every save is a new version, the highest counts, all are kept."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, insert, select

from crm_analytics.errors import Conflict, Problem, StoreTrouble, UnusableQuestionnaire
from crm_analytics.store.schema import itself, now, questionnaire
from crm_analytics.store.waves import any_published
from crm_analytics.survey.questionnaire import read

WHERE = "Questionnaire"


@dataclass(frozen=True, slots=True)
class Version:
    """One text that counted, or counts.

    number: from 1. created: UTC, ISO 8601. who: "" when unknown. sha256: of the text in UTF-8.
    """

    number: int
    created: str
    who: str
    sha256: str


def latest_questionnaire(connection: Connection, study_id: str) -> tuple[int, str]:
    """The version that counts and its text; refused when it is damaged."""
    row = _latest(connection, study_id)
    return row.version, _whole(row)


def latest_version(connection: Connection, study_id: str) -> Version:
    """The version that counts, without its text."""
    kept = questionnaire.c
    versions = select(kept.version, kept.created, kept.who, kept.sha256)
    mine = versions.where(kept.study_id == study_id).order_by(kept.version.desc())
    return Version(*connection.execute(mine.limit(1)).one())


def one_questionnaire(connection: Connection, study_id: str, number: int) -> str:
    """The text of one version; refused when it is damaged or not there."""
    wanted = _of(study_id).where(questionnaire.c.version == number)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        what = f"has no version {number} in this study."
        raise StoreTrouble(Problem(WHERE, what, "Choose one of its versions."))
    return _whole(row)


def list_questionnaires(connection: Connection, study_id: str) -> tuple[Version, ...]:
    """Every version without its text, the first one first."""
    kept = questionnaire.c
    versions = select(kept.version, kept.created, kept.who, kept.sha256)
    mine = versions.where(itself(kept.study_id) == study_id).order_by(kept.version)
    return tuple(Version(*row) for row in connection.execute(mine))


def save(
    connection: Connection, study_id: str, text: str, based_on: int | None, who: str
) -> tuple[int, bool]:
    """The version under which the text counts, and whether it is a new one.

    Refused when another version than `based_on` counts by now, unless its text is the same, and
    when it lowers `minimum_group` after a wave was published.
    """
    latest = _latest(connection, study_id)
    if text == latest.text:
        return latest.version, False
    if based_on not in (None, latest.version):
        raise _conflict(based_on, latest)
    if any_published(connection, study_id):
        _keep_hidden(_whole(latest), text)
    add_questionnaire(connection, study_id, latest.version + 1, text, who)
    return latest.version + 1, True


def add_questionnaire(
    connection: Connection, study_id: str, version: int, text: str, who: str
) -> None:
    """Make this the text that counts; `version` must be one above the latest."""
    row = {"study_id": study_id, "version": version, "text": text, "who": who, "created": now()}
    connection.execute(insert(questionnaire).values(sha256=_sha256(text), **row))


def smallest_group(text: str) -> int:
    """How few people may be shown; refused when the text is no questionnaire."""
    try:
        return read(text).minimum_group
    except UnusableQuestionnaire as error:
        raise StoreTrouble(*error.problems) from error


def _keep_hidden(counts: str, text: str) -> None:
    """What a published wave hides stays hidden."""
    fewest, wanted = smallest_group(counts), smallest_group(text)
    if wanted < fewest:
        what = f"lowers minimum_group from {fewest} to {wanted}, and a wave is published."
        remedy = f"Write minimum_group: {fewest} or more."
        raise StoreTrouble(Problem(WHERE, what, remedy))


def _conflict(based_on: int | None, latest: Row[tuple[object, ...]]) -> Conflict:
    became = f"(version {based_on} became {latest.version})"
    what = f"{latest.who or 'somebody else'} changed it meanwhile {became}."
    remedy = "Open the study again and repeat your change."
    problem = Problem(WHERE, what, remedy)
    return Conflict(problem, latest.version, latest.text, latest.who, latest.created)


def _latest(connection: Connection, study_id: str) -> Row[tuple[object, ...]]:
    last = _of(study_id).order_by(questionnaire.c.version.desc()).limit(1)
    row = connection.execute(last).one()
    # by the index: a damaged page must not let an older text count
    indexed = select(func.max(questionnaire.c.version)).where(questionnaire.c.study_id == study_id)
    if connection.scalar(indexed) != row.version:
        raise _damaged(row.version)
    return row


def _of(study_id: str) -> Select[tuple[object, ...]]:
    return select(questionnaire).where(itself(questionnaire.c.study_id) == study_id)


def _whole(row: Row[tuple[object, ...]]) -> str:
    text: str = row.text
    if _sha256(text) != row.sha256:
        raise _damaged(row.version)
    return text


def _damaged(version: int) -> StoreTrouble:
    what = f"version {version} is damaged: what is kept is not what was saved."
    remedy = "Restore the store from a backup, or save the questionnaire again."
    return StoreTrouble(Problem(WHERE, what, remedy))


def _sha256(text: str) -> str:
    # a half pair, which `Words` refuses, shall not fail here
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
