"""Does a published level table follow from its SSIM? One section, like every other result."""

from collections.abc import Iterator, Sequence

from crm_analytics.ism.audit import (
    COMMON,
    INPUT,
    OUTPUT,
    SETS,
    Audit,
    PrintedLevels,
    WrongLevel,
    WrongSet,
)
from crm_analytics.ism.document import SourceFiles
from crm_analytics.ism.model import Model
from crm_analytics.ism.sections.naming import ids, names, row
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.report.words import counted

CALLED = {OUTPUT: "reaches", INPUT: "reached by", COMMON: "both"}
METHOD = (
    "The printed sets are compared with the initial and the final matrix, with and without the "
    "factor itself, and held against the one they agree with most.",
    "j stands in the set that i reaches exactly when i stands in the set that reaches j; what is "
    "in both sets of a factor is what they have in common.",
    "A printed level is right when the factor, at that turn, reaches nothing that remains and does "
    "not reach it back, and did not do so earlier already (Warfield 1974).",
)


def audit_section(
    model: Model, found: Audit, printed: PrintedLevels, source: SourceFiles
) -> Section:
    """What of a printed table does not follow. source: the SSIM's file and the table's."""
    return Section(
        id="audit",
        title="Audit of printed levels",
        question="Do the printed levels follow from the SSIM?",
        finding=_finding(model, found),
        charts=(),
        tables=(
            _levels(model, found.levels),
            _sets(model, found.sets),
            _one_sided(model, found),
            _common(model, found.common),
            _follows(model, found, printed),
        ),
        caveats=tuple(_caveats(found)),
        method=METHOD,
        provenance=source.provenance(model.judgements),
    )


def _finding(model: Model, found: Audit) -> str:
    n = len(model.factors)
    count = int(found.follows.max())
    closed = f"the closure of the SSIM gives {counted(count, 'level')}"
    if not (found.levels or found.sets or found.one_sided or found.common):
        return f"Every printed set and all {n} printed levels follow from the SSIM."
    if not found.levels:
        return f"{counted(len(found.sets), 'printed set')} of {3 * n} do not follow from the SSIM."
    several = "do" if len(found.levels) > 1 else "does"
    return (
        f"{len(found.levels)} of {n} printed levels {several} not follow from the {found.matrix} "
        f"matrix, {counted(len(found.sets), 'printed set')} of {3 * n} "
        f"{'are' if len(found.sets) != 1 else 'is'} wrong, and {closed}."
    )


def _caveats(found: Audit) -> Iterator[str]:
    if found.matrix == "initial":
        yield (
            "The printed sets are those of the initial matrix, without the transitive closure that "
            "an ISM needs before its levels."
        )
    if not found.own:
        yield "The printed sets leave the factor itself out."


def _levels(model: Model, wrong: Sequence[WrongLevel]) -> Table:
    rows = ((*row(model, one.factor), one.printed, _why(model, one)) for one in wrong)
    title = "Printed levels that do not follow"
    return Table.of("levels", title, ("id", "factor", "printed", "reason"), rows)


def _why(model: Model, wrong: WrongLevel) -> str:
    if wrong.beyond:
        beyond = names(model.factors, wrong.beyond)
        do = "does" if len(wrong.beyond) == 1 else "do"
        return f"It still leads to {beyond}, which {do} not lead back."
    return f"It was at the top already at level {wrong.earlier}."


def _sets(model: Model, wrong: Sequence[WrongSet]) -> Table:
    f = model.factors
    rows = (
        (*row(model, one.factor), CALLED[one.kind], ids(f, one.printed), ids(f, one.follows),
         ids(f, one.extra), ids(f, one.missing))
        for one in wrong
    )  # fmt: skip
    keys = ("id", "factor", "kind", "printed", "implied", "extra", "absent")
    return Table.of("sets", "Printed sets that are not those of the matrix", keys, rows)


def _one_sided(model: Model, found: Audit) -> Table:
    rows = (
        (model.factors[tail].name, model.factors[head].name, _stands(model, (tail, head), kind))
        for (tail, head), kind in found.one_sided
    )
    title = "Arrows that stand in one set and not in its counterpart"
    return Table.of("one_sided", title, ("from", "to", "reason"), rows)


def _stands(model: Model, arrow: tuple[int, int], kind: str) -> str:
    tail, head = (model.factors[end].id for end in arrow)
    if kind == OUTPUT:
        return f"{tail} says that it reaches {head}; {head} does not say that {tail} reaches it."
    return f"{head} says that {tail} reaches it; {tail} does not say that it reaches {head}."


def _common(model: Model, wrong: Sequence[WrongSet]) -> Table:
    f = model.factors
    rows = ((*row(model, one.factor), ids(f, one.printed), ids(f, one.follows)) for one in wrong)
    title = "Common sets that are not what the two sets beside them have in common"
    return Table.of("common", title, ("id", "factor", "printed", "implied"), rows)


def _follows(model: Model, found: Audit, printed: PrintedLevels) -> Table:
    rows = ((*row(model, i), level, int(found.follows[i])) for i, level in enumerate(printed.level))
    title = f"Levels as printed, and as the closure gives them ({len(SETS)} sets a factor tested)"
    return Table.of("printed", title, ("id", "factor", "printed", "follows"), rows, detail=True)
