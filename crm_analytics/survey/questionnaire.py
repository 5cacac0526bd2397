"""The questionnaire file: YAML a person can edit, every mistake reported at once with its line.

    title, scale, missing, constructs, demographics, weight, id, missing_codes, missing_codes_of,
    set_aside, hypotheses, waves, minimum_group

Only `constructs` is required. An unknown key is a mistake.
"""

from collections.abc import Mapping
from typing import cast

import yaml

from crm_analytics.errors import Problem, UnusableQuestionnaire
from crm_analytics.survey.instrument import (
    LIKERT,
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    MissingRule,
    Printed,
    Role,
    Scale,
)
from crm_analytics.survey.mistakes import KINDS, mistakes
from crm_analytics.survey.yaml_nodes import Nodes, at, compose, line

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"]

TOP = (
    "title",
    "scale",
    "missing",
    "constructs",
    "demographics",
    "weight",
    "id",
    "missing_codes",
    "missing_codes_of",
    "set_aside",
    "hypotheses",
    "waves",
    "minimum_group",
)
TRUE, FALSE = ("true", "True", "yes", "Yes"), ("false", "False", "no", "No")
WAVE_KEYS = ("name", "columns", "turned", "left_out", "scales", "categories", "printed")
FIGURES = ("n", "mean", "sd")


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
    scale = _read_scale(nodes, keys.get("scale"), LIKERT)
    constructs = nodes.each(
        keys.get("constructs"), lambda node: _read_construct(nodes, node, scale)
    )
    if not constructs and not nodes.problems:
        nodes.wrong(root, "has no construct.", "Write 'constructs:' with at least one.")
    return Instrument(
        constructs=constructs,
        title=nodes.text(keys.get("title"), "Survey"),
        scale=scale,
        missing=cast(
            MissingRule, nodes.choice(keys.get("missing"), ("complete", "half"), "complete")
        ),
        demographics=nodes.each(
            keys.get("demographics"), lambda node: _read_demographic(nodes, node)
        ),
        weight=nodes.text(keys.get("weight")),
        id=nodes.text(keys.get("id")),
        missing_codes=_missing_codes(nodes, keys.get("missing_codes")),
        missing_codes_of=nodes.named(
            keys.get("missing_codes_of"),
            lambda inner: nodes.named(inner, lambda why: nodes.text(why, "missing")),
        ),
        set_aside=nodes.named(keys.get("set_aside"), lambda inner: nodes.each(inner, nodes.text)),
        hypotheses=nodes.each(keys.get("hypotheses"), lambda node: _read_hypothesis(nodes, node)),
        minimum_group=nodes.whole(keys.get("minimum_group"), 5),
        waves=nodes.each(keys.get("waves"), lambda node: _read_wave(nodes, node)),
    )


def _read_construct(nodes: Nodes, node: yaml.Node, scale: Scale) -> Construct:
    keys = nodes.mapping(node, ("name", "role", "dimensions"))
    role = nodes.choice(keys.get("role"), ("driver", "outcome"), "")
    return Construct(
        name=nodes.required(node, keys.get("name"), "construct"),
        dimensions=nodes.each(
            keys.get("dimensions"), lambda inner: _read_dimension(nodes, inner, scale)
        ),
        role=cast(Role, role) if role else None,
    )


def _read_dimension(nodes: Nodes, node: yaml.Node, scale: Scale) -> Dimension:
    keys = nodes.mapping(node, ("name", "scale", "items"))
    return Dimension(
        name=nodes.required(node, keys.get("name"), "dimension"),
        items=nodes.each(keys.get("items"), lambda inner: _read_item(nodes, inner)),
        scale=_read_scale(nodes, keys.get("scale"), scale),
    )


def _read_item(nodes: Nodes, node: yaml.Node) -> Item:
    if isinstance(node, yaml.ScalarNode):
        return Item(nodes.text(node))
    keys = nodes.mapping(node, ("column", "text", "reversed"))
    column = nodes.required(node, keys.get("column"), "item", "column")
    turned = nodes.choice(keys.get("reversed"), (*TRUE, *FALSE), "false")
    return Item(column, nodes.text(keys.get("text")), turned in TRUE)


def _read_demographic(nodes: Nodes, node: yaml.Node) -> Demographic:
    if isinstance(node, yaml.ScalarNode):
        return Demographic(nodes.text(node))
    keys = nodes.mapping(node, ("column", "order", "bands"))
    column = nodes.required(node, keys.get("column"), "demographic", "column")
    bands = nodes.each(keys.get("bands"), lambda entry: nodes.number(entry, 0))
    return Demographic(column, nodes.each(keys.get("order"), nodes.text), bands)


def _missing_codes(nodes: Nodes, node: yaml.Node | None) -> dict[float, str]:
    if node is None:
        return {}
    return {nodes.number(key, 0): nodes.text(value, "missing") for key, value in nodes.pairs(node)}


def _read_hypothesis(nodes: Nodes, node: yaml.Node) -> Hypothesis:
    keys = nodes.mapping(node, ("id", "kind", "of", "with", "on", "between", "sign"))
    kind = nodes.choice(keys.get("kind"), tuple(KINDS), "correlation")
    return Hypothesis(
        id=nodes.required(node, keys.get("id"), "hypothesis", "id"),
        kind=kind,
        of=nodes.text(keys.get("of")),
        other=nodes.text(keys.get(KINDS[kind])) if KINDS[kind] else "",
        sign=nodes.choice(keys.get("sign"), ("+", "-"), ""),
    )


def _read_scale(nodes: Nodes, node: yaml.Node | None, default: Scale) -> Scale:
    """The scale of a node; the default where there is none or it cannot be read."""
    if node is None:
        return default
    before = len(nodes.problems)
    keys = nodes.mapping(node, ("low", "high", "labels", "codes"))
    for end in ("low", "high"):
        if keys and end not in keys:
            nodes.wrong(node, f"has a scale without '{end}'.", "Write {low: 1, high: 5}.")
    scale = Scale(
        nodes.number(keys.get("low"), default.low),
        nodes.number(keys.get("high"), default.high),
        nodes.each(keys.get("labels"), nodes.text),
        tuple(nodes.named(keys.get("codes"), lambda point: nodes.number(point, 0)).items()),
    )
    return scale if len(nodes.problems) == before else default  # one mistake is said once


def _read_wave(nodes: Nodes, node: yaml.Node) -> AskedWave:
    """One entry of the list."""
    keys = nodes.mapping(node, WAVE_KEYS)
    return AskedWave(
        name=nodes.required(node, keys.get("name"), "wave"),
        columns=nodes.named(keys.get("columns"), nodes.text),
        turned=nodes.each(keys.get("turned"), nodes.text),
        left_out=nodes.each(keys.get("left_out"), nodes.text),
        scales=nodes.named(keys.get("scales"), lambda inner: _read_scale(nodes, inner, LIKERT)),
        categories=nodes.named(
            keys.get("categories"), lambda inner: nodes.named(inner, nodes.text)
        ),
        printed=nodes.named(keys.get("printed"), lambda inner: _read_printed(nodes, inner)),
    )


def _read_printed(nodes: Nodes, node: yaml.Node) -> Printed:
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


def write(instrument: Instrument) -> str:
    """YAML that `read` turns back into the same instrument."""
    whole: dict[str, Plain] = {"title": instrument.title}
    if instrument.scale != LIKERT:
        whole["scale"] = _write_scale(instrument.scale)
    if instrument.missing != "complete":
        whole["missing"] = instrument.missing
    whole["constructs"] = [_write_construct(c, instrument.scale) for c in instrument.constructs]
    if instrument.demographics:
        whole["demographics"] = [_write_demographic(d) for d in instrument.demographics]
    for key in ("weight", "id"):
        if column := getattr(instrument, key):
            whole[key] = column
    codes: dict[str, dict[str, Plain]] = {
        "missing_codes": {f"{code:g}": why for code, why in instrument.missing_codes.items()},
        "missing_codes_of": {
            column: dict(reasons) for column, reasons in instrument.missing_codes_of.items()
        },
        "set_aside": {column: list(told) for column, told in instrument.set_aside.items()},
    }
    whole |= {key: entries for key, entries in codes.items() if entries}
    lists: dict[str, list[Plain]] = {
        "hypotheses": [_write_hypothesis(claim) for claim in instrument.hypotheses],
        "waves": [write_wave(wave) for wave in instrument.waves],
    }
    whole |= {key: entries for key, entries in lists.items() if entries}
    whole["minimum_group"] = instrument.minimum_group
    return yaml.safe_dump(
        whole, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )


def _write_construct(construct: Construct, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": construct.name}
    if construct.role:
        entry["role"] = construct.role
    return {**entry, "dimensions": [_write_dimension(d, usual) for d in construct.dimensions]}


def _write_dimension(dimension: Dimension, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": dimension.name}
    if dimension.scale != usual:
        entry["scale"] = _write_scale(dimension.scale)
    return {**entry, "items": [_write_item(item) for item in dimension.items]}


def _write_item(item: Item) -> Plain:
    if not item.text and not item.reversed:
        return item.column
    entry: dict[str, Plain] = {"column": item.column}
    if item.text:
        entry["text"] = item.text
    if item.reversed:
        entry["reversed"] = True
    return entry


def _write_demographic(demographic: Demographic) -> Plain:
    if not demographic.order and not demographic.bands:
        return demographic.column
    entry: dict[str, Plain] = {"column": demographic.column}
    if demographic.order:
        entry["order"] = list(demographic.order)
    if demographic.bands:
        entry["bands"] = [_plain_number(cut) for cut in demographic.bands]
    return entry


def _write_hypothesis(claim: Hypothesis) -> Plain:
    named = {"id": claim.id, "kind": claim.kind, "of": claim.of, KINDS[claim.kind]: claim.other}
    return {key: value for key, value in (named | {"sign": claim.sign}).items() if key and value}


def write_wave(wave: AskedWave) -> dict[str, Plain]:
    """The entry that `_read_wave` turns back into the same wave."""
    recoded: Mapping[str, Plain] = {of: dict(names) for of, names in wave.categories.items()}
    entry: dict[str, Plain] = {
        "name": wave.name,
        "columns": dict(wave.columns),
        "turned": list(wave.turned),
        "left_out": list(wave.left_out),
        "scales": {name: _write_scale(scale) for name, scale in wave.scales.items()},
        "categories": dict(recoded),
        "printed": {
            name: {"n": told.n, "mean": _plain_number(told.mean), "sd": _plain_number(told.sd)}
            for name, told in wave.printed.items()
        },
    }
    return {key: value for key, value in entry.items() if value}


def _write_scale(scale: Scale) -> dict[str, Plain]:
    """The ends, and the labels and codes where it has some."""
    entry: dict[str, Plain] = {"low": _plain_number(scale.low), "high": _plain_number(scale.high)}
    if scale.labels:
        entry["labels"] = list(scale.labels)
    if scale.codes:
        entry["codes"] = {code: _plain_number(point) for code, point in scale.codes}
    return entry


def _plain_number(value: float) -> int | float:
    """Without a decimal point where it needs none."""
    return int(value) if float(value).is_integer() else value
