"""What does a column of a file hold, before anybody decides what it is?

Numbers and words are parted, codes that mean "no answer" are found by their labels, and words that
carry a code ("5 Strongly agree") give both.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analytics.files import arrow
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels

MOST_CATEGORIES = 20
MOST_POINTS = 11
LARGEST_CODE = 10
# codes that mean "no answer" where they stand apart from the answers
FAR: frozenset[float] = frozenset(
    [
        *(*range(-9, 0), -66, -77, -78, -80, -87, -88, -89, -90, *range(-99, -94), -999, 66, 77),
        *(88, *range(95, 100), 777, 888, 988, 997, 998, 999, 8888, 9998, 9999),
        *(888888, 988888, 999999),
    ]
)

_BRACKET = re.compile(r"^(?P<stem>.*?)\s*\[(?P<text>.+)\]\s*$", re.DOTALL)


def text_of(file: SurveyFile, column: str) -> str:
    """The question behind a column: the format's own text, or the words inside brackets."""
    if given := file.texts.get(column):
        return given
    bracketed = _BRACKET.match(column)
    return bracketed["text"] if bracketed else ""


@dataclass(frozen=True, eq=False, slots=True)
class SurveyColumn:
    """One column as the file has it.

    place: among the columns. rows: answered at all.
    numbers: every number that is an answer, with how many gave it; a word that carries a code is
        counted as its code.
    words: every word that is an answer and carries no code, with how many gave it.
    labels: code → its label, without those that mean "no answer".
    written: word as written → the code that it carries.
    called: word as written → its label in the file.
    missing: code or word as written → why it is no answer, where the file does not declare it.
    declared: codes that the file declares missing.
    """

    name: str
    text: str
    place: int
    rows: int
    numbers: Mapping[float, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[float, str] = field(default_factory=dict)
    written: Mapping[str, float] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[float, str] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many gave an answer."""
        return sum(self.numbers.values()) + sum(self.words.values())

    @property
    def spoken(self) -> bool:
        """Whether the answers are words alone."""
        return bool(self.words) and not self.numbers

    @property
    def whole(self) -> bool:
        """Whether all numbers are whole."""
        return all(value == int(value) for value in self.numbers)


def columns(file: SurveyFile) -> tuple[SurveyColumn, ...]:
    """Every column of the file, in its order."""
    return tuple(_column(file, name, place) for place, name in enumerate(file.columns))


def _column(file: SurveyFile, name: str, place: int) -> SurveyColumn:
    answers = file.table[name]
    counted = {
        entry["values"]: entry["counts"]
        for entry in pc.value_counts(answers).to_pylist()
        if entry["values"] is not None
    }
    rows = sum(counted.values())
    if pa.types.is_string(answers.type):
        return _of_words(file, name, place, counted)
    declared = dict(file.missing_values.get(name, {}))
    given = {float(code): label for code, label in file.value_labels.get(name, {}).items()}
    numbers = {float(v): n for v, n in counted.items() if float(v) not in declared}
    return _of_numbers(
        SurveyColumn(name, text_of(file, name), place, rows), numbers, given, declared
    )


def _of_words(file: SurveyFile, name: str, place: int, counted: Mapping[str, int]) -> SurveyColumn:
    base = SurveyColumn(name, text_of(file, name), place, sum(counted.values()))
    if len(counted) > max(200, 20 * MOST_CATEGORIES):  # open text: not looked at word by word
        return SurveyColumn(name, base.text, place, base.rows, words=counted)
    silent = file.missing_words.get(name, {})
    called = file.word_labels.get(name, {})
    answers = {
        word: n
        for word, n in counted.items()
        if word not in silent and not labels.no_answer(called.get(word, word))
    }
    short = [w for w in counted if w not in silent and w not in answers and _letters(w)]
    if short and answers and all(map(_letters, answers)) and labels.recognise(answers) is None:
        answers |= {word: counted[word] for word in short}  # NA and DK beside UK are countries
    numbers: dict[float, int] = {}
    words: dict[str, int] = {}
    for word, n in answers.items():
        value = labels.number(word)
        if value is None:
            words[word] = n
        else:
            numbers[value] = numbers.get(value, 0) + n
    given = {value: label for w, label in called.items() if (value := labels.number(w)) is not None}
    written, more = _with_codes(words, numbers)
    for word, code in written.items():
        numbers[code] = numbers.get(code, 0) + words.pop(word)
    if words and written and not _rare(words, numbers):  # codes here and there are part of the word
        return SurveyColumn(name, base.text, place, base.rows, words=answers, called=called)
    declared = {v: why for w, why in silent.items() if (v := labels.number(w)) is not None}
    base = SurveyColumn(
        name, base.text, place, base.rows, words=words, written=written, called=dict(called)
    )
    return _of_numbers(base, numbers, {**given, **more}, declared)


def _letters(word: str) -> bool:
    """Whether a word is two or three letters, as countries and regions are written."""
    return word.isalpha() and len(word) <= 3


def _rare(words: Mapping[str, int], numbers: Mapping[float, int]) -> bool:
    return sum(words.values()) <= 0.1 * sum(numbers.values()) or len(words) <= 2


def _with_codes(
    words: Mapping[str, int], numbers: Mapping[float, int]
) -> tuple[dict[str, float], dict[float, str]]:
    """Words that carry a code, where codes and labels tell each other apart; and the labels."""
    both = {word: found for word in words if (found := labels.coded(word))}
    if len(both) < 2 and not (both and numbers):
        return {}, {}
    label: dict[float, str] = {}
    for code, said in both.values():
        if not -LARGEST_CODE <= code <= 20 or label.setdefault(code, said) != said:
            return {}, {}
        if labels.no_answer(said):
            label.pop(code)
    told = [labels.normal(said) for said in label.values()]
    return ({}, {}) if len(set(told)) < len(told) else ({w: c for w, (c, _) in both.items()}, label)


def _of_numbers(
    base: SurveyColumn,
    numbers: dict[float, int],
    given: Mapping[float, str],
    declared: Mapping[float, str],
) -> SurveyColumn:
    """The codes judged by the words of their labels."""
    given = {c: label.strip() for c, label in given.items() if c not in declared and label.strip()}
    missing: dict[str, str] = {}
    symmetric = {-code for code in given} == set(given)
    for code, label in list(given.items()):
        reason = labels.no_answer(label)
        if reason is None and code < 0 and not symmetric:
            reason = label.casefold()
        if reason:
            missing[f"{code:g}"] = reason
            del given[code]
            numbers.pop(code, None)
    return SurveyColumn(
        base.name,
        base.text,
        base.place,
        base.rows,
        numbers,
        base.words,
        {code: label for code, label in given.items() if labels.number(label) != code},
        base.written,
        base.called,
        missing,
        declared,
    )


def values(file: SurveyFile, column: SurveyColumn) -> NDArray[np.float64]:
    """Every person's answer as a number, words that carry a code as it, NaN where there is none."""
    answers = file.table[column.name]
    none = [*map(float, filter(_is_number, column.missing)), *column.declared]
    if pa.types.is_string(answers.type):
        distinct, places = arrow.words(answers)
        found = [column.written.get(w, labels.number(w)) for w in distinct]
        coded = np.array([np.nan if v is None else v for v in [*found, None]], float)[places]
    else:
        coded = arrow.numbers(answers).copy()
    coded[np.isin(coded, none)] = np.nan
    return coded


def _is_number(written: str) -> bool:
    return labels.number(written) is not None
