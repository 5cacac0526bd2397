"""Reading a survey file that anyone may have sent.

What comes out is a `SurveyFile` (file.py). formats.py knows the formats, limits.py how much a file
may be, sandbox.py, wire.py and child.py parse it in a process of its own. There delimited.py (with
encoding.py), workbook.py (with archive.py, faults.py and codebook.py), labelled.py and parquet.py
read one kind of file each; layout.py, aside.py, long_form.py and grid.py find the people among rows
of cells; columns.py and names.py make columns of them. small_table.py gives other small tables as
cells, printed.py as text; sav.py writes an SPSS file; arrow.py turns columns into arrays;
trouble.py and rows.py say what is wrong.
"""

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
