"""Mails a digest to whom it belongs, once: that it is tried is written before it is sent."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from manymentors.actions.tell_digest import server, subject, text
from manymentors.environment import MailSettings
from manymentors.errors import InputError
from manymentors.store.models import Digest, DigestPlan, User
from manymentors.store.queries.digest import find_digest, to_be_mailed

YOUNG = timedelta(days=3)
"""A digest that is older is mailed no more: nobody wants last month's when mail is switched on again."""
SECONDS = 20
STOP = "no more digests by mail"


def mail_is_on() -> bool:
    return settings.MAIL is not None


def mail_due(now: datetime) -> int:
    """Mail what waits for it; returns how many went out. Nothing where no server is set."""
    return sum(mail_digest(row, now) for row in list(to_be_mailed(now, YOUNG)[:50])) if mail_is_on() else 0


def mail_digest(row: Digest, now: datetime, *, again: bool = False) -> bool:
    """True where the server took it. A refusal is written on the row in a sentence. One of which it is not known whether it went
    out, since the worker was killed on the way, is not sent `again` but by hand.
    """
    how: MailSettings | None = settings.MAIL
    plan = DigestPlan.objects.filter(user=row.user_id).exclude(mail="").first()
    if how is None or plan is None:
        return False
    mine = Digest.objects.filter(pk=row.pk) if again else Digest.objects.filter(pk=row.pk, mailing=None)
    if mine.update(mailing=now, problem="") != 1:
        return False  # another worker was faster
    message = message_of(find_digest(row.user, row.day), plan.mail, how)
    try:
        with get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=how.host,
            port=how.port,
            username=how.user,
            password=how.password,
            use_tls=how.wraps == "starttls",
            use_ssl=how.wraps == "tls",
            timeout=SECONDS,
        ) as way:
            way.send_messages([message])
    except (smtplib.SMTPException, OSError) as exc:
        Digest.objects.filter(pk=row.pk).update(problem=why_not(exc, how))
        return False
    Digest.objects.filter(pk=row.pk).update(mailed=now)
    return True


def why_not(exc: Exception, how: MailSettings) -> str:
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return f"{how.host} does not take the name and password that are set for mail."
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        return f"{how.host} does not take mail for this address. Check it."
    return f"The mail could not be sent: {how.host} answered “{type(exc).__name__}”. Try again, or ask whoever runs this installation."


def message_of(digest: Digest, to: str, how: MailSettings) -> EmailMessage:
    """Plain text. Its id is the same however often it is sent, so that a mailbox shows it once."""
    host = parseaddr(how.sender)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<digest-{digest.pk}-{digest.made:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    body = text(digest)
    if server():
        stop = f"{server()}{reverse('digest-stop', args=[stop_token(digest.user)])}"
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body += f"\n-- \n{_('No more of these:')} {stop}\n"
    return EmailMessage(subject(digest), body, how.sender, [to], headers=headers)


# --- no more ------------------------------------------------------------------------------------------------------


def stop_token(user: User) -> str:
    return signing.dumps(user.pk, salt=STOP)


def stop_mail(token: str) -> None:
    """Whoever has the link of a mail may stop the mails. Raises InputError for a link that is not whole."""
    try:
        user = signing.loads(token, salt=STOP)
    except signing.BadSignature as exc:
        raise InputError("This link is not whole. Copy all of it from the mail.") from exc
    DigestPlan.objects.filter(user=user).update(mail="")
