from collections.abc import Iterator

import pytest

from tests.page.interpreter import Interpreter
from tools.page import bundle


@pytest.fixture(scope="session")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interpreter]:
    """One interpreter for all, as the page has one for all of its examples."""
    assert bundle.main() == 0
    interpreter = Interpreter(tmp_path_factory.mktemp("pyodide"))
    yield interpreter
    interpreter.stop()
