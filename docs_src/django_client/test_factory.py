"""A plain view, called with a request of the factory.

No middleware runs. The test sets what middleware would: a user, a session, and messages
if the view uses them.
"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase


@login_required
def visits(request: HttpRequest) -> HttpResponse:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(f"{request.user} was here {request.session['visits']} times.")


class VisitTests(SimpleTestCase):
    def setUp(self) -> None:
        engine = import_module(settings.SESSION_ENGINE)
        self.request = RequestFactory().get("/visits/", {"from": "home"})
        self.request.user = User(username="alice")  # [!]
        self.request.session = engine.SessionStore()  # [!]

    def test_the_first_visit(self) -> None:
        response = visits(self.request)
        self.assertEqual(response.content, b"alice was here 1 times.")

    def test_a_later_visit(self) -> None:
        self.request.session["visits"] = 4
        response = visits(self.request)
        self.assertEqual(response.content, b"alice was here 5 times.")

    def test_somebody_unknown(self) -> None:
        self.request.user = AnonymousUser()
        self.assertEqual(visits(self.request).status_code, 302)

    def test_the_trap(self) -> None:
        request = RequestFactory().get("/visits/")
        with self.assertRaisesMessage(AttributeError, "no attribute 'user'"):
            visits(request)  # [!]
