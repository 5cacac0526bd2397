"""Sections as JSON: the same tables as everywhere, for programs."""

import json
from collections.abc import Sequence

from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table, Value, finite


def json_text(sections: Sequence[Section]) -> str:
    """Numbers unrounded; "not applicable" is null; the first section says where all come from."""
    source = sections[0].provenance
    whole = {
        "study": source.study,
        "provenance": _provenance(source),
        "sections": [section_object(section) for section in sections],
    }
    # surrogates are no text: a file with them could not be written
    text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def section_object(section: Section) -> dict[str, object]:
    """One section as an object of the JSON; "not applicable" is None."""
    return {
        "id": section.id,
        "title": section.title,
        "finding": section.finding,
        "caption": section.caption,
        **({"note": section.note} if section.note else {}),
        "caveats": list(section.caveats),
        "tables": {table.name: _records(table) for table in section.tables},
    }


def _provenance(source: Provenance) -> dict[str, object]:
    return {
        "data_sha256": source.data_sha256,
        "rows": source.rows,
        "people": source.people,
        "filters": {name: list(categories) for name, categories in source.filters},
        "waves": list(source.waves),
        "version": source.version,
        "questionnaire_sha256": source.questionnaire_sha256,
        **({"questionnaire_version": version} if (version := source.questionnaire_version) else {}),
    }


def _records(table: Table) -> list[dict[str, Value]]:
    return [{key: finite(value) for key, value in record.items()} for record in table.records()]
