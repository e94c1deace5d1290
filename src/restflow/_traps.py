"""The codes and titles of what restflow catches. Texts are where they are raised.

A code never changes its meaning. E001 to E099 are system checks, E101 to E199 belong to
`restflow.test`, E201 to E299 to `restflow.caching`, E301 to E399 to `restflow.docs`.
The letter W stands for the warning of a system check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# That of the newest release: a code never changes its meaning.
SITE = "https://restflow.github.io/restflow/stable/"


@dataclass(frozen=True)
class Trap:
    """One thing that goes wrong silently elsewhere, and is an error here.

    Attributes:
        code: The code, such as 'restflow.E101'.
        title: What went wrong, in the words one would search for.
        example: The example that falls into it, and that shows it being caught.
    """

    code: str
    title: str
    example: str

    @property
    def url(self) -> str:
        """Where the site shows it."""
        return f"{SITE}errors/{self.code.rpartition('.')[2].lower()}/"


RIVAL = Trap(
    "restflow.E001", "Another distribution installs into the package restflow", ""
)
FORGOTTEN_AWAIT = Trap(
    "restflow.E101",
    "A request is made and never awaited",
    "client/test_forgotten_await.py",
)
TWO_CONTENT_TYPES = Trap(
    "restflow.E102",
    "A request is given two content types",
    "client/test_format_and_content_type.py",
)
UNKNOWN_KEYWORD = Trap(
    "restflow.E103", "A keyword is misspelt", "client/test_misspelt.py"
)
NOT_ENCODED = Trap(
    "restflow.E104",
    "A dict is sent as something that isn't JSON",
    "formats/test_not_encoded.py",
)
FILE_IN_JSON = Trap(
    "restflow.E105", "A file is sent as JSON", "formats/test_upload_as_json.py"
)
NESTED_MULTIPART = Trap(
    "restflow.E106", "Nested data is sent as a form", "formats/test_multipart.py"
)
ENCODED_TWICE = Trap(
    "restflow.E107", "JSON is encoded twice", "formats/test_encoded_twice.py"
)
UNKNOWN_FORMAT = Trap(
    "restflow.E108", "A format has no renderer", "formats/test_unknown_format.py"
)
TWO_QUERIES = Trap(
    "restflow.E109", "A request is given two queries", "client/test_query_in_path.py"
)
SYNC_IN_ASYNC = Trap(
    "restflow.E110",
    "A synchronous login is called in an asynchronous test",
    "authentication/test_login_in_async.py",
)
ASYNC_SETUP = Trap(
    "restflow.E111",
    "A method that prepares tests is asynchronous",
    "cases/test_async_set_up.py",
)
CONNECTION_TAKEN = Trap(
    "restflow.E112",
    "Two threads of a test wait for each other's transaction",
    "isolation/test_connection_taken.py",
)
ASYNC_HOOK = Trap(
    "restflow.E113",
    "A commit hook is a coroutine function",
    "commits/test_async_hook.py",
)
GROWING_QUERIES = Trap(
    "restflow.E114",
    "The number of queries grows with the number of rows",
    "queries/test_constant.py",
)
HOOKS_NEVER_RAN = Trap(
    "restflow.E115",
    "Commit hooks of a test that is rolled back never run",
    "commits/test_never_ran.py",
)
LEFT_BEHIND = Trap(
    "restflow.E116",
    "A test leaves a task, a thread or a connection behind",
    "isolation/test_left_behind.py",
)
OPERATION = Trap(
    "restflow.E117",
    "A call does not fit the schema",
    "schema_client/test_misnamed.py",
)
RESPONSE_DIFFERS = Trap(
    "restflow.E118",
    "A response differs from the schema",
    "schema_client/test_drift.py",
)
UNCHECKED_RESPONSE = Trap(
    "restflow.E119",
    "The schema does not say enough to check a response",
    "schema_client/test_unchecked.py",
)
SYNC_CLIENT = Trap(
    "restflow.E120",
    "A synchronous client is used in an asynchronous test",
    "client/test_sync_in_async.py",
)
NO_MIDDLEWARE = Trap(
    "restflow.E121",
    "A request of the factory lacks what middleware sets",
    "request_factory/test_no_middleware.py",
)
UNEXPECTED_STATUS = Trap(
    "restflow.E122",
    "An endpoint of a story is answered with another status",
    "stories/test_transcript.py",
)
ACCESS = Trap(
    "restflow.E123",
    "An access table and the API differ",
    "stories/test_wrong_cell.py",
)
OUTSIDE = Trap(
    "restflow.E124",
    "A test connects to a host that it does not name",
    "stories/test_outside.py",
)

NOT_INSTALLED = Trap(
    "restflow.E201",
    "restflow.caching is missing from INSTALLED_APPS",
    "caching/test_not_installed.py",
)
UNBOUND_RULE = Trap(
    "restflow.E202",
    "A rule names nothing that can be watched",
    "caching/test_unbound_rule.py",
)
UNENCODABLE = Trap(
    "restflow.E203",
    "An argument can't be part of a cache key",
    "caching/test_unencodable.py",
)
UNPICKLABLE = Trap(
    "restflow.E204",
    "A result can't be stored",
    "caching/test_unpicklable.py",
)
AROUND_THE_VIEW = Trap(
    "restflow.E205",
    "A cache around a view skips authentication",
    "caching/test_around_the_view.py",
)
UNSAFE_METHOD = Trap(
    "restflow.W206",
    "A handler of unsafe methods is cached",
    "caching/test_checks.py",
)
PROTECTED = Trap(
    "restflow.W207",
    "A cached view for authenticated users stores nothing",
    "caching/test_checks.py",
)
LOCAL_CACHE = Trap(
    "restflow.W208",
    "Each worker has a cache of its own",
    "caching/test_deploy_checks.py",
)
UNPOOLED = Trap(
    "restflow.W209",
    "Each request connects to Memcached anew",
    "caching/test_deploy_checks.py",
)
UNWATCHED = Trap(
    "restflow.W210",
    "A cached view shows a model that no rule watches",
    "caching/test_checks.py",
)
STALE_HIT = Trap(
    "restflow.E211",
    "The cache has another value than the function returns",
    "caching/test_verify.py",
)
TABLE_OF_SQLITE = Trap(
    "restflow.W212",
    "The cache is a table of SQLite, beside another database",
    "caching/test_deploy_checks.py",
)
OPAQUE_TRIGGER = Trap(
    "restflow.W213",
    "A trigger runs statements that are not in its text",
    "",
)
RECORD_DIFFERS = Trap(
    "restflow.E301",
    "A test no longer does what its record says",
    "reports/test_record.py",
)
EXAMPLE_DIFFERS = Trap(
    "restflow.E302",
    "An example in the OpenAPI document does not fit its schema",
    "reports/test_openapi_refused.py",
)

# In the order of their codes, as above.
CATALOGUE = tuple(entry for entry in vars().copy().values() if isinstance(entry, Trap))


class _Told(Exception):  # noqa: N818  (it is an error or a warning)
    """Says what happened, what to do, and where to read of it."""

    def __init__(self, trap: Trap, problem: str, remedy: str) -> None:
        self.trap = trap
        self._said = problem, remedy
        super().__init__(f"{problem}\n{remedy}\n{trap.code}: {trap.url}")

    def __reduce__(self) -> tuple[type[_Told], tuple[Trap, str, str]]:
        # Test runners send errors and warnings from one process to another.
        return type(self), (self.trap, *self._said)


class TrapError(_Told):
    """The base of the errors that restflow raises for traps.

    Args:
        trap: The entry in the catalogue.
        problem: What happened, and in which line.
        remedy: What to do.

    Attributes:
        trap: The entry in the catalogue.
    """


class TrapWarning(_Told, UserWarning):
    """The base of the warnings that restflow gives for traps.

    Args:
        trap: The entry in the catalogue.
        problem: What happened, and in which line.
        remedy: What to do.

    Attributes:
        trap: The entry in the catalogue.
    """


def public(cls: type[T]) -> type[T]:
    """Give an error or a warning the name by which users import it.

    Tracebacks, pickles and pytest-xdist use that name, and a private module in it would
    send its reader to the wrong place.
    """
    cls.__module__ = cls.__module__.partition("._")[0]
    # Python 3.13 and newer would show other lines of that module as its source.
    if "__firstlineno__" in vars(cls):
        del cls.__firstlineno__  # type: ignore[attr-defined]
    return cls
