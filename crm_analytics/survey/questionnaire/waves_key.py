"""The key `waves` of a questionnaire file, read and written."""

from collections.abc import Mapping

import yaml

from crm_analytics.survey.instrument import LIKERT, AskedWave, Printed
from crm_analytics.survey.questionnaire.scale_key import (
    Plain,
    plain_number,
    read_scale,
    write_scale,
)
from crm_analytics.survey.yaml_nodes import Nodes

KEYS = ("name", "columns", "turned", "left_out", "scales", "categories", "printed")
FIGURES = ("n", "mean", "sd")


def read_wave(nodes: Nodes, node: yaml.Node) -> AskedWave:
    """One entry of the list."""
    keys = nodes.mapping(node, KEYS)
    return AskedWave(
        name=nodes.required(node, keys.get("name"), "wave"),
        columns=nodes.named(keys.get("columns"), nodes.text),
        turned=nodes.each(keys.get("turned"), nodes.text),
        left_out=nodes.each(keys.get("left_out"), nodes.text),
        scales=nodes.named(keys.get("scales"), lambda inner: read_scale(nodes, inner, LIKERT)),
        categories=nodes.named(
            keys.get("categories"), lambda inner: nodes.named(inner, nodes.text)
        ),
        printed=nodes.named(keys.get("printed"), lambda inner: _printed(nodes, inner)),
    )


def _printed(nodes: Nodes, node: yaml.Node) -> Printed:
    keys = nodes.mapping(node, FIGURES)
    for figure in FIGURES:
        if keys and figure not in keys:
            what = f"has printed numbers without '{figure}'."
            nodes.wrong(node, what, "Write {n: 210, mean: 3.42, sd: 0.81}.")
    return Printed(
        nodes.whole(keys.get("n"), 0),
        nodes.number(keys.get("mean"), 0),
        nodes.number(keys.get("sd"), 0),
    )


def write_wave(wave: AskedWave) -> dict[str, Plain]:
    """The entry that `read_wave` turns back into the same wave."""
    recoded: Mapping[str, Plain] = {of: dict(names) for of, names in wave.categories.items()}
    entry: dict[str, Plain] = {
        "name": wave.name,
        "columns": dict(wave.columns),
        "turned": list(wave.turned),
        "left_out": list(wave.left_out),
        "scales": {name: write_scale(scale) for name, scale in wave.scales.items()},
        "categories": dict(recoded),
        "printed": {
            name: {"n": told.n, "mean": plain_number(told.mean), "sd": plain_number(told.sd)}
            for name, told in wave.printed.items()
        },
    }
    return {key: value for key, value in entry.items() if value}
