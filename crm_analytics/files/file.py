"""A survey file as it was delivered: every column, nothing dropped, recoded or averaged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

Codes = Mapping[str, Mapping[float, str]]
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was recognised while reading, for example ("Delimiter", "semicolon").

    private: it speaks of single answers or of how many chose something, so it is for the person who
        brought the file, and is not kept with it.
    """

    what: str
    found: str
    private: bool = False


CHECK = "Please check"


def check(found: str) -> Note:
    """What a person must look at."""
    return Note(CHECK, found, private=True)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where the table stands in a file: guessed from content, and a person may correct it.

    Rows are counted as a spreadsheet does, from 1; in a text file they are its records.
    sheet: of a workbook; empty in other files.
    encoding: of a text file, as Python calls it; empty in other files.
    header: the rows above the answers that name the columns: none, one, or several, of which the
        one that names them best comes first and the others hold the text of the questions.
    first, last: rows of the first and of the last person.
    set_aside: rows in between or below that are no person, each with the reason.
    long: the columns of respondent, question and answer where a row is one answer; empty where a
        row is a person.
    texts: where the texts of the questions stand, in words ("row 2", "sheet 'Codebook'").
    """

    sheet: str = ""
    encoding: str = ""
    header: tuple[int, ...] = (1,)
    first: int = 2
    last: int = 0
    set_aside: tuple[tuple[int, str], ...] = ()
    long: tuple[str, ...] = ()
    texts: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "TableLayout":
        """The layout of which JSON kept the fields."""
        return cls(
            **{
                **fields,
                "header": tuple(fields["header"]),
                "set_aside": tuple((row, reason) for row, reason in fields["set_aside"]),
                "long": tuple(fields["long"]),
            }
        )


@dataclass(frozen=True, eq=False, slots=True)
class SurveyFile:
    """The table of a file with everything its format says about the columns.

    name: the file's own name.
    sha256: of the delivered bytes, in hexadecimal.
    table: one row a person, column names unique; every column is either numbers (a signed
        integer type or float64) or string; an empty cell is null.
    texts: the question behind a column, where the format carries it.
    value_labels: label of each code of a column, where the format carries them.
    missing_values: codes that the format declares missing, with the reason ("refused").
    notes: what was recognised, in the order a person would ask.
    word_labels: label of each word of a column of text.
    missing_words: words that the format declares missing in a column of text, with the reason.
    measures: "nominal", "ordinal" or "scale", where the format says it.
    layout: where the table stood in the file; None where the format leaves no doubt.
    """

    name: str
    sha256: str
    table: pa.Table
    texts: Mapping[str, str] = field(default_factory=dict)
    value_labels: Codes = field(default_factory=dict)
    missing_values: Codes = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    word_labels: Words = field(default_factory=dict)
    missing_words: Words = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    layout: TableLayout | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        """Number of rows below the header."""
        return int(self.table.num_rows)

    def about(self) -> dict[str, Any]:
        """Everything but the table, as JSON holds it; `restored` puts both together again.

        What came to the record later is left out where it is empty: a file that an earlier
        version kept has the same words today.
        """
        later = {
            "word_labels": {column: dict(words) for column, words in self.word_labels.items()},
            "missing_words": {column: dict(words) for column, words in self.missing_words.items()},
            "measures": dict(self.measures),
            "layout": self.layout and asdict(self.layout),
        }
        return {
            "name": self.name,
            "sha256": self.sha256,
            "texts": dict(self.texts),
            "value_labels": _as_text(self.value_labels),
            "missing_values": _as_text(self.missing_values),
            "notes": [(note.what, note.found) for note in self.notes],
            **{name: value for name, value in later.items() if value},
        }


def restored(table: pa.Table, about: Mapping[str, Any]) -> SurveyFile:
    """The survey file that gave `about`, with its table."""
    layout = about.get("layout")
    return SurveyFile(
        name=about["name"],
        sha256=about["sha256"],
        table=table.replace_schema_metadata(None),
        texts=about["texts"],
        value_labels=_as_codes(about["value_labels"]),
        missing_values=_as_codes(about["missing_values"]),
        notes=tuple(Note(what, found) for what, found in about["notes"]),
        word_labels=about.get("word_labels", {}),
        missing_words=about.get("missing_words", {}),
        measures=about.get("measures", {}),
        layout=TableLayout.of(layout) if layout else None,
    )


def _as_text(coded: Codes) -> dict[str, dict[str, str]]:
    """JSON keys are text; repr of a float reads back as the same float."""
    return {
        column: {repr(float(code)): label for code, label in labels.items()}
        for column, labels in coded.items()
    }


def _as_codes(coded: Words) -> dict[str, dict[float, str]]:
    return {
        column: {float(code): label for code, label in labels.items()}
        for column, labels in coded.items()
    }
