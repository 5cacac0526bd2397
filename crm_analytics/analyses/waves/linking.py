"""Who answered both waves? People with the same id, where it is theirs alone in each wave."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.files.arrow import distinct_words

PANEL = 0.5  # linked by default where the id finds this part of the smaller wave

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """People of an earlier and a later wave, matched.

    earlier, later: places of the matched people in their wave, the n-th of one is the n-th of the
        other.
    left, joined: places of people whose id the other wave does not have.
    people: of each wave. without_id: of them, whose id is empty. repeated: whose id others of their
        wave have too. Neither are matched, nor whose id is repeated in the other wave.
    """

    earlier: Places
    later: Places
    left: Places
    joined: Places
    people: tuple[int, int]
    without_id: tuple[int, int]
    repeated: tuple[int, int]

    @property
    def matched(self) -> int:
        """People in both waves."""
        return len(self.earlier)

    @property
    def unknown(self) -> tuple[int, int]:
        """People of each wave of whom the id does not tell whether they are in the other."""
        gone = self.matched + len(self.left), self.matched + len(self.joined)
        return self.people[0] - gone[0], self.people[1] - gone[1]


def link(earlier: pa.Array | pa.ChunkedArray, later: pa.Array | pa.ChunkedArray) -> Links:
    """Match people by their ids, strings with null where empty, in the order of the earlier wave.

    Arrays of length 0, which waves without an id column have, match nobody.
    """
    distinct, both = distinct_words(
        pa.chunked_array([*_chunks(earlier), *_chunks(later)], pa.string())
    )
    words = len(distinct)
    empty = distinct.index("").as_py() if words else -1
    both = np.where(both == empty, words, both)
    codes = both[: len(earlier)], both[len(earlier) :]
    counts = [np.bincount(own, minlength=words + 1)[:words] for own in codes]
    found = np.flatnonzero((counts[0] == 1) & (counts[1] == 1))
    places = [_places(own, words)[found] for own in codes]
    order = np.argsort(places[0])
    return Links(
        places[0][order],
        places[1][order],
        _only(codes[0], counts[0], counts[1]),
        _only(codes[1], counts[1], counts[0]),
        (len(earlier), len(later)),
        (int((codes[0] == words).sum()), int((codes[1] == words).sum())),
        (_repeated(counts[0]), _repeated(counts[1])),
    )


def linked_by_default(links: Links, minimum: int = 1) -> bool:
    """Whether a study of these waves is one of the same people.

    It is when the id finds at least half of the smaller wave. With fewer, those found are a special
    few: loyal customers who came back say little of everyone, and all answers of both waves say
    more. The choice is the analyst's all the same.
    """
    return links.matched >= max(2, minimum, PANEL * min(links.people))


def _chunks(ids: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return ids.chunks if isinstance(ids, pa.ChunkedArray) else [ids]


def _places(codes: NDArray[np.int32], words: int) -> Places:
    places = np.zeros(words + 1, np.intp)
    places[codes] = np.arange(len(codes))
    return places


def _repeated(counts: NDArray[np.intp]) -> int:
    return int(counts[counts > 1].sum())


def _only(codes: NDArray[np.int32], own: NDArray[np.intp], other: NDArray[np.intp]) -> Places:
    """Places of people whose id is theirs alone and not in the other wave."""
    alone = np.append((own == 1) & (other == 0), False)  # the last stands for an empty id
    return np.flatnonzero(alone[codes])
