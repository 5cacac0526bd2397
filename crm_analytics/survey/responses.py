"""The answers: known to fit their instrument, reverse-scored, missing ones with their reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
        file, rows = _people(instrument, file)
        asked = sorted(_items(instrument), key=lambda pair: file.columns.index(pair[1].column))
        parsed = [_Parsed.of(file, item, dimension, instrument, rows) for dimension, item in asked]
        refuse(UnreadableSurvey, [problem for column in parsed for problem in column.problems])
        reasons = tuple(dict.fromkeys([SKIPPED, *(r for c in parsed for r in c.reasons.values())]))
        return cls(
            instrument,
            tuple(item.column for _, item in asked),
            _matrix(parsed, reasons, file.rows),
            reasons,
            {
                d.column: Categories.of(
                    file, d.column, d.order, d.bands, instrument.no_answer(d.column)
                )
                for d in instrument.demographics
            },
            _weights(instrument, file, rows),
            file.sha256,
            _linked(instrument, file),
        )

    def missing(self, column: str) -> dict[str, int]:
        """How many people gave no answer to an item, by reason."""
        answers = self.answers[:, self.columns.index(column)]
        if answers.dtype != np.int8:
            return {SKIPPED: int(np.isnan(answers).sum())}
        counts = Counter(answers[answers <= LAST_MISSING].tolist())
        return {self.reasons[code - FIRST_MISSING]: n for code, n in sorted(counts.items())}


def rows_of(file: SurveyFile) -> NDArray[np.int64]:
    """Where each person stands in the file, as a spreadsheet counts rows."""
    if file.layout is None:
        return np.arange(FIRST_ROW, FIRST_ROW + file.rows)
    aside = [row for row, _ in file.layout.set_aside]
    first = file.layout.first
    rows = np.arange(first, first + file.rows + len(aside))
    return rows[~np.isin(rows, aside)][: file.rows]


def _people(instrument: Instrument, file: SurveyFile) -> tuple[SurveyFile, NDArray[np.int64]]:
    """The file without the rows that the questionnaire sets aside, and where its rows stood."""
    rows, kept = rows_of(file), np.ones(file.rows, bool)
    for column, values in instrument.set_aside.items():
        if column in file.columns:
            written = file.table[column].cast(pa.string()).to_pylist()
            kept &= ~np.array([word in values or (not word and "" in values) for word in written])
    if kept.all():
        return file, rows
    if not kept.any():
        where = f"Columns {', '.join(instrument.set_aside)}"
        what = "set every row aside; nobody is left."
        remedy = "Correct 'set_aside' in the questionnaire."
        raise UnreadableSurvey(Problem(where, what, remedy))
    return replace(file, table=file.table.filter(pa.array(kept))), rows[kept]


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
        cls,
        file: SurveyFile,
        item: Item,
        dimension: Dimension,
        instrument: Instrument,
        rows: NDArray[np.int64],
    ) -> "_Parsed":
        scale = dimension.scale
        raw, points, reasons, unknown = _numbers(file, item.column, scale, instrument)
        missing = np.isnan(raw) | np.isin(raw, list(reasons))
        off = ~missing & ~((points >= scale.low) & (points <= scale.high))
        turned = scale.low + scale.high - points if item.reversed else points
        values = np.where(missing, np.nan, turned)
        first = {word: int(rows[at]) for word, at in unknown.items()}
        problems = [*_off_scale(item, scale, raw, off, rows), *_unknown_words(item, scale, first)]
        return cls(values, reasons, raw, tuple(problems))


def _numbers(
    file: SurveyFile, name: str, scale: Scale, instrument: Instrument
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[float, str], dict[str, int]]:
    """A column as the file's numbers and as points of its scale, both NaN where it is empty.

    With them which of the file's numbers mean "no answer", and words on no scale → first place.
    """
    column, (numbers, words) = file.table[name], instrument.no_answer(name)
    reasons = {**file.missing_values.get(name, {}), **numbers}
    listed = {n: point for code, point in scale.codes if (n := labels.number(code)) is not None}
    if not pa.types.is_string(column.type):
        raw = arrow.numbers(column)
        return raw, _points(raw, listed), reasons, {}
    words = {**file.missing_words.get(name, {}), **words}
    called = file.word_labels.get(name, {})
    distinct, places = arrow.words(column)
    known, unknown = labels.codes(scale), {}
    code_of_reason: dict[str, float] = {}
    raw, points = np.full((2, len(distinct) + 1), np.nan)  # the last stands for an empty cell
    for place, word in enumerate(distinct):
        form, number = labels.normal(word), labels.number(word)
        label = labels.normal(called.get(word, word))
        reason = words.get(word) or (None if form in known else labels.no_answer(label))
        if word not in words and (form in known or label in known):
            raw[place] = points[place] = known[form] if form in known else known[label]
        elif word not in words and number is not None:
            raw[place], points[place] = number, _points(np.array([number]), listed)[0]
        elif reason:
            raw[place] = code_of_reason.setdefault(reason, -1e9 - len(code_of_reason))
        else:
            unknown[word] = int((places == place).argmax())
    reasons.update((code, reason) for reason, code in code_of_reason.items())
    return raw[places], points[places], reasons, unknown


def _points(raw: NDArray[np.float64], listed: Mapping[float, float]) -> NDArray[np.float64]:
    """The points that numbers of the file stand for; NaN for one that is not among those listed."""
    if not listed:
        return raw
    points = np.full(raw.shape, np.nan)
    for code, point in listed.items():
        points[raw == code] = point
    return points


def _off_scale(
    item: Item,
    scale: Scale,
    raw: NDArray[np.float64],
    off: NDArray[np.bool_],
    rows: NDArray[np.int64],
) -> Iterator[Problem]:
    if not off.any():
        return
    found = Counter(raw[off].tolist())
    listed = ", ".join(f"{value:g}" for value in sorted(found)[:5])
    more = ", …" if len(found) > 5 else ""
    row = rows[off.argmax()]
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
        f"first in row {min(unknown.values())}.",
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


def _linked(instrument: Instrument, file: SurveyFile) -> pa.ChunkedArray | None:
    """The column that knows people again; what means "no answer" knows nobody."""
    if not instrument.id:
        return None
    name, column = instrument.id, file.table[instrument.id]
    numbers, words = instrument.no_answer(name)
    text = pa.types.is_string(column.type)
    none: list[str] | list[float] = (
        [*words, *file.missing_words.get(name, {})]
        if text
        else [*numbers, *file.missing_values.get(name, {})]
    )
    if not none:
        return column
    written = column if text else column.cast(pa.float64())
    hits = pc.is_in(written, pa.array(none, written.type))
    return pc.if_else(hits, pa.scalar(None, column.type), column)


def _weights(
    instrument: Instrument, file: SurveyFile, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    if not instrument.weight:
        return np.empty(0)
    column = file.table[instrument.weight]
    where = f"Weight column '{instrument.weight}'"
    if pa.types.is_string(column.type):
        refuse(UnreadableSurvey, [Problem(where, "holds words.", "Choose a column of numbers.")])
    none = {**file.missing_values.get(instrument.weight, {}), **instrument.missing_codes}
    none |= instrument.no_answer(instrument.weight)[0]
    weights = arrow.numbers(column)
    bad = ~(weights >= 0) | np.isin(weights, list(none))
    if bad.any():
        row = rows[bad.argmax()]
        what = f"is empty or negative for {bad.sum():,} people, first in row {row}."
        refuse(UnreadableSurvey, [Problem(where, what, "Give everyone a weight of 0 or more.")])
    if not weights.sum() > 0:
        problem = Problem(where, "gives nobody a weight.", "Choose another column, or none.")
        refuse(UnreadableSurvey, [problem])
    return weights
