"""The shop's login form leads back to the order page.

A customer who logs in sees what is for sale. A wrong password begins no session.
"""

from django.contrib.auth.models import User
from django.test import TestCase

from products.models import Product

LOGIN = "/api-auth/login/?next=/order/"


class OrderPageTests(TestCase):
    khan: User
    mug: Product

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create_user("khan", password="saffron")
        cls.mug = Product.objects.create(name="Mug", price="9.50")

    def test_a_customer_comes_back_to_the_order_page(self) -> None:
        password = {"username": "khan", "password": "saffron"}
        response = self.client.post(LOGIN, password, follow=True)

        self.assertEqual(response.redirect_chain, [("/order/", 302)])
        self.assertEqual(response.context["customer"], self.khan)
        self.assertEqual(response.context["products"], [self.mug])

    def test_a_wrong_password_leads_nowhere(self) -> None:
        password = {"username": "khan", "password": "wrong"}
        response = self.client.post(LOGIN, password, follow=True)

        self.assertEqual(response.redirect_chain, [])
        self.assertNotIn("sessionid", self.client.cookies)
