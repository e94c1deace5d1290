from django.urls import path

from .views import GreetingView

urlpatterns = [
    path("greetings/", GreetingView.as_view()),
]
