"""What was typed into a cell, as one line that every page, file and store can take.

A browser keeps to the length of a cell; whoever sends an edit without one need not.
"""

from crm_analytics.report.words import plain

LONGEST = 2_000  # characters of a cell that says nothing else


def typed(said: object, longest: int = LONGEST) -> str:
    """The words, without what is no text; nothing for an empty cell."""
    return plain(str(said or ""))[:longest].rstrip()
