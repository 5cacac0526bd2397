"""Reading a survey file that anyone may have sent."""

import hashlib
from dataclasses import replace

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import sandbox
from crm_analytics.files.file import SurveyFile, TableLayout
from crm_analytics.files.formats import base_name, recognise, upload_extensions
from crm_analytics.files.limits import OWN_FILE, UPLOAD, Limits
from crm_analytics.files.wire import Order

__all__ = ["OWN_FILE", "PLAIN_TABLE", "UPLOAD", "Limits", "read", "upload_extensions"]

# the first row that holds something is the header, and nothing else is doubted
PLAIN_TABLE = TableLayout(first=0)


def read(
    raw: bytes, name: str, limits: Limits = UPLOAD, layout: TableLayout | None = None
) -> SurveyFile:
    """The file exactly as it is; refused, with every reason, when it cannot be read exactly.

    layout: where the table stands, when a person has corrected the guess; see SurveyFile.layout.
    """
    own_name = base_name(name)
    kind = recognise(raw, own_name, limits)
    order = Order(own_name, kind.reader, limits.for_file(len(raw)), layout=layout)
    answer = sandbox.parse(raw, order)
    if not isinstance(answer, SurveyFile):
        raise UnreadableSurvey(*answer)
    return replace(answer, name=own_name, sha256=hashlib.sha256(raw).hexdigest())
