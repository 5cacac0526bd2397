"""What a study has beside its survey, as bytes that only their room can read; the last counts.

A document is told by the SHA-256 of its bytes: whoever changes one says which they began with.
"""

import hashlib
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import document, itself, now


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
    row = connection.execute(kept.where(*_is(study_id, name))).one_or_none()
    return Edition(*row) if row else None


def read_document(connection: Connection, study_id: str, name: str) -> bytes:
    """Its bytes, none where there is none; refused when they are not what was given."""
    kept = select(document.c.sha256, document.c.blob).where(*_is(study_id, name))
    row = connection.execute(kept).one_or_none()
    if row is None:
        return b""
    blob: bytes = row.blob
    if digest(blob) != row.sha256:
        what = "is damaged: what is kept is not what was saved."
        remedy = "Restore the store from a backup, or remove it and put it in again."
        raise StoreTrouble(Problem(f"Document {name!r}", what, remedy))
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
    connection.execute(delete(document).where(*_is(study_id, name)))


def digest(blob: bytes) -> str:
    """By what a document is told; nothing for no bytes, as where there is none."""
    return hashlib.sha256(blob).hexdigest() if blob else ""


def _is(study_id: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return itself(document.c.study_id) == study_id, itself(document.c.name) == name
