import pytest

from tests.ui.visiting import ANSWERS, link, store, tidy, visit  # noqa: F401


@pytest.fixture
def study():
    """The id of a kept study called "Clients"."""
    app = visit("pages/data.py")
    app.file_uploader[0].set_value(("Clients.csv", ANSWERS, "text/csv")).run()
    return link(app, "study")


@pytest.fixture
def two(study):
    """Ann and Bob look at the judgements of one study."""
    ann, bob = (visit("pages/ism.py", study=study) for _ in range(2))
    ann.user, bob.user = {"email": "ann"}, {"email": "bob"}
    return ann, bob
