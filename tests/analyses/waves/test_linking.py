import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.waves.scores import link, linked_by_default


def ids(*values):
    return pa.array(values, pa.string())


def everyone(n):
    return ids(*(f"p{place}" for place in range(n)))


def test_people_are_matched_by_an_id_that_is_theirs_alone():
    found = link(
        ids("a", "b", None, "c", "c", "", "e"), ids("e", "x", "b", "c", "e2", None, "a", "a")
    )
    assert list(zip(found.earlier.tolist(), found.later.tolist(), strict=True)) == [(1, 2), (6, 0)]
    assert found.matched == 2
    assert (found.people, found.without_id, found.repeated) == ((7, 8), (2, 1), (2, 2))
    assert found.left.tolist() == []  # a is repeated, the others have no id of their own
    assert found.joined.tolist() == [1, 4]
    assert found.unknown == (5, 4)
    assert link(everyone(3), everyone(4)).unknown == (0, 0)


@given(
    st.lists(st.sampled_from("abcdef") | st.none()), st.lists(st.sampled_from("abcdef") | st.none())
)
def test_matching_is_that_of_sets(a, b):
    found = link(ids(*a), pa.chunked_array([ids(*b[:2]), ids(*b[2:])]))
    alone = [w for w in a if w is not None and a.count(w) == 1 and b.count(w) == 1]
    assert [a[place] for place in found.earlier] == alone
    assert [b[place] for place in found.later] == alone
    assert [a[place] for place in found.left] == [
        w for w in a if w is not None and a.count(w) == 1 and w not in b
    ]
    back = link(ids(*b), ids(*a))
    assert back.joined.tolist() == found.left.tolist()
    assert sorted(zip(back.later, back.earlier, strict=True)) == sorted(
        zip(found.earlier, found.later, strict=True)
    )


def test_a_study_is_one_of_the_same_people_when_half_of_the_smaller_wave_is_found_again():
    half = link(everyone(10), ids("p0", "p1", "p2", "x", "y", "z"))
    assert linked_by_default(half)
    assert not linked_by_default(half, minimum=5)
    assert not linked_by_default(link(everyone(10), ids("p0", "p1", "p2", "x", "y", "z", "u")))
    assert not linked_by_default(link(ids(), ids()))
