"""Which columns share a scale of words: all its points, the ends alone, or words nobody knows?"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_analytics.survey import labels
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.suggesting.columns import LARGEST_CODE, MOST_POINTS, SurveyColumn
from crm_analytics.survey.suggesting.scales import (
    FEWEST_ALIKE,
    Block,
    listed,
    standard,
    with_written,
)


def ends_blocks(columns: Sequence[SurveyColumn]) -> tuple[list[Block], list[SurveyColumn]]:
    """Blocks of columns of numbers of which only the two ends are written in words."""
    worded = [c for c in columns if c.words and c.numbers and len(c.words) <= 2]
    taken: dict[tuple[str, ...], list[SurveyColumn]] = {}
    for column in worded:
        poles = {labels.pole(word) for word in column.words}
        if 0 not in poles and max(column.numbers) <= LARGEST_CODE and column.whole:
            taken.setdefault((), []).append(column)
    members = [c for group in taken.values() for c in group]
    if not members:
        return [], list(columns)
    numbers = {v for c in members for v in c.numbers}
    low_used = any(labels.pole(w) < 0 for c in members for w in c.words)
    low = min(numbers) - 1 if low_used and min(numbers) <= 2 else min(1.0, min(numbers))
    high = max(numbers) + 1 if any(labels.pole(w) > 0 for c in members for w in c.words) else 0
    scale = standard({low: 1, max(high, *numbers): 1})
    words = {labels.pole(w): w for c in members for w in c.words}
    joined = [
        c
        for c in columns
        if c in members
        or (not c.words and c.numbers and _within(c, scale) and not c.labels and len(c.numbers) > 2)
    ]
    names = (words.get(-1, f"{scale.low:g}"), words.get(1, f"{scale.high:g}"))
    own = {labels.normal(w): labels.pole(w) for c in members for w in c.words}
    more = tuple((w, scale.low if p < 0 else scale.high) for w, p in own.items())
    checks = [
        f"{listed([c.name for c in joined])}: only the ends are in words; {names[0]} is taken as "
        f"{scale.low:g} and {names[1]} as {scale.high:g}"
    ]
    scale = replace(scale, labels=names)
    known = labels.codes(scale)
    scale = replace(scale, codes=tuple((w, p) for w, p in more if known.get(w) != p))
    written = {w: code for c in joined for w, code in c.written.items()}
    block = Block(
        tuple(c.name for c in joined), with_written(scale, written), "words", checks=tuple(checks)
    )
    return [block], [c for c in columns if c not in joined]


def _within(column: SurveyColumn, scale: Scale) -> bool:
    return column.whole and scale.low <= min(column.numbers) and max(column.numbers) <= scale.high


def word_blocks(
    columns: Sequence[SurveyColumn], stems: Mapping[str, str]
) -> tuple[list[Block], list[SurveyColumn]]:
    """Blocks of columns that were answered in words; and columns whose words make no scale.

    stems: what the name of a column has in common with others.
    """
    blocks: list[Block] = []
    waiting = list(columns)
    for group in _known_words(waiting, stems):
        blocks.append(_worded(group))
        waiting = [c for c in waiting if c not in group]
    for group in _shared_words(waiting, stems):
        blocks.append(_in_unknown_order(group))
        waiting = [c for c in waiting if c not in group]
    return blocks, waiting


def _forms(columns: Sequence[SurveyColumn]) -> list[str]:
    """The labels of the words of some columns, each once, in order of appearance."""
    return list(dict.fromkeys(c.called.get(w, w) for c in columns for w in c.words))


def _known_words(
    columns: Sequence[SurveyColumn], stems: Mapping[str, str]
) -> list[list[SurveyColumn]]:
    """Columns by the known set that they share: first those that use every point of it."""
    groups: list[list[SurveyColumn]] = []
    loose: list[SurveyColumn] = []
    for column in columns:
        if len(column.words) > MOST_POINTS + 3:
            continue
        found = _recognised([column])
        if found is None or _unused(found):
            loose.append(column)
            continue
        own = (group for group in groups if _same_set(_recognised(group), found))
        if group := next(own, None):
            group.append(column)
        else:
            groups.append([column])
    loose.sort(key=lambda c: -len(c.words))
    for column in loose:
        fitting = [g for g in groups if _fits(g, column)]
        near = [g for g in fitting if any(stems[c.name] == stems[column.name] for c in g)]
        if fitting:
            beside = near or fitting
            min(beside, key=lambda g: min(abs(c.place - column.place) for c in g)).append(column)
        elif _could_be_known(column, columns, stems):
            groups.append([column])
    return [sorted(group, key=lambda c: c.place) for group in groups if _recognised(group)]


def _same_set(one: labels.Recognised | None, other: labels.Recognised) -> bool:
    if one is None or one.family != other.family:
        return False
    if len(one.scale.labels) != len(other.scale.labels):
        return False
    known = labels.codes(one.scale)
    return all(
        known.get(labels.normal(label)) == point
        for point, label in enumerate(other.scale.labels, start=1)
    )


def _recognised(group: Sequence[SurveyColumn]) -> labels.Recognised | None:
    words = _forms(group)
    return labels.recognise(words) or labels.nearly(words)


def _fits(group: Sequence[SurveyColumn], column: SurveyColumn) -> bool:
    """Whether a column's words belong to the set of a group, misspellings counted."""
    return _recognised([*group, column]) is not None


def _could_be_known(
    column: SurveyColumn, columns: Sequence[SurveyColumn], stems: Mapping[str, str]
) -> bool:
    """One column of an incomplete set: two of its points, or one beside others of its stem."""
    words = _forms([column])
    if _recognised([column]):
        return True
    alike = [c for c in columns if stems[c.name] == stems[column.name] and c is not column]
    return len(words) == 1 and any(_fits([column], other) for other in alike)


def _worded(group: Sequence[SurveyColumn]) -> Block:
    found = _recognised(group)
    assert found is not None and found.points is not None  # noqa: PT018 - see _known_words
    names = [c.name for c in group]
    checks = [
        f"“{word}” in {listed([c.name for c in group if word in _forms([c])])} is taken for "
        f"“{near}”"
        for word, near in found.spelled
    ]
    if found.others and _unused(found):
        checks.append(
            f"the answer words of {listed(names)} also fit "
            + " or ".join(_described(other) for other in _distinct(found.others)[:3])
        )
    middle = [w for w in found.points if labels.normal(w) in labels.OPINIONLESS]
    if middle:
        checks.append(f"“{middle[0]}” is taken as the middle of the scale; or is it no answer?")
    silent = {
        c.name: {w: "no opinion" for w in c.words if c.called.get(w, w) in found.silent}
        for c in group
    }
    known = labels.codes(found.scale)
    more = {
        label: float(point)
        for label, point in found.points.items()
        if known.get(labels.normal(label)) != point
    }
    scale = replace(found.scale, codes=tuple(more.items()))
    missing = {name: words for name, words in silent.items() if words}
    if missing:
        checks.append(f"“{found.silent[0]}” in {listed(list(missing))} is taken as no answer")
    return Block(tuple(names), scale, "words", found.family, missing=missing, checks=tuple(checks))


def _unused(found: labels.Recognised) -> bool:
    return bool(found.points) and len(set(found.points.values())) < len(found.scale.labels)  # type: ignore[union-attr]


def _distinct(scales: Sequence[Scale]) -> list[Scale]:
    return list({tuple(map(labels.normal, s.labels)): s for s in scales}.values())


def _described(scale: Scale) -> str:
    return f"a scale of {len(scale.points)} points: {' / '.join(scale.labels)}"


_LETTERED = re.compile(r"^([A-Za-z]{1,3})0*(\d{1,2})$")


def _shared_words(
    columns: Sequence[SurveyColumn], stems: Mapping[str, str]
) -> list[list[SurveyColumn]]:
    """Columns that share a few unknown words: of one stem, or three anywhere."""
    groups: list[list[SurveyColumn]] = []
    sized = [c for c in columns if 1 <= len(c.words) <= MOST_POINTS and not c.numbers]
    sizes = Counter(stems[c.name] for c in sized)
    for column in sorted(sized, key=lambda c: -len(c.words)):
        words = {labels.normal(w) for w in _forms([column])}
        lettered = all(_LETTERED.match(w) for w in column.words)
        if any(w.startswith("-") and w.endswith("-") for w in column.words):
            continue  # "-oth-": a choice with an answer of one's own
        for group in groups:
            shared = {labels.normal(w) for w in _forms(group)}
            same_stem = sizes[stems[column.name]] > 1 and stems[group[0].name] == stems[column.name]
            alike = len(words & shared) >= max(2, 0.5 * len(words | shared)) or (
                words <= shared and len(words) > 1
            )
            if (same_stem and (alike or lettered)) or (alike and not lettered):
                group.append(column)
                break
        else:
            groups.append([column])
    return [
        sorted(group, key=lambda c: c.place) for group in groups if _is_shared(group, sizes, stems)
    ]


def _is_shared(
    group: Sequence[SurveyColumn], sizes: Mapping[str, int], stems: Mapping[str, str]
) -> bool:
    words = {labels.normal(w) for w in _forms(group)}
    one_stem = len({stems[c.name] for c in group}) == 1 and sizes[stems[group[0].name]] > 1
    lettered = all(_LETTERED.match(w) for c in group for w in c.words)
    if not len(words) <= MOST_POINTS:
        return False
    if lettered and one_stem and len(group) > 1:
        return True
    enough = len(group) >= FEWEST_ALIKE or (len(group) == 2 and one_stem)
    return enough and len(words) > 2


def _in_unknown_order(group: Sequence[SurveyColumn]) -> Block:
    """A scale whose words are not known: in a provisional order, to be put right by a person."""
    words = _forms(group)
    names = [c.name for c in group]
    guess = _partly_known(words)
    order = guess or _provisional(words)
    scale = Scale(1, len(order), tuple(order))
    if guess:
        odd = [w for w in words if labels.recognise([*words]) is None and not _in_known(w, guess)]
        what = f"“{listed(odd)}” is not known; its place among the known words is a guess"
    else:
        what = "the words are not known, so which is higher is not; the order is provisional"
    check = (
        f"{listed(names)}: {what}, from low to high: {' / '.join(order)}. "
        "Put them in order under labels of the scale"
    )
    return Block(tuple(names), scale, "order", checks=(check,))


def _in_known(word: str, _order: Sequence[str]) -> bool:
    form = labels.normal(word)
    return any(form in known.codes for known in labels.label_sets())


def _partly_known(words: Sequence[str]) -> list[str] | None:
    """The words in the order of a known set that lacks just one of them at one place."""
    forms = {labels.normal(w): w for w in words}
    for known in labels.label_sets():
        here = {known.codes[form]: w for form, w in forms.items() if form in known.codes}
        odd = [w for form, w in forms.items() if form not in known.codes]
        free = [p for p in range(1, len(known.points) + 1) if p not in here]
        if len(odd) == 1 and len(free) == 1 and len(here) >= FEWEST_ALIKE:
            here[free[0]] = odd[0]
            return [here[p] for p in sorted(here)]
    return None


def _provisional(words: Sequence[str]) -> list[str]:
    lettered = [_LETTERED.match(w) for w in words]
    if all(lettered) and len({m[1].casefold() for m in lettered if m}) == 1:
        first = next(m for m in lettered if m)
        digits = [int(m[2]) for m in lettered if m]
        width = len(words[0]) - len(first[1])
        every = (
            range(min(1, *digits), max(*digits, len(digits)) + 1)
            if max(digits) <= MOST_POINTS
            else sorted(digits)
        )
        return [f"{first[1]}{n:0{width}d}" for n in every]
    return sorted(words, key=lambda w: (labels.pole(w), 0))
