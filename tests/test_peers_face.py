"""Other programs' own test cases through the package's face: their data, their printed numbers."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crm_analytics as ca
from tests.test_peers import agrees

FOLDER = Path(__file__).parent / "data" / "peers_face"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.json"))


def load(frame, outcomes=(), drivers=(), demographics=()):
    """A study in which every column is a score of its own name; answers are no points of a scale."""
    lines = ["scale: {low: -400, high: 500}", "minimum_group: 1", "constructs:"]
    for role, names in (("driver", drivers), ("outcome", outcomes)):
        if names:
            lines += [f"  - name: every {role}", f"    role: {role}", "    dimensions:"]
            lines += [f"      - {{name: {name}, items: [{name}]}}" for name in names]
    lines.append(f"demographics: [{', '.join(demographics)}]")
    return ca.load(frame, "\n".join(lines) + "\n")


def regression(frame, outcome, drivers):
    tables = load(frame, [outcome], drivers).drivers(robust=True).tables
    out = tables["fit"].iloc[0].to_dict()
    for row in tables["model"].to_dict("records"):
        out |= {f"{row['term']} {key}": value for key, value in row.items()}
    return out | dict(tables["diagnostics"].set_index("check")["statistic"])


def selected(frame, outcome, drivers, method):
    tables = load(frame, [outcome], drivers).drivers(method=method).tables
    out = {"kept": ",".join(tables["model"]["term"][1:])}
    for row in tables["steps"].to_dict("records"):
        out |= {f"step {row['step']} {key}": value for key, value in row.items()}
    return out


def pairwise(frame, names):
    tables = load(frame, drivers=names).relations(pairwise=True).tables
    out = {}
    for table, letter in (("pearson", "r"), ("spearman", "rho"), ("kendall", "tau")):
        for row in tables[table].to_dict("records"):
            at = f"{row['row']} {row['column']} "
            out |= {f"{at}{letter}_{key}": row[key] for key in ("p", "low", "high")}
            out |= {f"{at}{letter}": row["r"]}
            if letter == "r":
                out |= {f"{at}n": row["n"], f"{at}p": row["p"]}
    return out


def of_groups(frame, y, g):
    study = load(frame.astype({g: str}), [y], demographics=[g])
    return study.groups(variable=y, demographic=g).tables


def two_groups(frame, y, g):
    """d is Student's t on the scale of a difference over the pooled SD."""
    tables = of_groups(frame, y, g)
    t = tables["tests"].set_index("test").loc["Student's t", "statistic"]
    return {"d": t * sum(1 / tables["means"]["n"]) ** 0.5}


def posthoc(frame, y, g):
    if frame[g].dtype != "int64":  # letters: the case of ranks
        frame = frame.assign(**{y: np.exp2(frame[y]) / 1e6})
    tables, out = of_groups(frame, y, g), {}
    names = {"Tukey's HSD": "tukey", "Games–Howell": "games_howell", "Dunn, Holm": "dunn"}
    for table in ("pairs", "tukey"):
        for row in tables[table].to_dict("records") if table in tables else ():
            at = f"{names[row['method']]} {row['a']} {row['b']} "
            out |= {f"{at}{key}": row[key] for key in ("difference", "low", "high")}
            out[f"{at}p"] = row["p_adjusted"]
    return out


def mediated(frame, x, m, y):
    study = load(frame, [y], [x, *m])
    table = study.paths(driver=x, mediators=m, outcome=y).tables["mediation"]
    kinds = {
        "total (c)": "total", "direct (c′)": "direct", "driver to mediator (a)": "a",
        "mediator to outcome (b)": "b", "indirect (a·b)": "indirect",
    }  # fmt: skip
    out = {}
    for row in table.fillna("").to_dict("records"):
        out[f"{kinds[row['path']]} {row['path_through']}".strip() + " b"] = row["b"]
    return out


def moderated(frame, x, by, y, values):
    """The slope is a straight line in the moderator."""
    found = load(frame, [y], [x, by]).paths(driver=x, moderator=by, outcome=y)
    slopes = found.tables["slopes"].set_index("at")
    at, b = slopes.loc["mean", ["value", "b"]]
    rise = found.tables["moderation"]["b"].item()
    slope = {f"slope at {value}": b + rise * (value - at) for value in values}
    return found.tables["moderation"].iloc[0].to_dict() | slope


def correlations(frame, n, factors=2, rotation="oblimin"):
    """Of n people who have exactly the matrix; as many scales as factors are wanted."""
    names, random = list(frame.columns), np.random.default_rng(1)
    free = np.column_stack([np.ones(n), random.normal(size=(n, len(names)))])
    answers = np.linalg.qr(free)[0][:, 1:] @ np.linalg.cholesky(frame.to_numpy()).T
    lines = ["scale: {low: -400, high: 500}", "minimum_group: 1", "constructs:", "  - name: all"]
    lines.append("    dimensions:")
    for part in range(factors):
        lines.append(f"      - {{name: part {part}, items: [{', '.join(names[part::factors])}]}}")
    study = ca.load(pd.DataFrame(answers, columns=names), "\n".join(lines) + "\n")
    tables = study.validity(as_asked=True, rotation=rotation).tables
    out = tables["sampling_adequacy"].iloc[0].to_dict()
    out |= {f"msa {row.item}": row.msa for row in tables["item_adequacy"].itertuples()}
    for row in tables["loadings"].itertuples():
        out[f"loading {row.item} {row.factor}"] = row.loading
    return out


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_those_of_the_other_program(name):
    case = json.loads((FOLDER / name / "case.json").read_text(encoding="utf-8"))
    ask = globals()[case["run"].pop("function")]
    found = ask(pd.read_csv(FOLDER / name / "data.csv"), **case["run"])
    ours = [(want, found.get(want["name"], "no such number")) for want in case["expect"]]
    plain = [(w, v.item() if hasattr(v, "item") else v) for w, v in ours]
    assert [(want, value) for want, value in plain if not agrees(want, value)] == []


def test_no_case_is_lost():
    assert len(CASES) == 23
