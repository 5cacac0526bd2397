"""YAML as text with line numbers: no type guessing ("no" stays a word), mistakes collected.

Every method answers with a usable value and notes a problem when the file has none, so one pass
finds everything. Ours, not pydantic: a model that fails leaves no questionnaire, so what is wrong
with its meaning (a name twice, a hypothesis about nothing) would be said only after the next try.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import yaml

from crm_analytics.errors import Problem, UnusableQuestionnaire

LARGEST = 1_000_000  # characters; a questionnaire of 2,000 items has about 200,000
DEEPEST = 20  # lists and mappings inside each other; a questionnaire has seven
T = TypeVar("T")


def compose(text: str) -> yaml.Node:
    """The document's root node; raises UnusableQuestionnaire when it is not one YAML document."""
    if len(text) > LARGEST:
        raise _unusable("The file", f"has {len(text):,} characters.", "Is it a questionnaire?")
    try:
        _refuse_strange(text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = len(text.splitlines()) - 1  # what is missing at the end is missing in the last line
        place = line(min(mark.line, last)) if mark else "The file"
        raise _unusable(place, f"is not valid YAML: {error.problem}.", "Correct it.") from None
    except (yaml.YAMLError, UnicodeEncodeError):
        raise _unusable("The file", "is not valid YAML.", "Save it as UTF-8 text.") from None
    if root is None:
        raise _unusable("The file", "is empty.", "Start with 'constructs:'.")
    return root


def _refuse_strange(text: str) -> None:
    """Refuse aliases, and nesting that no questionnaire has; libyaml's parser takes linear time."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        place = line(event.start_mark.line) if event.start_mark else "The file"
        if isinstance(event, yaml.AliasEvent):
            raise _unusable(place, "uses an alias (*name).", "Write the text out.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            what = f"has more than {DEEPEST} lists and mappings inside each other."
            raise _unusable(place, what, "Is it a questionnaire?")


def line(number: int) -> str:
    """The line as an editor counts; YAML counts from zero."""
    return f"Line {number + 1}"


def _unusable(where: str, what: str, remedy: str) -> UnusableQuestionnaire:
    return UnusableQuestionnaire(Problem(where, what, remedy))


class Nodes:
    """Takes values out of nodes and remembers what was wrong."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, Problem]] = []

    def wrong(self, node: yaml.Node, what: str, remedy: str) -> None:
        """Remember a problem at the node's line."""
        place = node.start_mark
        self.problems.append((place.line, Problem(line(place.line), what, remedy)))

    def mapping(self, node: yaml.Node, allowed: Sequence[str]) -> Mapping[str, yaml.Node]:
        """Key → node; unknown and repeated keys and other kinds of node are problems."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "is not a set of 'key: value' lines.", f"Use: {', '.join(allowed)}.")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key)
            if name not in allowed:
                self.wrong(key, f"has the unknown key '{name}'.", f"Use: {', '.join(allowed)}.")
            elif name in found:
                self.wrong(key, f"has the key '{name}' twice.", "Keep one.")
            elif not _is_null(value):
                found[name] = value
        return found

    def pairs(self, node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Key and value nodes of a free mapping."""
        if isinstance(node, yaml.MappingNode):
            yield from node.value
        else:
            self.wrong(node, "is not a set of 'key: value' lines.", "Write one pair a line.")

    def named(self, node: yaml.Node | None, take: Callable[[yaml.Node], T]) -> dict[str, T]:
        """Name → value of a free mapping; an absent one is empty, a repeated name a problem."""
        found: dict[str, T] = {}
        for key, value in () if node is None else self.pairs(node):
            name = self.text(key)
            if name in found:
                self.wrong(key, f"has '{name}' twice.", "Keep one.")
            found[name] = take(value)
        return found

    def each(self, node: yaml.Node | None, take: Callable[[yaml.Node], T]) -> tuple[T, ...]:
        """Every entry of a list, taken by `take`; an absent list is empty."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, "is not a list.", "Write '- ' before each entry, or [a, b].")
            return ()
        return tuple(take(entry) for entry in node.value)

    def text(self, node: yaml.Node | None, default: str = "") -> str:
        """The text as written, whatever it looks like."""
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.wrong(node, "is not a text.", "Write one word or 'a quoted text'.")
            return default
        return str(node.value).strip()

    def required(
        self, owner: yaml.Node, node: yaml.Node | None, kind: str, key: str = "name"
    ) -> str:
        """The text of a key that its owner cannot do without."""
        if node is None:
            self.wrong(owner, f"has a {kind} without '{key}'.", f"Add '{key}: …'.")
        return self.text(node)

    def number(self, node: yaml.Node | None, default: float) -> float:
        """A finite number."""
        if node is None:
            return float(default)
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, "has no number where one belongs.", "Write a number.")
            return float(default)
        written = str(node.value).strip()
        try:
            value = float(written)
        except ValueError:
            value = float("nan")
        if not abs(value) < float("inf"):
            self.wrong(node, f"has '{written}' where a number belongs.", "Write a number.")
            return float(default)
        return value

    def whole(self, node: yaml.Node | None, default: int) -> int:
        """A whole number; 4.9 people are neither 4 nor 5."""
        value = self.number(node, default)
        if node is not None and not value.is_integer():
            self.wrong(node, f"has {value:g} where a whole number belongs.", "Write one.")
            return default
        return int(value)

    def choice(self, node: yaml.Node | None, options: Sequence[str], default: str) -> str:
        """One of the options."""
        written = self.text(node, default)
        if written in options or node is None:
            return written
        self.wrong(node, f"has '{written}'.", f"Use {' or '.join(options)}.")
        return default


def _is_null(node: yaml.Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")


def at(root: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    """The node a path leads to, or the nearest one above it."""
    node = root
    for step in path:
        if isinstance(node, yaml.MappingNode) and isinstance(step, str):
            inner = [value for key, value in node.value if key.value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            inner = node.value[step : step + 1]
        else:
            inner = []
        if not inner:
            break
        node = inner[0]
    return node
