"""The key `scale` of a questionnaire file, read and written."""

import yaml

from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.yaml_nodes import Nodes

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"]


def read_scale(nodes: Nodes, node: yaml.Node | None, default: Scale) -> Scale:
    """The scale of a node; the default where there is none or it cannot be read."""
    if node is None:
        return default
    before = len(nodes.problems)
    keys = nodes.mapping(node, ("low", "high", "labels"))
    for end in ("low", "high"):
        if keys and end not in keys:
            nodes.wrong(node, f"has a scale without '{end}'.", "Write {low: 1, high: 5}.")
    scale = Scale(
        nodes.number(keys.get("low"), default.low),
        nodes.number(keys.get("high"), default.high),
        nodes.each(keys.get("labels"), nodes.text),
    )
    return scale if len(nodes.problems) == before else default  # one mistake is said once


def write_scale(scale: Scale) -> dict[str, Plain]:
    """The ends, and the labels where it has some."""
    ends: dict[str, Plain] = {"low": plain_number(scale.low), "high": plain_number(scale.high)}
    return {**ends, "labels": list(scale.labels)} if scale.labels else ends


def plain_number(value: float) -> int | float:
    """Without a decimal point where it needs none."""
    return int(value) if float(value).is_integer() else value
