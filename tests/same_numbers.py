"""Are all numbers still the same? Writes every section as JSON, and compares two such folders.

    python -m tests.same_numbers write FOLDER        # before a change, and after it
    python -m tests.same_numbers compare OLD NEW     # exit code 1 where a number is another

Every sample and reference set, all sections, and each option of each analysis once.
"""

import json
import re
import sys
from collections import Counter
from math import isclose
from pathlib import Path

# option → value that is not the usual one, tried on the insurance sample and on the waves
OPTIONS = {
    "answers": {"highest_first": True, "split": False, "by": "gender", "dimension": "Trust"},
    "reliability": {"level": 0.9, "bootstrap": 40},
    "validity": {"as_asked": True, "rotation": "varimax"},
    "priority": {"bands": 3},
    "relations": {
        "items": True, "coefficient": "kendall", "item_coefficient": "polychoric", "pairwise": True,
        "clustered": True,
    },
    "drivers": {"level": 0.99, "bootstrap": 40, "method": "stepwise", "robust": True},
    "paths": {
        "level": 0.9, "driver": "Trust", "mediators": ("Commitment", "Interaction"),
        "outcome": "Organising customer relations", "moderator": "gender",
    },
    "hypotheses": {"level": 0.9},
    "groups": {"level": 0.9, "variable": "Trust", "demographic": "age"},
    "waves": {
        "level": 0.9, "change": "2023 → 2024", "linking": "independent", "demographic": "age",
        "dimension": "Trust",
    },
}  # fmt: skip
FILTERS = ((), (("gender", ("female",)),), (("age", ("20-29", "30-39")),))
RELATIVE = 1e-9
# where another definition or another program took over, and how near the numbers have to stay
ALLOWED = (
    (re.compile(r"/htmt/|htmt"), None),  # of absolute correlations now
    (re.compile(r"/(people)/"), None),  # no category is hidden alone
    (re.compile(r"/shapiro_"), 1e-6),  # by scipy
    (re.compile(r"/validity/tables/(items|factors|loadings|factor_correlations)/"), 1e-5),
)


def write(folder):
    """One file a study, view and option."""
    from crm_analytics.analyses.battery import battery, build
    from crm_analytics.analyses.registry import registry
    from crm_analytics.export.text import json_text
    from crm_analytics.report.section import provenance
    from crm_analytics.survey import questionnaire
    from crm_analytics.survey.over_time import over_time
    from crm_analytics.survey.samples import SAMPLES
    from crm_analytics.survey.waves.entry import fitted
    from tests.reference import NAMES, view

    folder.mkdir(parents=True, exist_ok=True)

    def keep(name, sections):
        (folder / f"{name}.json").write_text(json_text(sections), encoding="utf-8")

    for name in NAMES:
        people = view(name, demographics=True)
        keep(f"set {name}", battery(people, provenance(people, "", "")))
    for sample in SAMPLES:
        asked = questionnaire.read(sample.questionnaire)
        answered, _ = fitted(asked, sample.files())
        for place, filters in enumerate(FILTERS if "insurance" in sample.id else FILTERS[:1]):
            waves = over_time(asked, answered, filters)
            people = [wave.view for wave in waves if wave.view][-1]
            stamp = provenance(people, "", sample.questionnaire)
            keep(f"{sample.id} {place}", battery(people, stamp, waves=waves))
        if sample.id in ("sample-insurance", "sample-waves"):
            for id, options in OPTIONS.items():
                for option, value in options.items():
                    chosen = registry()[id].options(**{option: value})
                    made = build(id, people, stamp, chosen, waves=waves)
                    keep(f"{sample.id} {id} {option}", [made])


def numbers(node, path=""):
    """Every number with the way to it; rows are told apart by their place."""
    if isinstance(node, bool):
        return
    if isinstance(node, int | float):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in ("provenance", "version"):
                yield from numbers(value, f"{path}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            name = value.get("id", place) if isinstance(value, dict) else place
            yield from numbers(value, f"{path}/{name}")


def compare(old, new):
    """A line for each file with other numbers; the exit code."""
    seen, other = Counter(), []
    files = sorted(path.name for path in old.glob("*.json"))
    for name in files:
        if not (new / name).exists():
            other.append(f"{name}: is gone")
            continue
        before, after = (
            dict(numbers(json.loads((folder / name).read_text(encoding="utf-8"))))
            for folder in (old, new)
        )
        for path, value in before.items():
            seen["all"] += 1
            now = after.get(path)
            allowed = next((near for shape, near in ALLOWED if shape.search(path)), RELATIVE)
            if now == value:
                seen["equal"] += 1
            elif now is not None and isclose(now, value, rel_tol=RELATIVE, abs_tol=1e-12):
                seen["near"] += 1
            elif allowed is None or (now is not None and isclose(now, value, rel_tol=allowed)):
                seen["allowed"] += 1
            else:
                other.append(f"{name}{path}: {value!r} is {now!r} now")
    for line in other[:60]:
        print(line)
    print(
        f"{len(files)} files, {seen['all']:,} numbers: {seen['equal']:,} equal to the last digit, "
        f"{seen['near']:,} within {RELATIVE:g}, {seen['allowed']:,} defined otherwise, "
        f"{len(other):,} different"
    )
    return int(bool(other))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]))
    else:
        sys.exit(compare(Path(sys.argv[2]), Path(sys.argv[3])))
