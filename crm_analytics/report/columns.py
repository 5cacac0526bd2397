"""The one vocabulary of table columns: what a key is called and how its numbers are written.

Keys are stable: JSON, XLSX and the API use them. Headings are for readers.
"""

from dataclasses import dataclass, replace
from typing import Literal

from crm_analytics.report.table import Table, Value

Kind = Literal["text", "count", "decimal", "percent", "p", "df", "value"]


@dataclass(frozen=True, slots=True)
class Column:
    """Heading, kind of number, and its digits after the point."""

    heading: str
    kind: Kind = "text"
    decimals: int = 2


def _decimal(heading: str, decimals: int = 2) -> Column:
    return Column(heading, "decimal", decimals)


VOCABULARY: dict[str, Column] = {
    "name": Column("Name"),
    "construct": Column("Construct"),
    "scale": Column("Scale"),
    "item": Column("Item"),
    "text": Column("Question"),
    "n": Column("n", "count"),
    "n_effective": Column("Effective n", "decimal", 1),
    "missing": Column("Missing", "count"),
    "items": Column("Items", "count"),
    # people and answers
    "demographic": Column("Demographic"),
    "category": Column("Category"),
    "value": Column("Answer", "value"),
    "label": Column("Label"),
    "percent": Column("%", "percent", 1),
    "valid_percent": Column("Valid %", "percent", 1),
    "cumulative_percent": Column("Cumulative %", "percent", 1),
    "reasons": Column("Reasons"),
    "top2": Column("Top two %", "percent", 1),
    "bottom2": Column("Bottom two %", "percent", 1),
    "net": Column("Net", "percent", 1),
    "nps": Column("NPS", "percent", 1),
    "se_mean": _decimal("SE of mean", 3),
    "median": Column("Median", "value"),
    "mode": Column("Mode", "value"),
    "variance": _decimal("Variance", 3),
    "skewness": _decimal("Skewness"),
    "se_skewness": _decimal("SE of skewness", 3),
    "kurtosis": _decimal("Kurtosis"),
    "se_kurtosis": _decimal("SE of kurtosis", 3),
    "range": Column("Range", "value"),
    "minimum": Column("Minimum", "value"),
    "maximum": Column("Maximum", "value"),
    "sum": Column("Sum", "value"),
    "p25": Column("25th percentile", "value"),
    "p50": Column("50th percentile", "value"),
    "p75": Column("75th percentile", "value"),
    "ks_d": _decimal("K–S D", 3),
    "lilliefors_p": Column("p (Lilliefors)", "p"),
    "shapiro_w": _decimal("Shapiro–Wilk W", 3),
    "shapiro_p": Column("p (Shapiro–Wilk)", "p"),
    # reliability
    "alpha": _decimal("α"),
    "alpha_low": _decimal("α low"),
    "alpha_high": _decimal("α high"),
    "alpha_standardised": _decimal("α standardised"),
    "validity_coefficient": _decimal("√α"),
    "alpha_bootstrap_low": _decimal("α low, bootstrap"),
    "alpha_bootstrap_high": _decimal("α high, bootstrap"),
    "omega": _decimal("ω"),
    "omega_low": _decimal("ω low"),
    "omega_high": _decimal("ω high"),
    "ordinal_alpha": _decimal("Ordinal α"),
    "ordinal_omega": _decimal("Ordinal ω"),
    "lambda2": _decimal("λ2"),
    "lambda2_low": _decimal("λ2 low"),
    "lambda2_high": _decimal("λ2 high"),
    "lambda6": _decimal("λ6"),
    "cr": _decimal("CR"),
    "cr_low": _decimal("CR low"),
    "cr_high": _decimal("CR high"),
    "ave": _decimal("AVE"),
    "ave_low": _decimal("AVE low"),
    "ave_high": _decimal("AVE high"),
    "verdict": Column("Verdict"),
    "split": Column("Split"),
    "items_a": Column("Items A", "count"),
    "items_b": Column("Items B", "count"),
    "alpha_a": _decimal("α A"),
    "alpha_b": _decimal("α B"),
    "r": _decimal("r"),
    "spearman_brown": _decimal("Spearman–Brown"),
    "spearman_brown_unequal": _decimal("Spearman–Brown, unequal"),
    "guttman": _decimal("Guttman"),
    "item_rest_r": _decimal("Item–rest r"),
    "alpha_if_dropped": _decimal("α if dropped"),
    "smc": _decimal("SMC"),
    # validity
    "scale_a": Column("Scale A"),
    "scale_b": Column("Scale B"),
    "htmt": _decimal("HTMT"),
    "root_ave_a": _decimal("√AVE of A"),
    "root_ave_b": _decimal("√AVE of B"),
    "raw_loading": _decimal("Loading, points"),
    "kmo": _decimal("KMO"),
    "msa": _decimal("MSA"),
    "chi2": _decimal("χ²"),
    "df": Column("df", "df"),
    "component": Column("Component", "count"),
    "eigenvalue": _decimal("Eigenvalue"),
    "random_mean": _decimal("Unconnected answers, mean"),
    "random_high": _decimal("Unconnected answers, 95th percentile"),
    "factor": Column("Factor", "count"),
    "factor_a": Column("Factor A", "count"),
    "factor_b": Column("Factor B", "count"),
    "loading": _decimal("Loading"),
    "uniqueness": _decimal("Uniqueness"),
    "communality": _decimal("Communality"),
    "home": Column("Factor of its scale", "count"),
    # priority
    "mean": _decimal("Mean"),
    "sd": _decimal("SD"),
    "cv": Column("CV %", "percent", 1),
    "relative_importance": Column("Relative importance %", "percent", 1),
    "rank_cv": Column("Rank by CV", "count"),
    "rank_cv_low": Column("… from", "count"),
    "rank_cv_high": Column("… to", "count"),
    "rank_mean": Column("Rank by mean", "count"),
    "rank_mean_low": Column("… from", "count"),
    "rank_mean_high": Column("… to", "count"),
    "rank_importance": Column("Rank by importance", "count"),
    "midpoint": _decimal("Midpoint"),
    "cohens_d": _decimal("Cohen's d"),
    "level": Column("Level", "count"),
    # relations
    "row": Column("Row"),
    "column": Column("Column"),
    "p": Column("p", "p"),
    "p_holm": Column("p (Holm)", "p"),
    "p_bh": Column("p (Benjamini–Hochberg)", "p"),
    "low": _decimal("Low"),
    "high": _decimal("High"),
    "flag": Column("Flag"),
    "r_disattenuated": _decimal("r without error"),
    # drivers
    "outcome": Column("Outcome"),
    "model": Column("Model"),
    "term": Column("Term"),
    "b": _decimal("B", 3),
    "se": _decimal("SE", 3),
    "beta": _decimal("β", 3),
    "t": _decimal("t"),
    "tolerance": _decimal("Tolerance", 3),
    "vif": _decimal("VIF"),
    "r2": _decimal("R²", 3),
    "r2_adjusted": _decimal("Adjusted R²", 3),
    "se_estimate": _decimal("SE of estimate", 3),
    "f": _decimal("F"),
    "df1": Column("df₁", "df"),
    "df2": Column("df₂", "df"),
    "f_critical": _decimal("Critical F"),
    "t_critical": _decimal("Critical t"),
    "durbin_watson": _decimal("Durbin–Watson"),
    "equation": Column("Equation"),
    "latex": Column("LaTeX"),
    # hypotheses
    "id": Column("Id"),
    "statement": Column("Hypothesis"),
    "test": Column("Test"),
    "statistic_name": Column("Statistic"),
    "statistic": _decimal("Value"),
    "effect_name": Column("Effect"),
    "effect": _decimal("Size"),
    "decision": Column("Decision"),
    "sentence": Column("In words"),
    # groups
    "variable": Column("Score"),
    "groups": Column("Groups", "count"),
    "explained": Column("Explained %", "percent", 1),
    "size": Column("Strength"),
    "why": Column("Why"),
    "a": Column("A"),  # and "b" of the drivers, which holds text here
    "difference": _decimal("Difference"),
    "p_adjusted": Column("p (adjusted)", "p"),
    "method": Column("Method"),
    "note": Column("Note"),
    "smallest_expected": _decimal("Smallest expected", 1),
    "fisher_p": Column("p (Fisher)", "p"),
    "cramers_v": _decimal("Cramér's V"),
    "cramers_v_unbiased": _decimal("V, unbiased"),
    "phi": _decimal("φ"),
    "zero_order": _decimal("Zero-order r", 3),
    "partial": _decimal("Partial r", 3),
    "part": _decimal("Part r", 3),
    "se_hc3": _decimal("SE (HC3)", 3),
    "p_hc3": Column("p (HC3)", "p"),
    "driver": Column("Driver"),
    "lmg": _decimal("LMG share of R²", 3),
    "lmg_low": _decimal("LMG low", 3),
    "lmg_high": _decimal("LMG high", 3),
    "relative_weight": _decimal("Relative weight", 3),
    "relative_weight_low": _decimal("Relative weight low", 3),
    "relative_weight_high": _decimal("Relative weight high", 3),
    "performance": _decimal("Performance, 0–100", 1),
    "total_effect": _decimal("Total effect", 3),
    "step": Column("Step", "count"),
    "action": Column("Action"),
    "check": Column("Check"),
    "reading": Column("Reading"),
    # paths
    "path_from": Column("From"),
    "path_through": Column("Through"),
    "path_to": Column("To"),
    "path_by": Column("Moderator"),
    "path": Column("Path"),
    "share": Column("Share of the total effect %", "percent", 1),
    "draws": Column("Draws", "count"),
    "r2_change": _decimal("Change of R²", 3),
    "at": Column("At"),
    # waves
    "kind": Column("Kind"),
    "wave": Column("Wave"),
    "from": Column("From"),
    "to": Column("To"),
    "n_from": Column("n before", "count"),
    "n_to": Column("n after", "count"),
    "n_effective_from": Column("Effective n before", "decimal", 1),
    "n_effective_to": Column("Effective n after", "decimal", 1),
    "mean_from": _decimal("Mean before"),
    "mean_to": _decimal("Mean after"),
    "effect_low": _decimal("Size low"),
    "effect_high": _decimal("Size high"),
    "linked": Column("Same people"),
    "mix": _decimal("Other people (mix)"),
    "se_mix": _decimal("SE of mix", 3),
    "real": _decimal("Changed answers (real)"),
    "se_real": _decimal("SE of real", 3),
    "alpha_from": _decimal("α before"),
    "alpha_to": _decimal("α after"),
    "congruence": _decimal("Congruence", 3),
    "cfi": _decimal("CFI", 3),
    "rmsea": _decimal("RMSEA", 3),
    "more_chi2": _decimal("Δχ²"),
    "more_df": Column("Δdf", "df"),
    "more_p": Column("p of Δχ²", "p"),
    "less_cfi": _decimal("CFI falls by", 3),
    "holds": Column("Holds"),
    "r_from": _decimal("r before"),
    "r_to": _decimal("r after"),
    "q": _decimal("q"),
    "stayed": Column("Stayed", "count"),
    "left": Column("Left", "count"),
    "joined": Column("Joined", "count"),
    "unknown_from": Column("Unknown before", "count"),
    "unknown_to": Column("Unknown after", "count"),
    "how": Column("How"),
    "moved": Column("Moved", "count"),
    "n_stayed": Column("n stayed", "count"),
    "n_left": Column("n left", "count"),
    "mean_stayed": _decimal("Mean of those who stayed"),
    "mean_left": _decimal("Mean of those who left"),
    # check a paper
    "table": Column("Table", "count"),
    "printed": Column("Printed"),
    "implied": Column("Would have to be"),
    "implied_low": _decimal("At least", 5),
    "implied_high": _decimal("At most", 5),
    "reason": Column("Why"),
    "rule": Column("Rule"),
    "tested": Column("Tested", "count"),
    "contradicted": Column("Contradicted", "count"),
    # coding
    "coefficient": Column("Coefficient"),
    "units": Column("Units", "count"),
    "coders": Column("Coders", "count"),
    "says": Column("What it counts"),
    "source": Column("Whose word"),
    "defined": Column("Source"),
    "empty": Column("Empty cells are"),
    "left_out": _decimal("Empty cells left out"),
    "left_out_low": _decimal("Left out: low"),
    "left_out_high": _decimal("Left out: high"),
    "left_out_units": Column("Left out: units", "count"),
    "decision_low": _decimal("A decision: low"),
    "decision_high": _decimal("A decision: high"),
    "decision_units": Column("A decision: units", "count"),
    "decision_if_coded": _decimal("A decision, where anybody coded"),
    "decision_if_coded_low": _decimal("Where anybody coded: low"),
    "decision_if_coded_high": _decimal("Where anybody coded: high"),
    "decision_if_coded_units": Column("Where anybody coded: units", "count"),
    "codes": Column("Codes", "count"),
    "categories": Column("Categories", "count"),
    "first": Column("One coder"),
    "second": Column("The other"),
    "coder": Column("Coder"),
    "code": Column("Code"),
    "other": Column("Other code"),
    "used": Column("Times given", "count"),
    "times": Column("Times", "count"),
    "agreement": _decimal("Agreement"),
    "shared": _decimal("Agreement on the code"),
    "holsti": _decimal("Holsti"),
    "kappa": _decimal("κ"),
    "unit": Column("Unit"),
    "document": Column("Document"),
    "said": Column("What was said"),
    "disagreement": _decimal("Disagreement"),
    "leaning": Column("More often than the others, points", "percent", 1),
    "group": Column("Group"),
    "role": Column("Role in the paradigm"),
    # structure
    "reachability_set": Column("Reaches"),
    "antecedent_set": Column("Reached by"),
    "intersection_set": Column("Both"),
    "driving": Column("Driving power", "count"),
    "dependence": Column("Dependence", "count"),
    "quadrant": Column("Quadrant"),
    "by_half": Column("Cut at n/2"),
    "by_mean": Column("Cut at the mean"),
    "by_median": Column("Cut at the median"),
    "changes": Column("Changes with the cut"),
    "cut": Column("Cut"),
    "driving_above": _decimal("High driving power above"),
    "dependence_above": _decimal("High dependence above"),
    "rank_driving": Column("Rank by driving", "count"),
    "rank_dependence": Column("Rank by dependence", "count"),
    "iteration": Column("Iteration", "count"),
    "block": Column("Block", "count"),
    "members": Column("Factors"),
    "letter": Column("Letter"),
    "instead": Column("Instead"),
    "votes": Column("Sure", "value"),
    "circles_closed": Column("Circles closed", "count"),
    "certain": Column("Cannot be spared"),
    "levels_then": Column("Levels then", "count"),
    "levels": Column("Levels", "count"),
    "by_level": Column("Factors by level, from the top"),
    "without_level": Column("Without a level"),
    "caveat": Column("Caveat"),
    "votes_v": Column("V", "count"),
    "votes_a": Column("A", "count"),
    "votes_x": Column("X", "count"),
    "votes_o": Column("O", "count"),
    "agree": Column("Agree %", "percent", 1),
    "seen": Column("Experts at least %", "percent", 0),
    "counted_as": Column("Counted as"),
    "experts": Column("Experts", "count"),
    "pairs": Column("Pairs", "count"),
    "disputed": Column("Disputed", "count"),
    "fleiss": _decimal("Fleiss' κ"),
    "krippendorff": _decimal("Krippendorff's α"),
    "kept": Column("Kept %", "percent", 1),
    "strength": _decimal("Strength at least"),
    "extra": Column("Should not be in it"),
    "absent": Column("Is missing in it"),
    "follows": Column("Follows"),
    # overview
    "finding": Column("Finding"),
}
# what a key is called in one table, where it has another sense there
OWN: dict[tuple[str, str], Column] = {
    ("coefficients", "value"): _decimal("Value"),
    ("printed", "value"): _decimal("Value", 4),
    ("coefficients", "verdict"): Column("In words"),
    ("empty_cells", "decision"): _decimal("Empty is a decision"),
}


def columns_of(table: Table) -> list[Column]:
    """How each column of a table is written; one that holds words is text, whatever its key."""
    known = [
        OWN.get((table.name, key)) or VOCABULARY.get(key, Column(key)) for key in table.columns
    ]
    return [
        replace(column, kind="text")
        if any(isinstance(row[place], str) for row in table.rows)
        else column
        for place, column in enumerate(known)
    ]


def written(value: Value, column: Column, absent: str = "") -> str:
    """A value as a person reads it; `absent` or "–" when there is none."""
    if value is None:
        return absent or "–"
    if isinstance(value, (bool, str)):
        return str(value)
    if column.kind == "value":
        return signed(f"{value:,.4f}".rstrip("0").rstrip("."))
    if column.kind == "p":
        return p_written(value)
    if column.kind in ("count", "df"):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return signed(f"{value:,.{column.decimals}f}")


def p_written(p: float) -> str:
    """A p-value as journals print it: "< .001", else three decimals without a leading zero."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def signed(number: str) -> str:
    """The number with a real minus sign, and no minus before a rounded zero."""
    if number.startswith("-"):
        return "−" + number[1:] if number.strip("-0.,") else number[1:]
    return number
