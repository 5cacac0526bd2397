"""What is no question of a scale, seen from the columns beside it.

Choices of several (ticks), ranks, attention checks, the same question again or turned round, the
same questions at two times, and questions of which nobody was asked both.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.suggesting.columns import SurveyColumn, values
from crm_analytics.survey.suggesting.scales import FEW, FEWEST_ALIKE, Block

SAME = 0.97  # share of people with one answer, from which a question tells nothing
FEWEST_ROWS = 10  # to say that two columns always agree

_BRACKET = re.compile(r"^(?P<stem>.*?)\s*\[(?P<text>.+)\]\s*$", re.DOTALL)
_NUMBERED = re.compile(r"^(?P<stem>.*?)[\s_.\-]*\d+[a-z]?$", re.DOTALL | re.IGNORECASE)
_GROUPED = re.compile(r"^(?P<stem>[^/]+)/[^/]+$|^(?P<first>[A-Za-z]\w*)-[A-Za-z_]\w*$")
_STATED = re.compile(r"^(?P<stem>.+?)\s*[-–:]\s*(?P<text>\S.*)$", re.DOTALL)


def stems(columns: Sequence[SurveyColumn]) -> dict[str, str]:
    """What each column's name shares with another; what shares nothing has ""."""
    first = {c.name: _stem(c.name) for c in columns}
    shared = Counter(first.values())
    pattern = {c.name: re.sub(r"\d+", "#", c.name) for c in columns}
    alike = Counter(pattern.values())
    return {
        name: stem
        if shared[stem] > 1
        else pattern[name].strip("#_ ") or "Items"
        if alike[pattern[name]] > 1
        else ""
        for name, stem in first.items()
    }


def _stem(name: str) -> str:
    code = name.partition(". ")[0]
    for text in (name, code):
        if bracketed := _BRACKET.match(text):
            return bracketed["stem"]
    if grouped := _GROUPED.match(name):
        return grouped["stem"] or grouped["first"]
    numbered = _NUMBERED.match(name)
    return (numbered["stem"] or "Items") if numbered else name


def in_series(columns: Sequence[SurveyColumn]) -> frozenset[str]:
    """Columns called alike but for a number, such as Service1, Service2, Service3."""
    series = {c.name: re.sub(r"[\s_.\-]*\d+$", "", c.name) for c in columns}
    many = Counter(series.values())
    return frozenset(name for name, stem in series.items() if many[stem] >= FEWEST_ALIKE)


def statements(columns: Sequence[SurveyColumn]) -> dict[str, tuple[str, str]]:
    """Column → stem and statement, where questions read "Stem - Statement"."""
    found: dict[str, tuple[str, str]] = {}
    counted: Counter[str] = Counter()
    for column in columns:
        for match in re.finditer(r"\s*[-–:]\s*(?=\S)", column.text):
            counted[column.text[: match.start()].strip()] += 1
    for column in columns:
        cuts = list(re.finditer(r"\s*[-–:]\s*(?=\S)", column.text))
        for match in reversed(cuts):
            stem = column.text[: match.start()].strip()
            if stem and counted[stem] > 1:
                found[column.name] = (stem, column.text[match.end() :].strip())
                break
    return found


# ----------------------------------------------------------------------------------------- ticks


def ticks(columns: Sequence[SurveyColumn]) -> list[list[SurveyColumn]]:
    """Sets of columns of which each is one choice: ticked or not; a single one is a set of one."""
    sets: list[list[SurveyColumn]] = []
    for column in columns:
        if not _is_tick(column):
            continue
        if sets and column.place - sets[-1][-1].place == 1 and _alike(sets[-1][-1], column):
            sets[-1].append(column)
        else:
            sets.append([column])
    return sets


_YES = re.compile(
    r"^(yes|no|true|false|checked|unchecked|selected|not selected|quoted|not quoted|x|✓|✔|1|0|"
    r"mentioned|not mentioned|ja|nein|oui|non|s[ií]|evet|hayır|ya|tidak|نعم|لا|بله|خیر)$",
    re.IGNORECASE,
)


def _is_tick(column: SurveyColumn) -> bool:
    if column.numbers and not column.words:
        return set(column.numbers) <= {0.0, 1.0} and (column.n >= FEW or 0.0 in column.numbers)
    if column.words and not column.numbers:
        if len(column.words) == 1:
            (word,) = column.words
            if any(labels.normal(word) in known.codes for known in labels.label_sets()):
                return False
            heading = f"{column.name} {column.text}".casefold()
            return word.strip().casefold() in heading or bool(_YES.match(word))
        return False
    return False


def _alike(one: SurveyColumn, other: SurveyColumn) -> bool:
    """Whether two neighbours may be choices of one question."""
    same_kind = bool(one.numbers) == bool(other.numbers)
    return same_kind and (
        not (0.0 in one.numbers and 0.0 in other.numbers) or one.rows == other.rows
    )


def packed_choices(column: SurveyColumn) -> bool:
    """Whether a cell holds several choices: "Motor;Life;" or "Motor, Life"."""
    if not column.spoken or len(column.words) > 300:
        return False
    if any(word.rstrip().endswith(";") and len(word) > 1 for word in column.words):
        return True
    parts = {
        word: [p.strip() for p in re.split(r"[;,|]", word) if p.strip()] for word in column.words
    }
    several = [word for word, found in parts.items() if len(found) > 1]
    singles = {p for found in parts.values() for p in found}
    counted = Counter(p for found in parts.values() for p in found)
    known = sum(counted[p] > 1 for p in singles)
    return bool(several) and len(singles) <= 25 and 2 * known > len(singles)


def shares(group: Sequence[SurveyColumn], rows: int) -> str:
    """The choices with the share of those asked who ticked them."""
    asked = max(c.rows for c in group)
    blank = all(set(c.numbers) <= {1.0} or c.words for c in group)
    base = rows if blank else asked
    told = (
        f"{c.name} {100 * (c.numbers.get(1.0, 0) or sum(c.words.values())) / max(base, 1):.1f}%"
        for c in group
    )
    return f"{', '.join(told)} of {base:,}"


# ------------------------------------------------------------------------- ranks, checks, copies


def ranks(file: SurveyFile, columns: Sequence[SurveyColumn]) -> list[list[SurveyColumn]]:
    """Runs of columns in which everybody gives each of 1 … k once."""
    found: list[list[SurveyColumn]] = []
    place = 0
    while place < len(columns):
        run = [columns[place]]
        k = int(max(columns[place].numbers, default=0))
        for column in columns[place + 1 :]:
            beside = column.place - run[-1].place == 1
            if not beside or max(column.numbers, default=0) > k or len(run) == k:
                break
            run.append(column)
        if FEWEST_ALIKE <= k <= 10 and len(run) == k and _permutations(file, run, k):
            found.append(run)
            place += k
        else:
            place += 1
    return found


def _permutations(file: SurveyFile, run: Sequence[SurveyColumn], k: int) -> bool:
    given = np.array([values(file, c) for c in run])
    given = given[:, ~np.isnan(given).any(axis=0)]
    if given.shape[1] < FEWEST_ROWS:
        return False
    once = (np.sort(given, axis=0) == np.arange(1, k + 1)[:, None]).all(axis=0)
    return bool(once.mean() >= SAME)


def the_same_answer(column: SurveyColumn) -> tuple[str, int] | None:
    """The answer that nearly everybody gives, and how many gave another one; None without."""
    counted = {**{f"{v:g}": n for v, n in column.numbers.items()}, **column.words}
    n = sum(counted.values())
    if n < FEW:
        return None
    answer = max(counted, key=lambda a: counted[a])
    others = n - counted[answer]
    return (answer, others) if counted[answer] >= SAME * n else None


def copies(
    file: SurveyFile, blocks: Sequence[Block], columns: Mapping[str, SurveyColumn]
) -> Iterator[tuple[str, str, bool]]:
    """Original, copy, and whether the copy is turned; for everybody who answered."""
    series = {name: re.sub(r"\d+", "#", name) for name in columns}
    for block in blocks:
        points: dict[bytes, str] = {}
        mirror = block.scale.low + block.scale.high
        if block.known in ("words", "order") or block.scale.codes:
            continue
        for name in block.columns:
            answers = values(file, columns[name])
            there = answers[~np.isnan(answers)]
            if len(there) < FEWEST_ROWS or len(np.unique(there)) < FEWEST_ALIKE:
                continue
            same, turned = _key(answers), _key(mirror - answers)
            original = points.get(same) or points.get(turned)
            if original is None:
                points[same] = name
            elif series[original] != series[name]:  # else two questions answered alike
                yield original, name, same not in points


def _key(answers: NDArray[np.float64]) -> bytes:
    return np.nan_to_num(answers, nan=-999).astype(np.float32).tobytes()


# ------------------------------------------------------------------------------ times, branches

_TIMES = (
    ("pre", "post"), ("before", "after"), ("t0", "t1"), ("t1", "t2"), ("w1", "w2"), ("vor", "nach"),
    ("vorher", "nachher"), ("antes", "despues"), ("antes", "después"), ("avant", "apres"),
    ("avant", "après"), ("once", "sonra"), ("önce", "sonra"), ("time1", "time2"), ("1", "2"),
    ("sebelum", "sesudah"), ("قبل", "بعد"),
)  # fmt: skip
_FEWEST_PAIRS = 3


def two_times(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Column → what was asked and the time; where the same questions stand at two times."""
    for first, second in _TIMES:
        found: dict[str, dict[str, str]] = {}
        for name in names:
            for time in (first, second):
                for asked in _without(name, time):
                    found.setdefault(asked, {})[time] = name
        pairs = {asked: times for asked, times in found.items() if len(times) > 1}
        paired = {name for times in pairs.values() for name in times.values()}
        loose = [n for n in names if n not in paired]
        numbered = first == "1"
        fewest = _FEWEST_PAIRS if numbered else 2
        if len(pairs) >= fewest and not (numbered and any(re.search(r"\d$", n) for n in loose)):
            return {n: (asked, time) for asked, times in pairs.items() for time, n in times.items()}
    return {}


def _without(name: str, time: str) -> Iterator[str]:
    """The name without the time behind or before it."""
    low = name.casefold()
    if time.isdigit():
        if re.search(rf"[_.\- ]{time}$", low) and not re.search(rf"\d[_.\- ]{time}$", low):
            yield name[: -len(time) - 1]
        return
    if re.search(rf"[_.\- (\[]{time}[)\]]?$", low):
        yield re.sub(rf"[_.\- (\[]+{time}[)\]]?$", "", low)
    if re.match(rf"{time}[_.\- ]", low):
        yield re.sub(rf"^{time}[_.\- ]+", "", low)


def branches(file: SurveyFile, block: Block) -> list[list[str]]:
    """The columns of a block that people can have answered together; one list without a branch."""
    names = list(block.columns)
    if len(names) < 2:
        return [names]
    there = np.array([file.table[name].is_valid().to_numpy() for name in names], float)
    both = there @ there.T
    answered = there.sum(axis=1)
    apart = (both == 0) & (answered[:, None] >= FEWEST_ROWS) & (answered[None, :] >= FEWEST_ROWS)
    if not apart.any():
        return [names]
    shared = [i for i in range(len(names)) if not apart[i].any()]
    groups: list[list[int]] = [shared] if shared else []
    for i in range(len(names)):
        if i in shared:
            continue
        own = [g for g in groups if g is not shared and not any(apart[i][j] for j in g)]
        if own:
            own[0].append(i)
        else:
            groups.append([i])
    return [[names[i] for i in group] for group in groups]


def asked_by(file: SurveyFile, names: Sequence[str], among: Sequence[SurveyColumn]) -> str:
    """The answer to a filter question that all who were asked have in common, in words."""
    there = np.any([file.table[name].is_valid().to_numpy() for name in names], axis=0)
    for column in among:
        if column.name in names or not 2 <= len(column.words) + len(column.numbers) <= 6:
            continue
        answers = np.array([str(v) for v in file.table[column.name].to_pylist()], object)
        inside = set(answers[there])
        if len(inside) == 1 and not inside & set(answers[~there]):
            return f"{column.name} = {inside.pop()}"
    return ""
