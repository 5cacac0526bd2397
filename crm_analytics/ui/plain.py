"""Text from strangers is shown as it is: nothing in a label becomes markup, a link or a picture."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")


def plain(text: str) -> str:
    """Markdown that shows exactly this text."""
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))
