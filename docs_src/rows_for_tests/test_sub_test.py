"""One test for many cases, in a class.

`subTest` goes on after a case that fails, and names the case. All cases are one test: a
later case finds what an earlier one has written.
"""

import unittest

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase

NAMES = {"upper case": "MUGS", "lower case": "mugs", "nothing": ""}


class TwoFailTests(unittest.TestCase):
    def check_slugs(self) -> None:
        for case, name in NAMES.items():
            with self.subTest(case):
                self.assertEqual(name, "mugs")


class CategoryTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.client.force_authenticate(await User.objects.acreate(username="alice"))

    def test_each_case_is_reported(self) -> None:
        result = TwoFailTests("check_slugs").run() or unittest.TestResult()

        for case, _ in result.failures:
            print(case)
        self.assertEqual(len(result.failures), 2)  # [!]

    async def test_the_trap(self) -> None:
        statuses = []
        for case in ["once", "once more"]:
            with self.subTest(case):
                mugs = {"name": "Mugs", "slug": "mugs"}
                response = await self.client.post("/api/categories/", mugs)
                statuses.append(response.status_code)

        self.assertEqual(statuses, [201, 400])  # [!]

    async def test_a_row_for_each_case(self) -> None:
        for number, (case, name) in enumerate(NAMES.items()):
            with self.subTest(case):
                shelf = {"name": name, "slug": f"shelf-{number}"}
                response = await self.client.post("/api/categories/", shelf)
                self.assertEqual(response.status_code, 201 if name else 400)
