"""Messages of errors and warnings, and errors of forms.

Since Django 4.1 `assertFormError` takes the form. The old call, with the response and
the form's name, fails since 5.0. A serializer is not a form: compare its errors.
"""

import warnings
from typing import Any

from django import forms
from django.test import SimpleTestCase

from orders.serializers import OrderLineSerializer
from restflow.test import AsyncAPISimpleTestCase


class LineForm(forms.Form):
    quantity = forms.IntegerField(min_value=1)


LineFormSet: Any = forms.formset_factory(LineForm)


async def ship(quantity: int) -> None:
    warnings.warn("ship() is slow.", UserWarning, stacklevel=2)
    raise ValueError(f"{quantity} (of 3) were shipped.")


class FormTests(SimpleTestCase):
    def test_a_form(self) -> None:
        form = LineForm({"quantity": 0})
        self.assertFormError(  # [!]
            form,
            "quantity",
            "Ensure this value is greater than or equal to 1.",
        )
        self.assertFormError(form, None, [])

    def test_a_formset(self) -> None:
        data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-quantity": "x"}
        self.assertFormSetError(
            LineFormSet(data), 0, "quantity", "Enter a whole number."
        )

    def test_a_field(self) -> None:
        self.assertFieldOutput(
            forms.EmailField,
            {"a@example.com": "a@example.com"},
            {"a": ["Enter a valid email address."]},
        )

    def test_a_serializer(self) -> None:
        serializer = OrderLineSerializer(data={"product": "x", "quantity": 1})
        self.assertFalse(serializer.is_valid())
        self.assertEqual(serializer.errors["product"][0].code, "incorrect_type")


class MessageTests(AsyncAPISimpleTestCase):
    async def test_a_message(self) -> None:
        with (
            self.assertWarnsMessage(UserWarning, "is slow"),
            self.assertRaisesMessage(ValueError, "2 (of 3)"),  # [!]
        ):
            await ship(2)
