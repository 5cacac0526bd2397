"""Instrument → questionnaire file: what equals its default is left out."""

import yaml

from crm_analytics.survey.instrument import Construct, Demographic, Dimension, Instrument, Item
from crm_analytics.survey.mistakes import KINDS
from crm_analytics.survey.scale import LIKERT, Scale

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"]


def write(instrument: Instrument) -> str:
    """YAML that `read` turns back into the same instrument."""
    whole: dict[str, Plain] = {"title": instrument.title}
    if instrument.scale != LIKERT:
        whole["scale"] = _scale(instrument.scale)
    if instrument.missing != "complete":
        whole["missing"] = instrument.missing
    whole["constructs"] = [_construct(c, instrument.scale) for c in instrument.constructs]
    if instrument.demographics:
        whole["demographics"] = [_demographic(d) for d in instrument.demographics]
    for key in ("weight", "id"):
        if column := getattr(instrument, key):
            whole[key] = column
    if instrument.missing_codes:
        codes = instrument.missing_codes.items()
        whole["missing_codes"] = {f"{code:g}": reason for code, reason in codes}
    if instrument.hypotheses:
        whole["hypotheses"] = [
            _without_empty(
                {"id": h.id, "kind": h.kind, "of": h.of, KINDS[h.kind]: h.other, "sign": h.sign}
            )
            for h in instrument.hypotheses
        ]
    whole["minimum_group"] = instrument.minimum_group
    return yaml.safe_dump(
        whole, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )


def _without_empty(entry: dict[str, Plain]) -> dict[str, Plain]:
    return {key: value for key, value in entry.items() if key and value != ""}


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _scale(scale: Scale) -> dict[str, Plain]:
    ends: dict[str, Plain] = {"low": _number(scale.low), "high": _number(scale.high)}
    return {**ends, "labels": list(scale.labels)} if scale.labels else ends


def _construct(construct: Construct, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": construct.name}
    if construct.role:
        entry["role"] = construct.role
    return {**entry, "dimensions": [_dimension(d, usual) for d in construct.dimensions]}


def _dimension(dimension: Dimension, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": dimension.name}
    if dimension.scale != usual:
        entry["scale"] = _scale(dimension.scale)
    return {**entry, "items": [_item(item) for item in dimension.items]}


def _item(item: Item) -> Plain:
    if not item.text and not item.reversed:
        return item.column
    entry: dict[str, Plain] = {"column": item.column}
    if item.text:
        entry["text"] = item.text
    if item.reversed:
        entry["reversed"] = True
    return entry


def _demographic(demographic: Demographic) -> Plain:
    if not demographic.order:
        return demographic.column
    return {"column": demographic.column, "order": list(demographic.order)}
