"""Every URL of the school."""

from adrf.routers import SimpleRouter
from django.urls import include, path
from rest_framework.authtoken.views import obtain_auth_token

from school.views import RegisterView, StudentViewSet

router = SimpleRouter()
router.register("students", StudentViewSet, basename="student")

urlpatterns = [
    path("api/teachers/", RegisterView.as_view(), name="register"),
    path("api/token/", obtain_auth_token, name="token"),
    path("api/", include(router.urls)),
]
