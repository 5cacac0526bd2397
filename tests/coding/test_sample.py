import csv
from pathlib import Path

import pytest

from crm_analytics.coding import agreement, read, read_book
from crm_analytics.coding.code_book import ROLES
from crm_analytics.coding.code_use import saturation, tree
from tests.coding.coders import FEW
from tests.data.coding import make_sample

FOLDER = Path(__file__).parents[2] / "sample_data"
FACTORS = Path(__file__).parents[1] / "data" / "coding" / "ism_ssim.csv"


@pytest.fixture(scope="module")
def sample():
    name = make_sample.CODINGS
    return read([((FOLDER / name).read_bytes(), name)], one_code=True)


@pytest.fixture(scope="module")
def book():
    return read_book((FOLDER / make_sample.BOOK).read_bytes(), make_sample.BOOK)


@pytest.mark.parametrize("name", make_sample.files())
def test_the_script_makes_the_sample(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == make_sample.files()[name]


def test_holsti_of_the_two_coders_is_point_eighty_three(sample):
    found = agreement(sample, draws=FEW)
    assert (found.units, found.uncoded, found.alone) == (408, 0, 16)
    assert found.coefficient("holsti").value == 0.83


def test_every_code_is_in_the_book_and_every_code_of_the_book_is_used(sample, book):
    found = tree(sample, book)
    assert (len(book.codes), len(book.categories), len(book.groups)) == (160, 17, 6)
    assert (found.outside, found.unused) == ((), ())
    assert [(role, len(groups)) for role, groups in found.paradigm] == [(role, 1) for role in ROLES]


def test_coders_agree_more_on_categories_and_most_on_groups(sample, book):
    levels = (sample, sample.grouped(book.category), sample.grouped(book.group_of_code()))
    found = [agreement(level, draws=FEW).coefficient("holsti").value for level in levels]
    assert found == sorted(found)
    assert found[0] < found[1]


def test_new_codes_become_rare_in_later_interviews(sample):
    found = saturation(sample)
    assert found[101] > 0.4 * 160
    assert found[-1] - found[-60] < 8


def test_its_categories_are_the_factors_of_the_structural_model(book):
    with FACTORS.open(encoding="utf-8", newline="") as file:
        assert {row["factor"] for row in csv.DictReader(file)} == set(book.categories)
