"""Segments of a text that overlap without being the same."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise


def overlapping(segments: Iterable[tuple[str, str, str]]) -> int:
    """How many segments begin inside another one of their document.

    segments: document, first and last position as a file has them; those that are no numbers are
    passed over, and equal ones are one.
    """
    documents = defaultdict[str, set[tuple[float, float]]](set)
    for document, start, end in segments:
        if _is_number(start) and _is_number(end):
            documents[document].add((float(start), float(end)))
    return sum(_inside(sorted(spans)) for spans in documents.values())


def _inside(spans: list[tuple[float, float]]) -> int:
    """How many of sorted spans begin before an earlier one ends."""
    found, reach = 0, float("-inf")
    for (_, end), (start, _) in pairwise(spans):
        reach = max(reach, end)
        found += start < reach
    return found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
