"""What separates the cells of a text file, found by trying rather than by counting marks."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePath

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

# of marks that explain a file equally well the first: a decimal comma splits cells as evenly
# as the semicolon between them
LIKELY = ("\t", ";", "|", ",")
TRIED = 300

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# how Excel is told the separator, in the first line of a file
DIRECTIVE = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n)', re.IGNORECASE)


def lines(text: str) -> Iterator[str]:
    """The lines with their ends, as a text editor counts them."""
    return (found.group() for found in LINE.finditer(text))


def directive(text: str) -> str | None:
    """The separator that the first line names, if it does."""
    found = DIRECTIVE.match(text)
    return found.group(1) if found else None


def delimiter(text: str, name: str) -> str:
    """The mark that gives most rows as many cells as the header; a comma when none does."""
    if PurePath(name).suffix.lower() == ".tsv":
        return "\t"
    sample = list(islice(lines(text), TRIED))
    best = max(LIKELY, key=lambda mark: _evenness(sample, mark))
    return best if _evenness(sample, best) > (0.0, 0) else ","


def _evenness(sample: Sequence[str], mark: str) -> tuple[float, int]:
    """Share of rows as wide as the header, and that width; zero when it has one cell."""
    rows = csv.reader(sample, delimiter=mark)
    widths = [len(row) for row in rows if any(map(str.strip, row))]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return widths.count(widths[0]) / len(widths), widths[0]
