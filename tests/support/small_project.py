"""The files of a project with users and one view, for runs that tests start."""

SETTINGS = """
    SECRET_KEY = "not a secret"
    ROOT_URLCONF = "the_urls"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""
URLS = """
    from django.http import HttpResponse
    from django.urls import path

    async def health(request):
        return HttpResponse("well")

    urlpatterns = [path("health/", health)]
"""
