"""The project's ASGI application, as it is deployed and as a live server serves it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.views.static import serve

Application = Callable[[Any, Any, Any], Awaitable[None]]


def project_application() -> Any:
    """Return the application that ASGI_APPLICATION names, or else Django's."""
    path = getattr(settings, "ASGI_APPLICATION", None)
    application = import_string(path) if path else None
    if application is None or type(application) is ASGIHandler:
        # Made now, it has the middleware that a test may have put into the settings.
        return get_asgi_application()
    return application


def with_files(application: Any) -> Any:
    """Return an application that serves static and media files, if there are any.

    Django's live server does so as well. A deployed one leaves it to others.
    """
    if settings.MEDIA_ROOT and settings.MEDIA_URL != "/":
        application = _MediaFiles(application)
    if apps.is_installed("django.contrib.staticfiles"):
        application = ASGIStaticFilesHandler(application)
    return application


class _MediaFiles(ASGIStaticFilesHandler):
    """Serves what users have uploaded."""

    def get_base_url(self) -> str:
        return str(settings.MEDIA_URL)

    def serve(self, request: HttpRequest) -> Any:
        path = self.file_path(request.path)
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
