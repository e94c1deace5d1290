"""A project with users, sessions, and a database in memory."""

SECRET_KEY = "not a secret"
ROOT_URLCONF = "tests.support.urls"
STATIC_URL = "static/"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
