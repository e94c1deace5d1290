"""The sample project on PostgreSQL: settings for `make postgresql`."""

from project.settings import *  # noqa: F403  (settings are taken over whole)
from tests.support.services import on_postgresql

DATABASES = {
    "default": on_postgresql("postgres") | {"TEST": {"NAME": "restflow_examples"}},
    "archive": on_postgresql("postgres")
    | {"TEST": {"NAME": "restflow_examples_archive", "MIGRATE": False}},
}
