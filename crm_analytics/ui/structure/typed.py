"""What was typed into a cell, as one line that every page, file and store can take.

A browser keeps to the length of a cell; whoever sends an edit without one need not.
"""

import re

LONGEST = 2_000  # characters of a cell that says nothing else
_NO_TEXT = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f\\ud800-\\udfff\\ufffe\\uffff]")


def typed(said: object, longest: int = LONGEST) -> str:
    """The words, without what is no text; nothing for an empty cell."""
    return " ".join(_NO_TEXT.sub("", str(said or "")).split())[:longest].rstrip()
