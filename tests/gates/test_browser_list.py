"""The examples that do not run in the page are few, and each says why."""

from tools.paths import examples
from tools.sources.browser_list import local_only

# That they exist is looked at with all other places that name examples.


def test_each_has_a_sentence_for_a_reason() -> None:
    for name, reason in local_only().items():
        assert reason[0].isupper(), name
        assert reason.endswith("."), name


def test_the_list_is_in_order() -> None:
    assert [*local_only()] == sorted(local_only())


def test_at_least_85_of_100_examples_run_in_the_page() -> None:
    number = len(examples())

    assert (number - len(local_only())) / number >= 0.85
