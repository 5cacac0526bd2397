"""Questionnaire file → instrument."""

from typing import cast

import yaml

from crm_analytics.errors import Problem, UnusableQuestionnaire
from crm_analytics.survey.instrument import (
    LIKERT,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    MissingRule,
    Role,
    Scale,
)
from crm_analytics.survey.mistakes import KINDS, mistakes
from crm_analytics.survey.questionnaire.scale_key import read_scale
from crm_analytics.survey.questionnaire.waves_key import read_wave
from crm_analytics.survey.yaml_nodes import Nodes, at, compose, line

TOP = (
    "title",
    "scale",
    "missing",
    "constructs",
    "demographics",
    "weight",
    "id",
    "missing_codes",
    "hypotheses",
    "waves",
    "minimum_group",
)
TRUE, FALSE = ("true", "True", "yes", "Yes"), ("false", "False", "no", "No")


def read(text: str) -> Instrument:
    """The instrument of a questionnaire file.

    Raises UnusableQuestionnaire with every mistake, in the order of the lines.
    """
    root = compose(text)
    nodes = Nodes()
    instrument = _instrument(nodes, root)
    known_bad = {number for number, _ in nodes.problems}  # one problem a line is enough to mend it
    for mistake in mistakes(instrument):
        mark = at(root, mistake.path).start_mark
        if mark.line not in known_bad:
            what = f"{mistake.thing} {mistake.what}"
            nodes.problems.append((mark.line, Problem(line(mark.line), what, mistake.remedy)))
    if nodes.problems:
        nodes.problems.sort(key=lambda found: found[0])
        raise UnusableQuestionnaire(*(problem for _, problem in nodes.problems))
    return instrument


def _instrument(nodes: Nodes, root: yaml.Node) -> Instrument:
    keys = nodes.mapping(root, TOP)
    scale = read_scale(nodes, keys.get("scale"), LIKERT)
    constructs = nodes.each(keys.get("constructs"), lambda node: _construct(nodes, node, scale))
    if not constructs and not nodes.problems:
        nodes.wrong(root, "has no construct.", "Write 'constructs:' with at least one.")
    return Instrument(
        constructs=constructs,
        title=nodes.text(keys.get("title"), "Survey"),
        scale=scale,
        missing=cast(
            MissingRule, nodes.choice(keys.get("missing"), ("complete", "half"), "complete")
        ),
        demographics=nodes.each(keys.get("demographics"), lambda node: _demographic(nodes, node)),
        weight=nodes.text(keys.get("weight")),
        id=nodes.text(keys.get("id")),
        missing_codes=_missing_codes(nodes, keys.get("missing_codes")),
        hypotheses=nodes.each(keys.get("hypotheses"), lambda node: _hypothesis(nodes, node)),
        minimum_group=nodes.whole(keys.get("minimum_group"), 5),
        waves=nodes.each(keys.get("waves"), lambda node: read_wave(nodes, node)),
    )


def _construct(nodes: Nodes, node: yaml.Node, scale: Scale) -> Construct:
    keys = nodes.mapping(node, ("name", "role", "dimensions"))
    role = nodes.choice(keys.get("role"), ("driver", "outcome"), "")
    return Construct(
        name=nodes.required(node, keys.get("name"), "construct"),
        dimensions=nodes.each(
            keys.get("dimensions"), lambda inner: _dimension(nodes, inner, scale)
        ),
        role=cast(Role, role) if role else None,
    )


def _dimension(nodes: Nodes, node: yaml.Node, scale: Scale) -> Dimension:
    keys = nodes.mapping(node, ("name", "scale", "items"))
    return Dimension(
        name=nodes.required(node, keys.get("name"), "dimension"),
        items=nodes.each(keys.get("items"), lambda inner: _item(nodes, inner)),
        scale=read_scale(nodes, keys.get("scale"), scale),
    )


def _item(nodes: Nodes, node: yaml.Node) -> Item:
    if isinstance(node, yaml.ScalarNode):
        return Item(nodes.text(node))
    keys = nodes.mapping(node, ("column", "text", "reversed"))
    column = nodes.required(node, keys.get("column"), "item", "column")
    turned = nodes.choice(keys.get("reversed"), (*TRUE, *FALSE), "false")
    return Item(column, nodes.text(keys.get("text")), turned in TRUE)


def _demographic(nodes: Nodes, node: yaml.Node) -> Demographic:
    if isinstance(node, yaml.ScalarNode):
        return Demographic(nodes.text(node))
    keys = nodes.mapping(node, ("column", "order"))
    column = nodes.required(node, keys.get("column"), "demographic", "column")
    return Demographic(column, nodes.each(keys.get("order"), nodes.text))


def _missing_codes(nodes: Nodes, node: yaml.Node | None) -> dict[float, str]:
    if node is None:
        return {}
    return {nodes.number(key, 0): nodes.text(value, "missing") for key, value in nodes.pairs(node)}


def _hypothesis(nodes: Nodes, node: yaml.Node) -> Hypothesis:
    keys = nodes.mapping(node, ("id", "kind", "of", "with", "on", "between", "sign"))
    kind = nodes.choice(keys.get("kind"), tuple(KINDS), "correlation")
    return Hypothesis(
        id=nodes.required(node, keys.get("id"), "hypothesis", "id"),
        kind=kind,
        of=nodes.text(keys.get("of")),
        other=nodes.text(keys.get(KINDS[kind])) if KINDS[kind] else "",
        sign=nodes.choice(keys.get("sign"), ("+", "-"), ""),
    )
