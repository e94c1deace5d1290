"""The mail outbox, in pytest.

pytest-django's fixture `mailoutbox` is Django's outbox, emptied before the test. In a
coroutine, send mail in a thread: `send_mail` waits for a server.
"""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage, send_mail

from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.mark.django_db
@pytest.mark.run_commit_hooks  # [!]
@pytest.mark.asyncio
async def test_a_confirmation(
    async_api_client: AsyncAPIClient, mailoutbox: list[EmailMessage]
) -> None:
    alice = await User.objects.acreate(username="alice", email="alice@example.com")
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    async_api_client.force_authenticate(alice)

    data = {"lines": [{"product": mug.pk, "quantity": 2}]}
    await async_api_client.post("/api/orders/", data)

    assert mailoutbox[0].to == ["alice@example.com"]
    assert "Total: 19.00" in mailoutbox[0].body


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_outbox_is_empty_again(mailoutbox: list[EmailMessage]) -> None:
    assert mailoutbox == []
    await sync_to_async(send_mail)("Hello", "", None, ["alice@example.com"])  # [!]
    assert mailoutbox is mail.outbox
    assert [message.subject for message in mailoutbox] == ["Hello"]


def test_a_message_is_kept_as_it_was_sent(mailoutbox: list[EmailMessage]) -> None:
    message = EmailMessage("Hello", "", None, ["alice@example.com"])
    message.attach("terms.txt", "Pay in advance.", "text/plain")
    message.send()
    message.subject = "Changed"

    assert mailoutbox[0].subject == "Hello"
    assert mailoutbox[0].attachments[0][0] == "terms.txt"


def test_a_subject_of_two_lines_is_refused(mailoutbox: list[EmailMessage]) -> None:
    # In Django 5.2 it is a BadHeaderError, which is a ValueError, too.
    with pytest.raises(ValueError, match="Header values"):
        send_mail("Hello\nBcc: all@example.com", "", None, ["alice@example.com"])
    assert mailoutbox == []
