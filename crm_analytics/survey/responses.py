"""The answers: known to fit their instrument, reverse-scored, missing ones with their reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import arrow
from crm_analytics.files.file import SurveyFile
from crm_analytics.statistics import moments
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Dimension, Instrument, Item, Scale
from crm_analytics.survey.privacy import Categories

Answers = moments.Answers

SKIPPED = "skipped"
FIRST_MISSING = -128  # int8 codes from here up to LAST_MISSING are reasons, not answers
LAST_MISSING = moments.LAST_MISSING
CODES = range(LAST_MISSING + 1, 128)  # what an int8 matrix can hold as answers
FIRST_ROW = 2  # as a spreadsheet counts: row 1 is the header


@dataclass(frozen=True, eq=False, slots=True)
class Responses:
    """Answers that are known to fit their instrument. Build one with `fit`.

    columns: the items in asked order, which is their order in the file.
    answers: shape (people, items), column-major, after reverse-scoring. int8 with the codes
        FIRST_MISSING + i for the i-th of `reasons`; float64 with NaN where some scale has
        fractions or is too long for int8.
    demographics: category of each person, by column.
    weights: case weight of each person; empty without a weight column.
    linked: the column that knows people again in another wave, as delivered; None without one.
    """

    instrument: Instrument
    columns: tuple[str, ...]
    answers: Answers
    reasons: tuple[str, ...]
    demographics: Mapping[str, Categories]
    weights: NDArray[np.float64]
    data_sha256: str
    linked: pa.ChunkedArray | None = None

    @property
    def people(self) -> int:
        """Rows of the file."""
        return int(self.answers.shape[0])

    @classmethod
    def fit(cls, instrument: Instrument, file: SurveyFile) -> "Responses":
        """Keep the instrument's columns, turn reversed items round, refuse what does not fit.

        Raises UnreadableSurvey naming every missing column, else every column with answers that
        are not on its scale.
        """
        refuse(UnreadableSurvey, _missing_columns(instrument, file))
        asked = sorted(_items(instrument), key=lambda pair: file.columns.index(pair[1].column))
        parsed = [_Parsed.of(file, item, dimension, instrument) for dimension, item in asked]
        refuse(UnreadableSurvey, [problem for column in parsed for problem in column.problems])
        reasons = tuple(dict.fromkeys([SKIPPED, *(r for c in parsed for r in c.reasons.values())]))
        return cls(
            instrument,
            tuple(item.column for _, item in asked),
            _matrix(parsed, reasons, file.rows),
            reasons,
            {d.column: Categories.of(file, d.column, d.order) for d in instrument.demographics},
            _weights(instrument, file),
            file.sha256,
            file.table[instrument.id] if instrument.id else None,
        )

    def missing(self, column: str) -> dict[str, int]:
        """How many people gave no answer to an item, by reason."""
        answers = self.answers[:, self.columns.index(column)]
        if answers.dtype != np.int8:
            return {SKIPPED: int(np.isnan(answers).sum())}
        counts = Counter(answers[answers <= LAST_MISSING].tolist())
        return {self.reasons[code - FIRST_MISSING]: n for code, n in sorted(counts.items())}


def _items(instrument: Instrument) -> Iterator[tuple[Dimension, Item]]:
    return ((dimension, item) for _, dimension, item in instrument.dimension_of())


def _missing_columns(instrument: Instrument, file: SurveyFile) -> Iterator[Problem]:
    wanted = [item.column for item in instrument.items]
    wanted += [demographic.column for demographic in instrument.demographics]
    wanted += [column for column in (instrument.weight, instrument.id) if column]
    for column in wanted:
        if column not in file.columns:
            yield Problem(
                f"Column '{column}'",
                f"of the questionnaire is not in {file.name}.",
                "Add it to the file, or correct its name in the questionnaire.",
            )


@dataclass(frozen=True, eq=False, slots=True)
class _Parsed:
    """One item's column as numbers, NaN where there is no answer; reasons by row where known."""

    values: NDArray[np.float64]
    reasons: Mapping[float, str]
    raw: NDArray[np.float64]
    problems: tuple[Problem, ...]

    @classmethod
    def of(
        cls, file: SurveyFile, item: Item, dimension: Dimension, instrument: Instrument
    ) -> "_Parsed":
        scale = dimension.scale
        declared = {**file.missing_values.get(item.column, {}), **instrument.missing_codes}
        raw, reasons, unknown = _numbers(file.table[item.column], scale, declared)
        missing = np.isnan(raw) | np.isin(raw, list(reasons))
        off = ~missing & ~((raw >= scale.low) & (raw <= scale.high))
        values = np.where(missing, np.nan, scale.low + scale.high - raw if item.reversed else raw)
        problems = [*_off_scale(item, scale, raw, off), *_unknown_words(item, scale, unknown)]
        return cls(values, reasons, raw, tuple(problems))


def _numbers(
    column: pa.ChunkedArray, scale: Scale, declared: Mapping[float, str]
) -> tuple[NDArray[np.float64], dict[float, str], dict[str, int]]:
    """The column as numbers, which numbers mean "no answer", and words on no scale → first row."""
    if not pa.types.is_string(column.type):
        return arrow.numbers(column), dict(declared), {}
    distinct, places = arrow.words(column)
    known, reasons, unknown = labels.codes(scale), dict(declared), {}
    code_of_reason: dict[str, float] = {}
    codes = np.full(len(distinct) + 1, np.nan)  # the last stands for an empty cell
    for place, word in enumerate(distinct):
        form, number = labels.normal(word), labels.number(word)
        if form in known:
            codes[place] = known[form]
        elif number is not None:
            codes[place] = number
        elif reason := labels.NO_ANSWER.get(form):
            codes[place] = code_of_reason.setdefault(reason, -1e9 - len(code_of_reason))
        else:
            unknown[word] = int((places == place).argmax())
    reasons.update((code, reason) for reason, code in code_of_reason.items())
    return codes[places], reasons, unknown


def _off_scale(
    item: Item, scale: Scale, raw: NDArray[np.float64], off: NDArray[np.bool_]
) -> Iterator[Problem]:
    if not off.any():
        return
    found = Counter(raw[off].tolist())
    listed = ", ".join(f"{value:g}" for value in sorted(found)[:5])
    more = ", …" if len(found) > 5 else ""
    row = FIRST_ROW + int(off.argmax())
    yield Problem(
        f"Column '{item.column}'",
        f"has {off.sum():,} answer(s) off the scale {scale}: {listed}{more}, first in row {row}.",
        "Correct the scale, or list them under missing codes with what they mean.",
    )


def _unknown_words(item: Item, scale: Scale, unknown: Mapping[str, int]) -> Iterator[Problem]:
    if not unknown:
        return
    words = ", ".join(f"'{word}'" for word in list(unknown)[:5])
    more = ", …" if len(unknown) > 5 else ""
    yield Problem(
        f"Column '{item.column}'",
        f"has words that are no point of its scale {scale}: {words}{more}, "
        f"first in row {FIRST_ROW + min(unknown.values())}.",
        "Correct them, label every point of the scale with the words of the file, or leave the "
        "column out.",
    )


def _matrix(parsed: list[_Parsed], reasons: tuple[str, ...], people: int) -> Answers:
    shape = (people, len(parsed))
    if not all(_fits_int8(column.values) for column in parsed):
        wide = np.empty(shape, np.float64, order="F")
        for place, column in enumerate(parsed):
            wide[:, place] = column.values
        return wide
    codes = np.empty(shape, np.int8, order="F")
    for place, column in enumerate(parsed):
        codes[:, place] = np.where(np.isnan(column.values), FIRST_MISSING, column.values)
        for code, reason in column.reasons.items():
            codes[column.raw == code, place] = FIRST_MISSING + reasons.index(reason)
    return codes


def _fits_int8(values: NDArray[np.float64]) -> bool:
    there = values[~np.isnan(values)]
    whole = bool((there == np.rint(there)).all())
    return whole and (there.size == 0 or (there.min() in CODES and there.max() in CODES))


def _weights(instrument: Instrument, file: SurveyFile) -> NDArray[np.float64]:
    if not instrument.weight:
        return np.empty(0)
    column = file.table[instrument.weight]
    where = f"Weight column '{instrument.weight}'"
    if pa.types.is_string(column.type):
        refuse(UnreadableSurvey, [Problem(where, "holds words.", "Choose a column of numbers.")])
    weights = arrow.numbers(column)
    bad = ~(weights >= 0)
    if bad.any():
        row = FIRST_ROW + int(bad.argmax())
        what = f"is empty or negative for {bad.sum():,} people, first in row {row}."
        refuse(UnreadableSurvey, [Problem(where, what, "Give everyone a weight of 0 or more.")])
    if not weights.sum() > 0:
        problem = Problem(where, "gives nobody a weight.", "Choose another column, or none.")
        refuse(UnreadableSurvey, [problem])
    return weights
