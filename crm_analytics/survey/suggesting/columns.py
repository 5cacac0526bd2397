"""What kind of column is it? An item, a demographic, a weight, an id, or none of these."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.mistakes import LONGEST

MOST_CATEGORIES = 20
MOST_POINTS = 11
LARGEST_CODE = 10
FEWEST_ALIKE = 3  # columns with the same words, to take them for a scale
Numbers = NDArray[np.float64]
CODES_FOR_MISSING = (-99.0, -98.0, -9.0, -8.0, -1.0, 77.0, 88.0, 97.0, 98.0, 99.0, 999.0)

_DEMOGRAPHIC = re.compile(
    r"gender|sex$|^sex|\bage\b|age.?(group|band|range)|^age|educat|qualif|degree|position|"
    r"^level|\bjob|occupation|service|tenure|experience|seniority|depart|\bdept|\bunit|branch|"
    r"region|city|country|income|salary|marital|nationality|group|segment|customer.?type",
    re.IGNORECASE,
)
_NUMBER_BEHIND = re.compile(r"[\s_.\-]*\d+$")
_ID = re.compile(r"^(id|row|no|nr|case|serial|token)$|_id$|^(response|respondent|person)", re.I)
_WEIGHT = re.compile(r"^(w|wt|wgt|weight|gewicht|ponderation)\d*$|weight$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """role: item, demographic, weight, id, text or constant; scale for an item.

    missing: codes in the column that look like "no answer".
    """

    column: str
    role: str
    scale: Scale | None = None
    missing: tuple[float, ...] = ()


def kinds(file: SurveyFile) -> tuple[Kind, ...]:
    """What every column is, from its name, its labels and its values."""
    shared = Counter(_words_of_labels(file, column) for column in file.columns)
    stems = Counter(_NUMBER_BEHIND.sub("", column) for column in file.columns)
    series = {c for c in file.columns if stems[_NUMBER_BEHIND.sub("", c)] >= FEWEST_ALIKE}
    found = [_kind(file, column, column not in series) for column in file.columns]
    return tuple(
        replace(k, role="demographic", scale=None)
        if k.role == "item" and _nominal(_words_of_labels(file, k.column), shared)
        else k
        for k in found
    )


def _words_of_labels(file: SurveyFile, column: str) -> tuple[str, ...]:
    declared = file.missing_values.get(column, {})
    labelled = file.value_labels.get(column, {})
    return tuple(labels.normal(label) for code, label in labelled.items() if code not in declared)


def _nominal(words: tuple[str, ...], shared: Mapping[tuple[str, ...], int]) -> bool:
    """Words that name every code, are no known scale and serve hardly another column."""
    return len(words) > 2 and shared[words] < FEWEST_ALIKE and labels.recognise(words) is None


def _kind(file: SurveyFile, column: str, alone: bool) -> Kind:
    """alone: no series such as Service1, Service2, … whose name would say "demographic" wrongly."""
    values = pc.unique(file.table[column].combine_chunks()).drop_null()
    if len(values) == 0:
        return Kind(column, "constant")
    if pa.types.is_string(values.type):
        words = values.to_pylist()
        answers = [word for word in words if labels.normal(word) not in labels.NO_ANSWER]
        among = [labels.number(word) for word in answers]
        if len(answers) == len(words) or None in among or not answers:
            return _words(file, column, alone, words)
        return _numbers(file, column, alone, np.array(among, float))  # numbers and "NA"
    numbers = values.to_numpy(zero_copy_only=False).astype(float)
    return _numbers(file, column, alone, numbers)


def _words(file: SurveyFile, column: str, alone: bool, words: list[str]) -> Kind:
    if _ID.search(column) and len(words) == file.rows:
        return Kind(column, "id")
    recognised = labels.recognise(words)
    if recognised and not (alone and _DEMOGRAPHIC.search(column)):
        return Kind(column, "item", recognised.scale)
    few = len(words) <= min(MOST_CATEGORIES, file.rows / 2)
    return Kind(column, "demographic" if few and len(words) > 1 else "text")


def _numbers(file: SurveyFile, column: str, alone: bool, values: Numbers) -> Kind:
    declared = file.missing_values.get(column, {})
    given = {c: t for c, t in file.value_labels.get(column, {}).items() if c not in declared}
    values = np.sort(values[~np.isin(values, list(declared))])
    whole = bool((values == np.rint(values)).all())
    if _ID.search(column) and whole and len(values) == file.rows:
        return Kind(column, "id")
    if alone and _WEIGHT.search(column) and len(values) and values[0] >= 0:
        return Kind(column, "weight")
    odd = tuple(c for c in CODES_FOR_MISSING if c in values and c not in given)
    answers = values[~np.isin(values, odd)] if _far(values, odd) else values
    odd = odd if len(answers) < len(values) else ()
    named = alone and _DEMOGRAPHIC.search(column)
    if named and 1 < len(answers) <= max(MOST_CATEGORIES, len(given)):
        return Kind(column, "demographic", missing=odd)
    if _is_yes_or_no(answers, given):
        return Kind(column, "demographic")
    if not whole or not _like_a_scale(answers):
        return Kind(column, "text")
    return Kind(column, "item", _scale(answers, given), odd)


def _far(values: Numbers, odd: tuple[float, ...]) -> bool:
    """Whether the odd codes stand apart from the answers, not among them."""
    rest = values[~np.isin(values, odd)]
    return bool(odd) and len(rest) > 1 and rest[-1] <= LARGEST_CODE and rest[0] >= 0


def _is_yes_or_no(values: Numbers, given: Mapping[float, str]) -> bool:
    return len(given) == 2 and len(values) <= 2 and set(values) <= set(given)


def _like_a_scale(values: Numbers) -> bool:
    return 0 < len(values) <= MOST_POINTS and values[0] >= 0 and values[-1] <= LARGEST_CODE


def _scale(values: Numbers, given: Mapping[float, str]) -> Scale:
    """From the labelled codes where the file has them, else the span of the answers."""
    codes = sorted(given)
    short = bool(codes) and codes[-1] - codes[0] <= LONGEST  # else a code far off has a label
    if len(codes) > 1 and short and codes[0] <= values[0] and values[-1] <= codes[-1]:
        points = range(int(codes[0]), int(codes[-1]) + 1)
        names = tuple(given.get(float(point), "") for point in points)
        if all(names):
            return Scale(codes[0], codes[-1], names)
        ends = (given[codes[0]], given[codes[-1]])
        return Scale(codes[0], codes[-1], ends)
    return Scale(float(values[0]), float(values[-1]))
