"""Which items belong together? Numbered names, bracketed stems, common beginnings, same scale."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.files.file import SurveyFile
from crm_analytics.survey.instrument import Scale

_BRACKET = re.compile(r"^(?P<stem>.*?)\s*\[(?P<text>.+)\]\s*$", re.DOTALL)
_NUMBERED = re.compile(r"^(?P<stem>.*?)[\s_.\-]*\d+[a-z]?$", re.DOTALL | re.IGNORECASE)
STANDARD = ((1, 5), (1, 7), (1, 4), (1, 6), (1, 3), (0, 10), (1, 10), (0, 4), (0, 5), (0, 6))


@dataclass(frozen=True, slots=True)
class Block:
    """Items with a common stem and scale, in asked order."""

    stem: str
    columns: tuple[str, ...]
    scale: Scale


def text_of(file: SurveyFile, column: str) -> str:
    """The question behind a column: the format's own text, or the words inside brackets."""
    if given := file.texts.get(column):
        return given
    bracketed = _BRACKET.match(column)
    return bracketed["text"] if bracketed else ""


def blocks(items: Sequence[tuple[str, Scale]]) -> tuple[Block, ...]:
    """Every item in one block, blocks in asked order."""
    stems = _stems([column for column, _ in items])
    grouped: dict[tuple[str, object], list[tuple[str, Scale]]] = {}
    for (column, scale), stem in zip(items, stems, strict=True):
        grouped.setdefault((stem, _kind(scale)), []).append((column, scale))
    found = [
        Block(stem, tuple(column for column, _ in members), _common(s for _, s in members))
        for (stem, _), members in grouped.items()
    ]
    return tuple(_rescaled(found))


def _stems(columns: Sequence[str]) -> list[str]:
    """The stem each column shares with another; those that share none are taken together."""
    first = [_stem(column) for column in columns]
    shared = Counter(first)
    pattern = [re.sub(r"\d+", "#", column) for column in columns]
    alike = Counter(pattern)
    return [
        stem if shared[stem] > 1 else form.strip("#_ ") or "Items" if alike[form] > 1 else ""
        for stem, form in zip(first, pattern, strict=True)
    ]


def _stem(column: str) -> str:
    if bracketed := _BRACKET.match(column):
        return bracketed["stem"]
    numbered = _NUMBERED.match(column)
    return (numbered["stem"] or "Items") if numbered else column


def _kind(scale: Scale) -> object:
    """Labelled scales belong together only when they are the same; bare spans may grow."""
    return (scale.low, scale.high) if scale.labels else None


def _common(scales: Iterable[Scale]) -> Scale:
    members = list(scales)
    labelled = [scale for scale in members if scale.labels]
    if labelled:
        return labelled[0]
    return Scale(min(s.low for s in members), max(s.high for s in members))


def _rescaled(found: Sequence[Block]) -> Iterator[Block]:
    """A span of answers becomes the standard scale that holds it, the file's commonest first."""
    smallest = [_smallest(block.scale) for block in found if not block.scale.labels]
    usual = Counter(smallest).most_common(1)[0][0] if smallest else None
    for block in found:
        scale = block.scale
        if not scale.labels:
            best = _smallest(scale)
            near = usual and usual.low <= scale.low and best.high <= usual.high <= best.high + 1
            scale = usual if usual and near and usual.low == best.low else best
        yield Block(block.stem, block.columns, scale)


def _smallest(span: Scale) -> Scale:
    low = 0 if span.low < 1 else 1
    fitting = [Scale(a, b) for a, b in STANDARD if a == low and b >= span.high]
    common = Scale(1, 5)
    if low == 1 and span.high <= common.high and span.high >= common.high - 1:
        return common  # a four that nobody exceeds is likelier an unused five than a scale of 1–4
    return min(fitting, key=lambda scale: scale.high, default=span)
