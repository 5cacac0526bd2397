"""Who reaches whom, levels, blocks and paths beside networkx; a study's printed sets."""

from functools import cache

import networkx as nx
import numpy as np

from crm_analytics.ism import interpret, read
from crm_analytics.ism.micmac import powers
from crm_analytics.ism.panel import Panel
from crm_analytics.ism.reading.levels import SETS as KINDS
from crm_analytics.ism.relations import Relations, numbered
from tests.ism.judged import SAMPLES, digraph, study, study_levels
from tests.verification.compared import COUNTED, EXACT, IN_FULL_ONLY, Compared, Number, Room, told

STUDY, LOYALTY = "the ISM study", "ism_loyalty"
# factors, and arrows to each of them
DRAWN = {
    f"{n} factors, {arrows} arrows each": (n, arrows)
    for n, arrows in ((6, 1), (9, 1.5), (17, 1), (17, 3), (30, 1.2), (30, 2), (60, 1), (60, 1.5), (60, 4))
}  # fmt: skip
SEED = 1974


@cache
def model(name):
    """A model of one expert."""
    if name == STUDY:
        return interpret(_one(study()))
    if name == LOYALTY:
        text = (SAMPLES / "ism_loyalty.csv").read_text(encoding="utf-8")
        return interpret(read({name: text}))
    n, arrows = DRAWN[name]
    random = np.random.default_rng([SEED, n, int(10 * arrows)])
    leads = random.random((n, n)) < arrows / (n - 1)
    np.fill_diagonal(leads, False)
    return interpret(_one(Relations(numbered([f"f{i + 1}" for i in range(n)]), leads)))


def _one(relations):
    return Panel(relations.factors, ("one",), relations.leads[None])


@cache
def graph(name):
    return digraph(model(name).relations.leads)


@cache
def folded(name):
    """The blocks as networkx finds them, and what leads from one to another."""
    return nx.condensation(graph(name))


def factors(name):
    """Each factor's place, and its name in the book."""
    return [(i, f"factor {i + 1}") for i in range(len(model(name).factors))]


COUNTS = {
    what: Number(what, EXACT, headline=what in ("arrows", "cells in the final matrix", "levels"))
    for what in ("arrows", "cells in the final matrix", "1* in it", "levels", "blocks", "circles",
                 "arrows drawn between blocks", "arrows within blocks", "fewest arrows that open a circle")
}  # fmt: skip
LEVEL, DRIVING, DEPENDENCE, IN_BLOCK, CHAIN, PATHS_FROM, PATHS_TO = (
    Number(name, EXACT)
    for name in ("level", "driving power", "dependence", "factors in its block", "blocks above and its own",
                 "rank by paths from it", "rank by paths to it")
)  # fmt: skip
REACHES, DRAWN_ARROW = Number("leads to", EXACT), Number("arrow drawn", EXACT)


def of_wholes(name):
    ours, theirs, blocks = model(name), graph(name), folded(name)
    final, circles = nx.transitive_closure(theirs, reflexive=True), list(_circles(name))
    cells, within = final.number_of_edges(), _within(name)
    found = {
        "arrows": (len(ours.relations.arrows), theirs.number_of_edges()),
        "cells in the final matrix": (int(ours.final.sum()), cells),
        "1* in it": (len(ours.added), cells - theirs.number_of_edges() - len(theirs)),
        "levels": (ours.partition.count, nx.dag_longest_path_length(blocks) + 1),
        "blocks": (len(ours.blocks.members), len(blocks)),
        "circles": (len(ours.circles), len(circles)),
        "arrows drawn between blocks": (len(ours.blocks.arrows), len(_reduced(name).edges)),
        "arrows within blocks": (len(ours.blocks.inside), within),
    }
    yield from told(name, "all factors", [(COUNTS[what], *both) for what, both in found.items()])
    for members, circle in zip(circles, sorted(ours.circles, key=_first), strict=True):
        fewest = nx.edge_connectivity(theirs.subgraph(members))
        for split in circle.splits:
            thing = f"the circle of factor {min(members) + 1}"
            yield Compared(
                name, thing, COUNTS["fewest arrows that open a circle"], len(split.arrows), fewest
            )
            break


def _first(circle):
    return min(circle.members)


def _circles(name):
    """Strong components of two factors or more, by their first factor."""
    return sorted((m for m in nx.strongly_connected_components(graph(name)) if len(m) > 1), key=min)


def _within(name):
    return sum(graph(name).subgraph(members).number_of_edges() for members in _circles(name))


@cache
def _reduced(name):
    return nx.transitive_reduction(folded(name))


def of_factors(name):
    ours, theirs, blocks = model(name), graph(name), folded(name)
    upwards = {}
    for block in reversed(list(nx.topological_sort(blocks))):
        upwards[block] = 1 + max((upwards[above] for above in blocks[block]), default=0)
    of, chain = blocks.graph["mapping"], ours.blocks.chain[ours.blocks.of]
    for i, factor in factors(name):
        block = of[i]
        yield from told(name, factor, [
            (LEVEL, int(ours.level[i]), upwards[block]),
            (DRIVING, int(ours.final[i].sum()), len(nx.descendants(theirs, i)) + 1),
            (DEPENDENCE, int(ours.final[:, i].sum()), len(nx.ancestors(theirs, i)) + 1),
            (IN_BLOCK, len(ours.blocks.members[ours.blocks.of[i]]), len(blocks.nodes[block]["members"])),
            (CHAIN, int(chain[i]), upwards[block]),
        ])  # fmt: skip


def of_cells(name):
    """Every cell of the final matrix, and every arrow that either would draw between blocks."""
    ours, theirs, blocks = model(name), graph(name), folded(name)
    for i, factor in factors(name):
        reached = nx.descendants(theirs, i) | {i}
        for j, other in factors(name):
            cell = f"{factor} to {other}"
            yield Compared(name, cell, REACHES, int(ours.final[i, j]), int(j in reached))
    heads = [block[0] for block in ours.blocks.members]
    drawn = {(heads[a], heads[b]) for a, b in ours.blocks.arrows}
    firsts = {block: min(blocks.nodes[block]["members"]) for block in blocks}
    kept = {(firsts[a], firsts[b]) for a, b in _reduced(name).edges}
    for a, b in sorted(drawn | kept):
        cell = f"factor {a + 1} to factor {b + 1}"
        yield Compared(name, cell, DRAWN_ARROW, int((a, b) in drawn), int((a, b) in kept))


def of_paths(name):
    """MICMAC: ranks by how many paths of the settled length start and end at each factor."""
    ours = powers(model(name).relations)
    walks = nx.number_of_walks(graph(name), ours.power)
    nodes = range(len(walks))
    sums = [sum(walks[i].values()) for i in nodes], [sum(walks[i][j] for i in nodes) for j in nodes]
    for number, ranks, own in zip(
        (PATHS_FROM, PATHS_TO), (ours.driving, ours.dependence), sums, strict=True
    ):
        for i, factor in factors(name):
            yield Compared(name, factor, number, int(ranks[i]), 1 + sum(n > own[i] for n in own))


# the sets that the study prints, but for those that contradict its own matrix

MISPRINTED = {
    ("output", 4), ("output", 13), ("input", 4), ("input", 13), ("input", 17), ("common", 13), ("common", 17),
}  # fmt: skip


def of_printed(name):
    """Output, input and common sets, without the factor itself, against the matrix of direct relations."""
    leads, printed = study().leads, study_levels()
    each = {"output": leads, "input": leads.T, "common": leads & leads.T}
    for kind in KINDS:
        for i, factor in factors(name):
            if (kind, i + 1) in MISPRINTED:
                continue
            for j, other in factors(name):
                number = Number(f"{kind} set", EXACT)
                theirs = int(j in printed.sets[kind][i])
                yield Compared(name, f"{factor}: {other}", number, int(each[kind][i, j]), theirs)


EVERY = (STUDY, LOYALTY, *DRAWN)
SETTLED = tuple(name for name in EVERY if powers(model(name).relations).power)
NX = "networkx 3.6.1"
ROOMS = (
    Room("ISM: the whole", "factors", NX, EVERY, of_wholes, 101),
    Room("ISM: factors", "factor", NX, EVERY, of_factors, 1570, IN_FULL_ONLY),
    Room("ISM: cells and arrows", "factors", NX, EVERY, of_cells, 13807, COUNTED),
    Room("MICMAC: paths", "factor", NX, SETTLED, of_paths, 308, IN_FULL_ONLY),
)  # fmt: skip
PRINTED = (
    Room("Printed sets of the ISM study", "factors", "the study's printed table", (STUDY,), of_printed, 748, COUNTED),
)  # fmt: skip
