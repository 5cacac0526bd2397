"""Writing an SPSS file: what the file brought of labels, measures and missing codes goes back."""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm_analytics.files.file import SurveyFile

LONGEST = 64  # bytes of a name in SPSS
MOST_MISSING = 3  # single codes that SPSS can declare missing
RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
# longer words of a variable of text can be neither declared missing nor labelled here
SHORT = 8


def write_sav(file: SurveyFile, compress: bool = False) -> bytes:
    """The file as .sav, or as .zsav when compressed.

    A column whose name SPSS does not allow gets one that it does, and keeps its own as the label
    where it has no question text. Of more than three missing codes a range is declared, where no
    answer lies in it; else the first three.
    """
    # imported here: pandas and the writer are needed by those who save such a file only
    import pyreadstat

    names = dict(zip(file.columns, _names(file.columns), strict=True))
    frame = file.table.to_pandas().rename(columns=names)
    texts = {new: file.texts.get(old, old if old != new else "") for old, new in names.items()}
    labels: dict[str, dict[Any, str]] = {c: dict(k) for c, k in file.value_labels.items()}
    labels |= {c: dict(k) for c, k in file.word_labels.items()}
    missing: dict[str, list[Any]] = {
        old: _declared(codes, file.table[old].unique().to_pylist())
        for old, codes in file.missing_values.items()
    }
    missing |= {
        old: [word for word in codes if len(word.encode()) <= SHORT][:MOST_MISSING]
        for old, codes in file.missing_words.items()
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            column_labels={new: text or None for new, text in texts.items()},
            compress=compress,
            variable_value_labels={names[old]: known for old, known in labels.items()},
            missing_ranges={names[old]: codes for old, codes in missing.items() if codes},
            variable_measure={names[old]: measure for old, measure in file.measures.items()},
        )
        return path.read_bytes()


def _declared(codes: Iterable[float], answers: Iterable[object]) -> list[float | dict[str, float]]:
    """Single codes; one range for more than SPSS takes, as long as it holds no answer."""
    known = sorted(codes)
    if len(known) <= MOST_MISSING:
        return [*known]
    held = [a for a in answers if isinstance(a, int | float) and a not in known]
    if any(known[0] <= answer <= known[-1] for answer in held):
        return [*known[:MOST_MISSING]]
    return [{"lo": known[0], "hi": known[-1]}]


def _names(columns: Iterable[str]) -> list[str]:
    """Names that SPSS allows, each once, whatever the case of its letters."""
    found: list[str] = []
    taken: set[str] = set()
    for place, column in enumerate(columns, 1):
        plain = re.sub(r"[^\w.@#$]+", "_", column).strip("_.")
        if not plain or not plain[0].isalpha() or plain.upper() in RESERVED:
            plain = f"v{place}_{plain}".rstrip("_")
        plain = plain.encode()[: LONGEST - 4].decode(errors="ignore").rstrip("_.")
        new, number = plain, 1
        while new.casefold() in taken:
            number += 1
            new = f"{plain}_{number}"
        taken.add(new.casefold())
        found.append(new)
    return found
