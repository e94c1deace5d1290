"""The note for a transaction that a database error has broken."""

from __future__ import annotations

from typing import TypeGuard

from django.db import DatabaseError
from django.db.transaction import TransactionManagementError

from restflow._traps import SITE
from restflow.test._cases.source import steps_of
from restflow.test._database.lines import is_users
from restflow.test._database.sharing import active

PAGE = f"{SITE}guide/commits/#an-integrityerror-breaks-the-rest-of-the-test"


def broken_transaction(error: BaseException) -> str | None:
    """Say where the test's own transaction was broken, and how it stays whole."""
    cause = error.__cause__
    if type(error) is not TransactionManagementError or not _breaks_a_tests(cause):
        return None
    steps = steps_of(cause)
    lines = [step.line for step in steps if is_users(step.frame.f_code.co_filename)]
    where = f" in {lines[-1]}" if lines else ""
    return (
        f"{type(cause).__name__}{where} has broken the transaction of this test.\n"
        "Put `with transaction.atomic():` around the statement that may fail, or set "
        "`run_commit_hooks`: then each statement is a transaction of its own, as in "
        "production.\n"
        f"{PAGE}"
    )


def _breaks_a_tests(cause: BaseException | None) -> TypeGuard[DatabaseError]:
    """Tell whether an error broke the transaction of the test that is going on."""
    sharing = active()
    if sharing is None or not isinstance(cause, DatabaseError):
        return False
    return any(hooks.broken_by is cause for hooks in sharing.hooks.values())
