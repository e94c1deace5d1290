"""Every URL of the sample project."""

from adrf.routers import DefaultRouter
from django.conf import settings
from django.conf.urls.static import static
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.views import LoginView, LogoutView, ProfileView, WhoAmIView
from orders.pages import order_page
from orders.views import OrderViewSet
from orders.webhooks import payment_webhook
from products.names import category_names
from products.reviews import product_stars
from products.views import CategoryViewSet, ProductViewSet, export_products, index
from project.views import echo, health

router = DefaultRouter()
router.register("products", ProductViewSet)
router.register("categories", CategoryViewSet)
router.register("orders", OrderViewSet, basename="order")

api_urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(router.urls)),
    path("profile/", ProfileView.as_view(), name="profile"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("whoami/", WhoAmIView.as_view(), name="whoami"),
    path("token/", obtain_auth_token, name="token"),
    path("jwt/", TokenObtainPairView.as_view(), name="jwt"),
    path("jwt/refresh/", TokenRefreshView.as_view(), name="jwt-refresh"),
    path("products/<int:pk>/stars/", product_stars, name="product-stars"),
    path("category-names/", category_names, name="category-names"),
    path("exports/products.csv", export_products, name="export-products"),
    path("webhooks/payments/", payment_webhook, name="payment-webhook"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("health/", health, name="health"),
    path("echo/", echo, name="echo"),
]

handler404 = "project.views.not_found"

urlpatterns = [
    path("", index, name="index"),
    path("order/", order_page, name="order"),
    path("api/", include(api_urlpatterns)),
    path("api-auth/", include("rest_framework.urls")),
    # Both are empty unless DEBUG is set.
    *staticfiles_urlpatterns(),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
