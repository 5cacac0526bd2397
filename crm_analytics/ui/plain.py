"""Text from strangers is shown as it is: nothing in a label becomes markup, a link or a picture."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")
# a browser would make links of addresses even so; a mark that takes no room keeps them apart
_ADDRESS = re.compile(r"(?<=://)|(?<=@)|(?<=www)(?=\.)", re.IGNORECASE)
APART = "\u2060"


def plain(text: str) -> str:
    """Markdown that shows exactly this text."""
    return _MARKUP.sub(r"\\\1", _ADDRESS.sub(APART, text.replace("\n", " ")))
