"""The views of the sample project that the examples call."""

from __future__ import annotations

from django.urls import path

from accounts.views import WhoAmIView
from products.names import category_names
from project.views import echo, health

urlpatterns = [
    path("api/category-names/", category_names),
    path("api/echo/", echo),
    path("api/health/", health),
    path("api/whoami/", WhoAmIView.as_view()),
]
