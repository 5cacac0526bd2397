"""What people write in a study: its questionnaire, notes beside sections, documents.

Whoever saves says which version they began with, and is refused when another one counts by now.
Every save of a questionnaire is a new version: the highest counts, all are kept. A document is
bytes that only the room which made them can read, such as coders' files or judgements; it is
identified by the SHA-256 of its bytes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select

from crm_analytics.errors import Conflict, Problem, StoreTrouble, UnusableQuestionnaire
from crm_analytics.store.schema import document, itself, note, now, questionnaire, sha256
from crm_analytics.store.study_rows import list_waves
from crm_analytics.store.trouble import DIFFERS, PUT_IN_AGAIN, SAVE_AGAIN
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


def save_questionnaire(
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
        theirs = latest.text, latest.who, latest.created
        remedy = "Open the study again and repeat your change."
        raise _conflict(WHERE, (based_on, latest.version), theirs, "changed", remedy)
    if any(wave.published for wave in list_waves(connection, study_id)):
        _keep_hidden(_whole(latest), text)
    add_questionnaire(connection, study_id, latest.version + 1, text, who)
    return latest.version + 1, True


def add_questionnaire(
    connection: Connection, study_id: str, version: int, text: str, who: str
) -> None:
    """Make this the text that counts; `version` must be one above the latest."""
    row = {"study_id": study_id, "version": version, "text": text, "who": who, "created": now()}
    # a half pair, which `PersonText` refuses, shall not fail here
    digest = sha256(text.encode(errors="surrogatepass"))
    connection.execute(insert(questionnaire).values(sha256=digest, **row))


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


def _latest(connection: Connection, study_id: str) -> Row[tuple[object, ...]]:
    last = _of(study_id).order_by(questionnaire.c.version.desc()).limit(1)
    row = connection.execute(last).one()
    # by the index: a damaged page must not let an older text count
    indexed = select(func.max(questionnaire.c.version)).where(questionnaire.c.study_id == study_id)
    if connection.scalar(indexed) != row.version:
        raise StoreTrouble(Problem(WHERE, f"version {row.version} {DIFFERS}", SAVE_AGAIN))
    return row


def _of(study_id: str) -> Select[tuple[object, ...]]:
    return select(questionnaire).where(itself(questionnaire.c.study_id) == study_id)


def _whole(row: Row[tuple[object, ...]]) -> str:
    text: str = row.text
    if sha256(text.encode(errors="surrogatepass")) != row.sha256:
        raise StoreTrouble(Problem(WHERE, f"version {row.version} {DIFFERS}", SAVE_AGAIN))
    return text


@dataclass(frozen=True, slots=True)
class SectionNote:
    """version: from 1, one more with every save. changed: UTC, ISO 8601. who: "" when unknown."""

    section: str
    text: str
    version: int
    changed: str
    who: str


def read_notes(connection: Connection, study_id: str) -> Mapping[str, SectionNote]:
    """By section; a removed one is left out."""
    return {name: one for name, one in _kept_notes(connection, study_id).items() if one.text}


def save_note(connection: Connection, study_id: str, edited: SectionNote) -> tuple[int, bool]:
    """The version under which the text counts, and whether it is a new one.

    edited: its version is the one it was made from, 0 where there was none. Refused when another
    one counts by now, unless its text is the same.
    """
    none = SectionNote(edited.section, "", 0, "", "")
    found = _kept_notes(connection, study_id).get(edited.section, none)
    if edited.text == found.text:
        return found.version, False
    if edited.version != found.version and (edited.version or found.text):
        did = "changed" if found.text else "removed"
        remedy = "Compare both and save yours again."
        theirs = found.text, found.who, found.changed
        where = f"Note on {found.section!r}"
        raise _conflict(where, (edited.version, found.version), theirs, did, remedy)
    mine = (note.c.study_id == study_id, note.c.section == edited.section)
    connection.execute(delete(note).where(*mine))
    saved = replace(edited, version=found.version + 1)
    connection.execute(insert(note).values(study_id=study_id, **asdict(saved)))
    return saved.version, True


def _kept_notes(connection: Connection, study_id: str) -> Mapping[str, SectionNote]:
    kept = select(note.c.section, note.c.text, note.c.version, note.c.changed, note.c.who)
    mine = kept.where(note.c.study_id == study_id).order_by(note.c.section)
    return {row.section: SectionNote(*row) for row in connection.execute(mine)}


@dataclass(frozen=True, slots=True)
class Edition:
    """What is known of a document without reading it.

    sha256: of its bytes. changed: UTC, ISO 8601. who: "" when unknown.
    """

    sha256: str
    changed: str
    who: str


def edition(connection: Connection, study_id: str, name: str) -> Edition | None:
    """The one that counts; None where there is none."""
    kept = select(document.c.sha256, document.c.changed, document.c.who)
    row = connection.execute(kept.where(*_document(study_id, name))).one_or_none()
    return Edition(*row) if row else None


def read_document(connection: Connection, study_id: str, name: str) -> bytes:
    """Its bytes, none where there is none; refused when they are not what was given."""
    kept = select(document.c.sha256, document.c.blob).where(*_document(study_id, name))
    row = connection.execute(kept).one_or_none()
    if row is None:
        return b""
    blob: bytes = row.blob
    if digest(blob) != row.sha256:
        raise StoreTrouble(Problem(f"Document {name!r}", DIFFERS, PUT_IN_AGAIN))
    return blob


def save_document(
    connection: Connection, study_id: str, name: str, blob: bytes, who: str
) -> Edition:
    """Put it in the place of the one that was there."""
    drop_document(connection, study_id, name)
    saved = Edition(digest(blob), now(), who)
    row = {"study_id": study_id, "name": name, "blob": blob, **asdict(saved)}
    connection.execute(insert(document).values(row))
    return saved


def drop_document(connection: Connection, study_id: str, name: str) -> None:
    """Take it away."""
    connection.execute(delete(document).where(*_document(study_id, name)))


def digest(blob: bytes) -> str:
    """By what a document is told; nothing for no bytes, as where there is none."""
    return sha256(blob) if blob else ""


def _document(study_id: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return itself(document.c.study_id) == study_id, itself(document.c.name) == name


def _conflict(
    where: str, versions: tuple[int, int], theirs: tuple[str, str, str], did: str, remedy: str
) -> Conflict:
    """What to say when somebody else saved the same meanwhile.

    versions: the one that was edited and the one that counts by now. theirs: its text, who saved
    it and when.
    """
    text, who, when = theirs
    became = f"(version {versions[0]} became {versions[1]})"
    problem = Problem(where, f"{who or 'somebody else'} {did} it meanwhile {became}.", remedy)
    return Conflict(problem, versions[1], text, who, when)
