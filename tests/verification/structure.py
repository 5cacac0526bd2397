"""Who reaches whom, levels, blocks and paths beside SciPy, networkx and their definitions.

The package takes closure, components and reduction of a model from networkx. So here shortest paths
and components are those of `scipy.sparse.csgraph`, an arrow is drawn when no third block is
between, and a level is the longest chain upwards, by their definitions. The fewest arrows that open
a circle, which the package takes from SciPy's largest flows, are networkx's; so are paths.
"""

from functools import cache

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path

from crm_analytics.ism import DirectRelations, interpret, read
from crm_analytics.ism.audit import SETS as KINDS
from crm_analytics.ism.judgements import Panel, numbered
from crm_analytics.ism.micmac import powers
from tests.ism.judged import SAMPLES, study, study_levels
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
    return interpret(_one(DirectRelations(numbered([f"f{i + 1}" for i in range(n)]), leads)))


def _one(relations):
    return Panel(relations.factors, ("one",), relations.leads[None])


@cache
def leads(name):
    return csr_array(model(name).relations.leads.astype(int))


@cache
def reached(name):
    """Shape (n, n): whether there is a path of any length, none included."""
    return np.isfinite(shortest_path(leads(name), unweighted=True))


@cache
def members(name):
    """The strong components, each with its factors in order, by their first factor."""
    _, label = connected_components(leads(name), connection="strong")
    found = [tuple(map(int, np.flatnonzero(label == one))) for one in range(label.max() + 1)]
    return sorted(found)


@cache
def above(name):
    """Of each block by its first factor those that it leads to, and is not led to by."""
    heads = [block[0] for block in members(name)]
    reach = reached(name)
    return {a: {b for b in heads if b != a and reach[a, b]} for a in heads}


@cache
def reduced(name):
    """The arrows between blocks, by their first factors, that no third block is between."""
    ways = above(name)
    return {
        (a, b)
        for a, others in ways.items()
        for b in others
        if not any(b in ways[c] for c in others)
    }


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
    ours, theirs = model(name), leads(name).toarray().astype(bool)
    cells, arrows = int(reached(name).sum()), int(theirs.sum())
    circles = [block for block in members(name) if len(block) > 1]
    within = sum(int(theirs[np.ix_(block, block)].sum()) for block in circles)
    found = {
        "arrows": (len(ours.relations.arrows), arrows),
        "cells in the final matrix": (int(ours.final.sum()), cells),
        "1* in it": (len(ours.added), cells - arrows - len(theirs)),
        "levels": (ours.partition.count, max(levels(name).values())),
        "blocks": (len(ours.blocks.members), len(members(name))),
        "circles": (len(ours.cycles), len(circles)),
        "arrows drawn between blocks": (len(ours.blocks.arrows), len(reduced(name))),
        "arrows within blocks": (len(ours.blocks.inside), within),
    }
    yield from told(name, "all factors", [(COUNTS[what], *both) for what, both in found.items()])
    graph = nx.from_numpy_array(theirs.astype(int), create_using=nx.DiGraph)
    for block, circle in zip(circles, sorted(ours.cycles, key=_first), strict=True):
        fewest = nx.edge_connectivity(graph.subgraph(block))
        for split in circle.splits:
            thing = f"the circle of factor {min(block) + 1}"
            yield Compared(
                name, thing, COUNTS["fewest arrows that open a circle"], len(split), fewest
            )
            break


def _first(circle):
    return min(circle.members)


@cache
def levels(name):
    """The longest chain upwards of each block, by its first factor."""
    ways, found = above(name), {}
    for block in sorted(ways, key=lambda block: len(ways[block])):  # those above lead to fewer
        found[block] = 1 + max((found[other] for other in ways[block]), default=0)
    return found


def of_factors(name):
    ours, reach = model(name), reached(name)
    block_of = {i: block for block in members(name) for i in block}
    lengths = ours.blocks.chain[ours.blocks.of]
    for i, factor in factors(name):
        block = block_of[i]
        upwards = levels(name)[block[0]]
        yield from told(name, factor, [
            (LEVEL, int(ours.level[i]), upwards),
            (DRIVING, int(ours.final[i].sum()), int(reach[i].sum())),
            (DEPENDENCE, int(ours.final[:, i].sum()), int(reach[:, i].sum())),
            (IN_BLOCK, len(ours.blocks.members[ours.blocks.of[i]]), len(block)),
            (CHAIN, int(lengths[i]), upwards),
        ])  # fmt: skip


def of_cells(name):
    """Every cell of the final matrix, and every arrow that either would draw between blocks."""
    ours, reach = model(name), reached(name)
    for i, factor in factors(name):
        for j, other in factors(name):
            cell = f"{factor} to {other}"
            yield Compared(name, cell, REACHES, int(ours.final[i, j]), int(reach[i, j]))
    heads = [block[0] for block in ours.blocks.members]
    drawn, kept = {(heads[a], heads[b]) for a, b in ours.blocks.arrows}, reduced(name)
    for a, b in sorted(drawn | kept):
        cell = f"factor {a + 1} to factor {b + 1}"
        yield Compared(name, cell, DRAWN_ARROW, int((a, b) in drawn), int((a, b) in kept))


def of_paths(name):
    """MICMAC: ranks by how many paths of the settled length start and end at each factor."""
    ours = powers(model(name).relations)
    graph = nx.from_numpy_array(leads(name).toarray(), create_using=nx.DiGraph)
    walks = nx.number_of_walks(graph, ours.power)
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
    direct, printed = study().leads, study_levels()
    each = {"output": direct, "input": direct.T, "common": direct & direct.T}
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
CSGRAPH = "SciPy 1.17.1 csgraph"
ROOMS = (
    Room("ISM: the whole", "factors", f"{CSGRAPH}, {NX}", EVERY, of_wholes, 101),
    Room("ISM: factors", "factor", CSGRAPH, EVERY, of_factors, 1570, IN_FULL_ONLY),
    Room("ISM: cells and arrows", "factors", CSGRAPH, EVERY, of_cells, 13807, COUNTED),
    Room("MICMAC: paths", "factor", NX, SETTLED, of_paths, 308, IN_FULL_ONLY),
)  # fmt: skip
PRINTED = (
    Room("Printed sets of the ISM study", "factors", "the study's printed table", (STUDY,), of_printed, 748, COUNTED),
)  # fmt: skip
