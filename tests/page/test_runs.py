"""What a reader sees of his own code."""

from pathlib import Path

import pytest

from tests.page.interpreter import CrashError, Interpreter, Outcome
from tools.paths import EXAMPLES

FAILING = """
import pytest
from restflow.test import AsyncAPIClient

@pytest.mark.asyncio
async def test_health(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/health/")
    assert response.json() == {"status": "ill"}
"""

ADDING = """
import pytest
from products.models import Category

@pytest.fixture(scope="module", autouse=True)
def left_behind(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        Category.objects.create(name="Mugs", slug="mugs")

@pytest.mark.django_db
def test_there_is_one() -> None:
    assert Category.objects.count() == 1
"""

UNSAFE = """
import pytest
from django.core.exceptions import SynchronousOnlyOperation
from products.models import Category

@pytest.mark.django_db
@pytest.mark.asyncio
async def test_it_is_refused() -> None:
    with pytest.raises(SynchronousOnlyOperation):
        Category.objects.create(name="Mugs", slug="mugs")
"""

AGAIN = """
import pytest

runs = []

@pytest.mark.flaky(reruns=1)
def test_it() -> None:
    runs.append("one more")
    assert len(runs) == 2
"""


def run(interpreter: Interpreter, code: str, **files: str) -> Outcome:
    path = "playground/test_it.py"
    return interpreter.run(path, {path: code, **files})


def test_a_failure_shows_the_difference_at_the_readers_line(
    interpreter: Interpreter,
) -> None:
    outcome = run(interpreter, FAILING)

    assert outcome.done["outcome"] == "failed"
    assert outcome.done["counts"]["failed"] == 1
    assert outcome.done["line"] == 8
    assert "{'status': 'ok'} == {'status': 'ill'}" in outcome.output
    assert "???" not in outcome.output


def test_frames_of_libraries_are_folded(interpreter: Interpreter) -> None:
    code = (
        "from django.urls import reverse\n\ndef test_it() -> None:\n    reverse('x')\n"
    )

    outcome = run(interpreter, code)

    assert outcome.done["line"] == 4
    assert "… 1 frame in django" in outcome.output
    assert "E   django.urls.exceptions.NoReverseMatch" in outcome.output
    assert "???" not in outcome.output


@pytest.mark.parametrize(
    "code", ["import requests\n", "def test_it():\n    import requests"]
)
def test_a_module_that_is_not_there_is_explained(
    code: str, interpreter: Interpreter
) -> None:
    outcome = run(interpreter, code)

    assert outcome.done["outcome"] in ("error", "failed")
    assert outcome.done["line"] == len(code.splitlines())
    assert "There is no module 'requests' in the page." in outcome.output
    assert "pytest docs_src/playground/test_it.py" in outcome.output


def test_a_test_that_is_run_again_counts_once(interpreter: Interpreter) -> None:
    outcome = run(interpreter, AGAIN)

    assert outcome.done["outcome"] == "passed", outcome.output
    assert sum(outcome.done["counts"].values()) == 1


def test_a_syntax_error_has_its_line(interpreter: Interpreter) -> None:
    outcome = run(interpreter, "def test_it() -> None:\n    assert (1 ==\n")

    assert outcome.done["outcome"] == "error"
    assert outcome.done["line"] == 2


def test_a_run_does_not_see_the_rows_of_another(interpreter: Interpreter) -> None:
    for _ in range(2):
        assert run(interpreter, ADDING).done["outcome"] == "passed"


def test_a_run_does_not_see_the_modules_of_another(interpreter: Interpreter) -> None:
    code = "from playground import helper\n\n\n"
    code += "def test_it() -> None:\n    assert helper.ANSWER == 1\n"

    for answer, outcome in (("1", "passed"), ("2", "failed"), ("1", "passed")):
        helper = {"playground/helper.py": f"ANSWER = {answer}\n"}
        assert run(interpreter, code, **helper).done["outcome"] == outcome


def test_synchronous_queries_beside_the_loop_are_refused(
    interpreter: Interpreter,
) -> None:
    assert run(interpreter, UNSAFE).done["outcome"] == "passed"


def test_a_file_without_tests_is_no_success(interpreter: Interpreter) -> None:
    assert run(interpreter, "x = 1\n").done["outcome"] == "error"


def test_what_keeps_pytest_from_running_anything_is_shown(tmp_path: Path) -> None:
    conftest = {"playground/conftest.py": "import nowhere\n"}
    own = Interpreter(tmp_path)
    try:
        with pytest.raises(CrashError, match=r"(?s)'nowhere'.*pytest could not go on"):
            run(own, ADDING, **conftest)
    finally:
        own.stop()


def test_what_happened_is_shown(interpreter: Interpreter) -> None:
    shown = run(interpreter, FAILING).shown

    assert "/api/health/" in shown["test_health"]


def test_a_coroutine_runs_with_its_mark_and_without(interpreter: Interpreter) -> None:
    marked = FAILING.replace('"ill"', '"ok"')
    for code in (marked, marked.replace("@pytest.mark.asyncio\n", "")):
        outcome = run(interpreter, code)

        assert outcome.done["outcome"] == "passed"
        assert outcome.done["counts"]["passed"] == 1


def test_waiting_for_ever_is_an_error(interpreter: Interpreter) -> None:
    code = """
import asyncio, pytest

@pytest.mark.asyncio
async def test_it():
    await asyncio.Event().wait()
"""
    outcome = run(interpreter, code)

    assert outcome.done["outcome"] == "failed"
    assert "cannot happen in the page" in outcome.output


def test_a_changed_model_has_its_column(tmp_path: Path) -> None:
    model = (EXAMPLES / "products" / "models.py").read_text()
    slug = "    slug = "
    assert slug in model
    changed = model.replace(
        slug, f"    colour = models.TextField(default='red')\n{slug}", 1
    )
    code = """
import pytest
from products.models import Category

@pytest.mark.django_db
def test_it():
    category = Category.objects.create(name="Mugs", slug="mugs")
    assert Category.objects.get(colour="red") == category
"""
    # Django is set up once, so this takes an interpreter of its own, as in the page.
    own = Interpreter(tmp_path)
    try:
        outcome = run(own, code, **{"products/models.py": changed})
    finally:
        own.stop()

    assert outcome.done["outcome"] == "passed", outcome.output


OBJECTS = "import gc; gc.get_freeze_count() + len(gc.get_objects())"


@pytest.mark.parametrize("example", ["client/test_verbs.py", "client/test_query.py"])
def test_what_a_run_made_is_gone_after_the_next(
    interpreter: Interpreter, example: str
) -> None:
    for _ in range(2):
        interpreter.run(example)
    before = interpreter.evaluate(OBJECTS)
    for _ in range(5):
        interpreter.run(example)

    # Each makes more than two thousand.
    assert interpreter.evaluate(OBJECTS) - before < 2_000


CONFTEST = """
import pytest

@pytest.fixture
def word() -> str:
    return {word!r}
"""

ASKING = """
def test_word(word: str) -> None:
    assert word == "second"
"""


def test_an_edited_fixture_of_a_conftest_is_the_one_that_counts(
    interpreter: Interpreter,
) -> None:
    outcomes = [
        run(
            interpreter,
            ASKING,
            **{"playground/conftest.py": CONFTEST.format(word=word)},
        )
        for word in ("first", "second")
    ]

    assert [outcome.done["outcome"] for outcome in outcomes] == ["failed", "passed"]
