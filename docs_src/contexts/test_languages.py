"""Languages.

`LocaleMiddleware` takes the language from the request and leaves it in the thread. The
synchronous client runs in the test's thread, so the next test has the language, too.
"""

from django.http import HttpRequest, JsonResponse
from django.test import SimpleTestCase, modify_settings
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

GERMAN = {"Accept-Language": "de"}


async def greet(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"monday": gettext("Monday")})


with_languages = modify_settings(
    MIDDLEWARE={"append": "django.middleware.locale.LocaleMiddleware"}
)


@with_languages
class LanguageTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("greet/", greet)]

    async def test_the_language_of_the_request(self) -> None:
        german = await self.client.get("/greet/", headers=GERMAN)
        english = await self.client.get("/greet/")

        self.assertEqual(german.json(), {"monday": "Montag"})
        self.assertEqual(german.headers["Content-Language"], "de")
        self.assertEqual(english.json(), {"monday": "Monday"})
        self.assertEqual(gettext("Monday"), "Monday")


@with_languages
class SynchronousTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("greet/", greet)]

    def test_the_trap(self) -> None:
        with translation.override("en"):
            self.client.get("/greet/", headers=GERMAN)

            self.assertEqual(gettext("Monday"), "Montag")  # [!]

    def test_the_way_out(self) -> None:
        with translation.override(translation.get_language()):  # [!]
            self.client.get("/greet/", headers=GERMAN)

        self.assertEqual(gettext("Monday"), "Monday")
