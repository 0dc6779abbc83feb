"""Where somebody is found on a network, what says that it is theirs, and what I say to that."""

from django.conf import settings
from django.db import models

from manymentors.store.models.person import Person
from manymentors.store.models.source import Source


class Account(models.Model):
    """`identity` stays when the handle changes: a DID, an account's id, a feed's address, a page's address.

    `label` is the handle (or title) of now, `former` those before it, the latest last. `source` is set where it is read here.
    """

    network = models.CharField(max_length=20)
    identity = models.TextField()
    label = models.TextField(blank=True)
    name = models.TextField(blank=True)
    url = models.TextField(blank=True)
    avatar = models.TextField(blank=True)
    former = models.JSONField(default=list)
    source = models.OneToOneField(Source, models.SET_NULL, null=True, related_name="account")

    class Meta:
        constraints = (models.UniqueConstraint("network", "identity", name="an_identity_once_a_network"),)
        indexes = (models.Index("network", "label", name="accounts_by_label"),)

    def __str__(self) -> str:
        return self.label or self.name or self.identity


class AccountEvidence(models.Model):
    """That `source` gives a reason to think that the account is the person's: a proposal, until somebody says so.

    `kind` is one of `shapes.EVIDENCE`; `says` quotes what the source has for it.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="evidence")
    person = models.ForeignKey(Person, models.CASCADE, related_name="account_evidence")
    source = models.ForeignKey(Source, models.CASCADE, related_name="account_evidence")
    kind = models.CharField(max_length=20)
    says = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "account", "person", "source", "kind", name="evidence_once_an_account_and_source"
            ),
        )


class Recognition(models.Model):
    """Personal. I know that the account is (or is not) the person's; that outlives whatever a source says later."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recognitions")
    account = models.ForeignKey(Account, models.CASCADE, related_name="recognitions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="recognitions")
    same = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("user", "account", "person", name="an_account_recognised_once"),
        )
