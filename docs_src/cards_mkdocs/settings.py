SECRET_KEY = "insecure"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
ROOT_URLCONF = "greetings"
