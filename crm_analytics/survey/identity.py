"""Columns that tell who somebody is are set aside before anything is kept, and said.

A person who needs one can rename its column in the file; nothing identifying comes in by accident.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from crm_analytics.files.file import Note, SurveyFile

_NAMES = re.compile(
    r"^(ip ?address|ip|e[-_ ]?mail( ?address)?|recipient ?(e[-_ ]?mail|(first|last) ?name)|"
    r"(first|last|full|sur|family)[-_ ]?name|name|phone( ?number)?|telephone|mobile|token|"
    r"location ?(latitude|longitude)|latitude|longitude|gps.*|_geolocation|"
    r"start ?(date|time)|end ?(date|time)|completion ?time|recorded ?date|timestamp|"
    r"submission ?time|_submission_time)$",
    re.IGNORECASE,
)
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$|^\d{1,3}(\.\d{1,3}){3}$"
MOSTLY = 0.5
T = TypeVar("T")


def without_identity(file: SurveyFile) -> tuple[SurveyFile, tuple[Note, ...]]:
    """The file without names, e-mail and IP addresses, tokens, precise times and places."""
    dropped = [name for name in file.columns if _tells_who(name, file.table[name])]
    if not dropped:
        return file, ()
    kept = [name for name in file.columns if name not in dropped]
    smaller = replace(
        file,
        table=file.table.select(kept),
        texts=_only(file.texts, kept),
        value_labels=_only(file.value_labels, kept),
        missing_values=_only(file.missing_values, kept),
    )
    note = Note("Set aside to protect people", f"{', '.join(dropped)}: not kept")
    return smaller, (note,)


def _tells_who(name: str, column: pa.ChunkedArray) -> bool:
    if _NAMES.match(name.strip()):
        return True
    if not pa.types.is_string(column.type):
        return False
    hits = pc.sum(pc.match_substring_regex(column, _ADDRESS)).as_py() or 0
    return bool(hits > MOSTLY * max(1, len(column) - column.null_count))


def _only(by_column: Mapping[str, T], kept: list[str]) -> dict[str, T]:
    return {name: value for name, value in by_column.items() if name in kept}
