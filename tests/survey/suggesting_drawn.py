"""Surveys drawn at random, and what a reader must make of them: the check of the proposal.

`python -m tests.survey.suggesting_drawn 2000` draws so many and names every one that came in wrong
without a word.
"""

import sys
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from crm_analytics.errors import SurveyError
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels, questionnaire
from crm_analytics.survey.responses import LAST_MISSING, Responses
from crm_analytics.survey.suggesting import suggest

NAMES = ("numbered", "questions", "stem", "bracket")
CODES = (
    *("bare", "labelled", "words", "coded words", "ends", "recoded", "turned", "neutral last"),
    *("gaps", "ends labelled", "one turned", "no answer labelled", "partly labelled"),
)
QUESTIONS = (
    "The service is quick", "my age is no problem here", "branch staff are kind", "They keep promises",
    "I value the age of this brand", "Region does not matter", "The letters are clear", "Prices are fair",
    "My income is safe", "The job gets done", "I feel at ease", "They listen",
)  # fmt: skip
UNKNOWN = ("Gar nicht", "Kaum", "Etwas", "Ziemlich", "Völlig")


@dataclass
class Drawn:
    """file: as delivered. points: item → every person's point, NaN where none.

    matters: columns that are no item, each of which must be named if it is to be anything.
    asked: whether the order of the words can only be asked for.
    """

    file: SurveyFile
    points: dict
    matters: set = field(default_factory=set)
    asked: bool = False
    what: str = ""


def draw(seed):
    """One survey."""
    rng = np.random.default_rng(seed)
    people, items = int(rng.integers(60, 250)), int(rng.integers(4, 10))
    known = labels.label_sets()
    chosen = known[rng.integers(len(known))]
    coding = CODES[rng.integers(len(CODES))]
    unknown = coding == "words" and rng.random() < 0.15
    words = list(UNKNOWN) if unknown else [ways[0] for ways in chosen.points]
    size = len(words)
    if coding in ("bare", "ends"):
        size = int(rng.choice([4, 5, 5, 6, 7, 7, 10, 11]))
    if coding == "neutral last":
        words, size = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"], 5
    if coding == "gaps" and size < 4:
        coding = "labelled"
    low = 0 if size == 11 else 1
    common = rng.normal(0, 1, people)
    names = _names(rng, items)
    points = {
        name: np.clip(
            np.rint((size - 1) / 2 + (size / 4.5) * (0.6 * common + rng.normal(0, 0.9, people))),
            0,
            size - 1,
        )
        + low
        for name in names
    }
    for answers in points.values():
        answers[rng.random(people) < 0.03] = np.nan
    codes, told = _codes(coding, words, size, low)
    cells, value_labels = _written(rng, coding, points, words, codes, told)
    drawn = Drawn(None, points, asked=unknown, what=f"{coding} {chosen.language} {size} {names[0]}")
    cells = _troubled(rng, drawn, cells, coding, size)
    cells = _beside(rng, drawn, cells, people)
    columns = {name: _column(values) for name, values in cells.items()}
    value_labels = {name: told for name, told in value_labels.items() if name in columns}
    drawn.file = SurveyFile("drawn.csv", "0" * 64, pa.table(columns), value_labels=value_labels)
    return drawn


def _names(rng, items):
    kind = NAMES[rng.integers(len(NAMES))]
    if kind == "numbered":
        return [f"q{i + 1}" for i in range(items)]
    if kind == "questions":
        return list(rng.permutation(QUESTIONS)[:items])
    if kind == "stem":
        return [f"{'Trust' if i < items // 2 else 'Care'}{i + 1}" for i in range(items)]
    return [f"How far do you agree? [{text}]" for text in rng.permutation(QUESTIONS)[:items]]


OWN = {
    "recoded": range(11, 30),
    "neutral last": (1, 2, 5, 3, 4),
    "gaps": (1, 2, 4, 7, 9, 12, 15, 18, 19, 20, 21),
}


def _codes(coding, words, size, low):
    """Point → what the file writes for it, and the labels of the file's codes."""
    codes = {float(low + i): low + i for i in range(size)}
    told = {}
    if coding == "words":
        codes = {float(1 + i): word for i, word in enumerate(words)}
    elif coding == "coded words":
        codes = {float(1 + i): f"{1 + i} - {word}" for i, word in enumerate(words)}
    elif coding == "ends":
        codes[float(low)] = f"{low} Strongly disagree"
        codes[float(low + size - 1)] = f"{low + size - 1} Strongly agree"
    elif coding in ("ends labelled", "partly labelled"):
        told = {1.0: words[0], float(size): words[-1]}
        if coding == "partly labelled" and size % 2:
            told[(size + 1) / 2] = words[size // 2]
    elif coding != "bare":
        upwards = range(size, 0, -1) if coding == "turned" else range(1, size + 1)
        codes = dict(
            zip((float(1 + i) for i in range(size)), OWN.get(coding, upwards), strict=False)
        )
        told = {float(code): words[int(point) - 1] for point, code in codes.items()}
    return codes, told


def _written(rng, coding, points, words, codes, told):  # noqa: PLR0913 - a survey has them
    """The cells as the file has them, None where empty; and the labels of every column."""
    size = len(words)
    cells = {
        name: [None if np.isnan(p) else codes[p] for p in answers]
        for name, answers in points.items()
    }
    labelled = {name: dict(told) for name in points} if told else {}
    if coding == "one turned":
        name = list(points)[int(rng.integers(len(points)))]
        labelled[name] = {size + 1 - code: word for code, word in told.items()}
        cells[name] = [None if v is None else size + 1 - v for v in cells[name]]
    if coding == "no answer labelled":
        code = int(rng.choice([0, -1, size + 1, 8 + size, 99]))
        for name in points:
            labelled[name][float(code)] = str(rng.choice(["No answer", "Refused", "Don't know"]))
            for row in np.flatnonzero(rng.random(len(cells[name])) < 0.08):
                cells[name][row] = code
                points[name][row] = np.nan
    return cells, labelled


def _troubled(rng, drawn, cells, coding, size):
    """Typing errors and codes for no answer in single cells."""
    names = list(cells)
    texts = any(isinstance(v, str) for values in cells.values() for v in values)
    for _ in range(int(rng.integers(0, 3))):
        name, row = names[rng.integers(len(names))], int(rng.integers(len(cells[names[0]])))
        if coding in ("bare", "labelled") and cells[name][row] is not None:
            cells[name][row] = [33, 3.5, 55, -99][rng.integers(4)]
            drawn.points[name][row] = np.nan
        elif texts:
            cells[name][row] = ["N/A", "(blank)", "k.A.", "Don't know", "Sans réponse"][
                rng.integers(5)
            ]
            drawn.points[name][row] = np.nan
    if coding == "bare" and size in (5, 7) and rng.random() < 0.3:
        code = [0, size + 1, 9, 99][rng.integers(4)]
        for name in names:
            for row in np.flatnonzero(rng.random(len(cells[name])) < 0.02):
                cells[name][row] = code
                drawn.points[name][row] = np.nan
    return cells


def _beside(rng, drawn, cells, people):
    """Columns that are no questions, in between and around."""
    others = {
        "Reports": lambda: rng.poisson(2, people),
        "Years with us": lambda: rng.integers(0, 35, people),
        "Ticked": lambda: rng.integers(0, 2, people),
        "Condition": lambda: rng.integers(1, 4, people),
        "Choose 2 here": lambda: np.full(people, 2),
        "Year of birth": lambda: rng.integers(1950, 2005, people),
        "Age": lambda: rng.integers(18, 80, people),
        "Income per month": lambda: rng.integers(800, 6000, people),
        "Interview date": lambda: np.array([f"2026-03-{1 + i % 28:02d}" for i in range(people)]),
        "E-mail": lambda: np.array([f"p{i}@example.org" for i in range(people)]),
        "Your personal code": lambda: np.zeros(people, int),
        "Visits": lambda: rng.integers(1, 9, people),
        "Gender": lambda: rng.choice(["f", "m"], people),
        "Remarks": lambda: np.array([f"remark {i}" for i in range(people)]),
        "region": lambda: rng.choice([1, 2, 3, 4, -99], people, p=[0.3, 0.3, 0.2, 0.15, 0.05]),
    }
    for name in rng.permutation(list(others))[: rng.integers(0, 5)]:
        drawn.matters.add(str(name))
        values = [v.item() if hasattr(v, "item") else v for v in others[str(name)]()]
        place = int(rng.integers(len(cells) + 1))
        entries = list(cells.items())
        cells = dict([*entries[:place], (str(name), values), *entries[place:]])
    return cells


def _column(values):
    """As the readers give columns: whole numbers, else numbers, else text."""
    if any(isinstance(v, str) for v in values):
        return pa.array([None if v is None else str(v) for v in values], pa.string())
    if any(isinstance(v, float) for v in values):
        return pa.array(values, pa.float64())
    return pa.array(values, pa.int64())


def silently_wrong(drawn):
    """What came in different without a note that names it."""
    try:
        found = suggest(drawn.file)
        again = questionnaire.read(questionnaire.write(found.instrument))
        fitted = Responses.fit(again, drawn.file)
    except SurveyError as error:
        return [f"refused: {error}"]
    checks = " ".join(n.found for n in found.notes if n.what in ("Please check", "Not known yet"))
    said = " ".join(f"{n.what} {n.found}" for n in found.notes)
    return [*_wrong_items(drawn, found, fitted, checks, said), *_wrong_others(drawn, fitted, said)]


def _wrong_items(drawn, found, fitted, checks, said):
    scale = {i.column: d.scale for _, d, i in found.instrument.dimension_of()}
    for name, points in drawn.points.items():
        if name not in fitted.columns:
            if name not in said:
                yield f"{name} is no item and not named"
            continue
        answers = fitted.answers[:, fitted.columns.index(name)].astype(float)
        answers[answers <= LAST_MISSING] = np.nan
        if not np.array_equal(answers, points, equal_nan=True) and name not in checks:
            yield f"{name} on {scale[name]} differs for {(answers != points).sum()}"


def _wrong_others(drawn, fitted, said):
    for name in drawn.matters:
        if name in fitted.columns:
            yield f"{name} is an item"
        elif name not in said:
            yield f"{name} is not named"
    if "region" in fitted.demographics and "-99" in fitted.demographics["region"].names:
        yield "-99 is a region"


def main(count):
    """Draw so many surveys; how many are wrong without a word."""
    bad = 0
    for seed in range(count):
        drawn = draw(seed)
        wrong = silently_wrong(drawn)
        if wrong:
            bad += 1
            print(seed, drawn.what, sorted(drawn.matters), wrong[:3])  # noqa: T201
    print(f"{bad} of {count} wrong without a word")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
