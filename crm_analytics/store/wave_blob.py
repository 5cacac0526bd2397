"""A survey file as one Parquet blob: the table, and beside it everything the file said about it.

Equal files give equal bytes, so the hash of a blob names its content. The order of labels and
texts belongs to the content: it is the order in which a person listed them.
"""

import io
import json
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from crm_analytics.files.file import Note, SurveyFile

ABOUT = b"crm_analytics.survey_file"

Coded = Mapping[str, Mapping[float, str]]


def to_parquet(file: SurveyFile) -> bytes:
    """The whole survey file; `from_parquet` gives it back without loss."""
    about = {
        "name": file.name,
        "sha256": file.sha256,
        "texts": dict(file.texts),
        "value_labels": _as_text(file.value_labels),
        "missing_values": _as_text(file.missing_values),
        "notes": [(note.what, note.found) for note in file.notes],
    }
    table = file.table.replace_schema_metadata({ABOUT: json.dumps(about).encode()})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def from_parquet(blob: bytes) -> SurveyFile:
    """The survey file that `to_parquet` was given."""
    # One thread: a wave is small, and many visitors may be reading.
    with pq.ParquetFile(pa.BufferReader(blob)) as parquet:
        table = parquet.read(use_threads=False)
    about = json.loads((table.schema.metadata or {})[ABOUT])
    return SurveyFile(
        name=about["name"],
        sha256=about["sha256"],
        table=table.replace_schema_metadata(None),
        texts=about["texts"],
        value_labels=_as_codes(about["value_labels"]),
        missing_values=_as_codes(about["missing_values"]),
        notes=tuple(Note(what, found) for what, found in about["notes"]),
    )


def _as_text(coded: Coded) -> dict[str, dict[str, str]]:
    """JSON keys are text; repr of a float reads back as the same float."""
    return {
        column: {repr(float(code)): label for code, label in labels.items()}
        for column, labels in coded.items()
    }


def _as_codes(coded: Mapping[str, Mapping[str, str]]) -> dict[str, dict[float, str]]:
    return {
        column: {float(code): label for code, label in labels.items()}
        for column, labels in coded.items()
    }
