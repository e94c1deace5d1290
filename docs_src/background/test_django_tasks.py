"""Django's tasks, and when they are enqueued.

The dummy backend keeps what is enqueued and runs nothing. The immediate backend runs it
at once. Neither waits for a commit, so enqueue tasks in a commit hook.
"""

from typing import Any

import django
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import override_settings

from products.models import Category
from restflow.test import AsyncAPITestCase

if django.VERSION >= (6, 0):
    from django.tasks import default_task_backend, task
else:
    from django_tasks import default_task_backend, task  # type: ignore[assignment,no-redef]

BACKENDS = f"{task.__module__.removesuffix('.base')}.backends"
DUMMY = {"default": {"BACKEND": f"{BACKENDS}.dummy.DummyBackend"}}
IMMEDIATE = {"default": {"BACKEND": f"{BACKENDS}.immediate.ImmediateBackend"}}


@task
def count_shelves(first: int) -> int:
    return Category.objects.filter(pk__gte=first).count()


@transaction.atomic
def add(slug: str, *, on_commit: bool) -> None:
    shelf = Category.objects.create(name=slug.title(), slug=slug)
    if on_commit:
        transaction.on_commit(lambda: count_shelves.enqueue(shelf.pk))  # [!]
    else:
        count_shelves.enqueue(shelf.pk)
    if not slug:
        raise ValueError("A shelf needs a slug.")


def enqueued() -> list[Any]:
    return default_task_backend.results  # type: ignore[attr-defined,no-any-return]


@override_settings(TASKS=DUMMY)
class ShelfTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_the_trap(self) -> None:
        with self.assertRaises(ValueError):
            await sync_to_async(add)("", on_commit=False)

        self.assertEqual(len(enqueued()), 1)  # [!]

    async def test_enqueued_on_commit(self) -> None:
        with self.assertRaises(ValueError):
            await sync_to_async(add)("", on_commit=True)
        await sync_to_async(add)("mugs", on_commit=True)

        mugs = await Category.objects.aget()
        self.assertEqual([result.args for result in enqueued()], [[mugs.pk]])

    @override_settings(TASKS=IMMEDIATE)
    async def test_run_at_once(self) -> None:
        result = await count_shelves.aenqueue(0)

        self.assertEqual(result.return_value, 0)
