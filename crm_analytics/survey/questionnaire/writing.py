"""Instrument → questionnaire file: what equals its default is left out."""

import yaml

from crm_analytics.survey.instrument import (
    LIKERT,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Scale,
)
from crm_analytics.survey.mistakes import KINDS
from crm_analytics.survey.questionnaire.scale_key import Plain, write_scale
from crm_analytics.survey.questionnaire.waves_key import write_wave


def write(instrument: Instrument) -> str:
    """YAML that `read` turns back into the same instrument."""
    whole: dict[str, Plain] = {"title": instrument.title}
    if instrument.scale != LIKERT:
        whole["scale"] = write_scale(instrument.scale)
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
    lists: dict[str, list[Plain]] = {
        "hypotheses": [_hypothesis(claim) for claim in instrument.hypotheses],
        "waves": [write_wave(wave) for wave in instrument.waves],
    }
    whole |= {key: entries for key, entries in lists.items() if entries}
    whole["minimum_group"] = instrument.minimum_group
    return yaml.safe_dump(
        whole, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )


def _construct(construct: Construct, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": construct.name}
    if construct.role:
        entry["role"] = construct.role
    return {**entry, "dimensions": [_dimension(d, usual) for d in construct.dimensions]}


def _dimension(dimension: Dimension, usual: Scale) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"name": dimension.name}
    if dimension.scale != usual:
        entry["scale"] = write_scale(dimension.scale)
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


def _hypothesis(claim: Hypothesis) -> Plain:
    named = {"id": claim.id, "kind": claim.kind, "of": claim.of, KINDS[claim.kind]: claim.other}
    return {key: value for key, value in (named | {"sign": claim.sign}).items() if key and value}
