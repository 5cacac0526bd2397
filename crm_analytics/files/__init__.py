"""Reading a survey file that anyone may have sent."""

import hashlib

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import sandbox
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.formats import base_name, recognise
from crm_analytics.files.limits import OWN_FILE, UPLOAD, Limits
from crm_analytics.files.wire import Contents, Order

__all__ = ["OWN_FILE", "UPLOAD", "Limits", "read"]


def read(raw: bytes, name: str, limits: Limits = UPLOAD) -> SurveyFile:
    """The file exactly as it is; refused, with every reason, when it cannot be read exactly."""
    own_name = base_name(name)
    kind = recognise(raw, own_name, limits)
    answer = sandbox.parse(raw, Order(own_name, kind.key, limits))
    if not isinstance(answer, Contents):
        raise UnreadableSurvey(*answer)
    return SurveyFile(
        name=own_name,
        sha256=hashlib.sha256(raw).hexdigest(),
        table=answer.table,
        texts=answer.texts,
        value_labels=answer.value_labels,
        missing_values=answer.missing_values,
        notes=tuple(answer.notes),
    )
