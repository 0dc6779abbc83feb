"""What a source says of accounts becomes proposals: which account may be whose, with the reason. Nothing is joined here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from manymentors.actions.name_person import person_called
from manymentors.errors import InputError
from manymentors.shapes import FoundSource, Identity, PersonTag
from manymentors.sources.identities import SHOWS, identity_of, identity_of_source, page_identity
from manymentors.store.folding import fold
from manymentors.store.models import Account, AccountEvidence, Person, Source

MOST_TAGS = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the account behind `identity` may be `person`'s."""

    identity: Identity
    person: Person
    kind: str
    says: str


def propose(source: Source, found: FoundSource) -> Account:
    """Keep what the source says of its own account and of others. Part of the transaction in which its items are kept.

    What it no longer says stays: a profile that was tidied up is no reason to forget. Some ten queries, whatever it says.
    """
    own = own_account(source, found)
    owners = list(Person.objects.filter(owner=None, sourceperson__source=source, sourceperson__role="owner"))
    reasons = [*told_of_owners(found, owners), *told_of_others(source, found)]
    accounts = accounts_for([reason.identity for reason in reasons])
    rows = [
        (accounts[reason.identity.key], reason.person, reason.kind, reason.says)
        for reason in reasons
        if reason.identity.key in accounts
    ]
    rows += [(own, person, kind, says) for person, kind, says in whose(source, found, own, owners)]
    AccountEvidence.objects.bulk_create(
        [
            AccountEvidence(account=account, person=person, source=source, kind=kind, says=says[:500])
            for account, person, kind, says in rows
            if account.pk != own.pk or person not in owners
        ],
        ignore_conflicts=True,
    )
    return own


def own_account(source: Source, found: FoundSource) -> Account:
    """The account that the source is, under its label of now; a label that it had before is kept."""
    identity = identity_of_source(
        source.kind,
        source.url,
        found.title or source.title,
        found.site_url or source.site_url,
        found.identity,
    )
    named = Account.objects.filter(network=identity.network, identity=identity.identity)
    account = (
        Account.objects.filter(source=source).first()
        or named.first()
        or provisional(identity)
        or Account(network=identity.network, identity=identity.identity)
    )
    if account.source_id not in (None, source.pk):
        return account  # an archive of an account that is followed itself
    tag = author_of(found)
    account.network, account.source, account.url = identity.network, source, identity.url
    if not identity.identity.startswith("@") and not named.exclude(pk=account.pk).exists():
        account.identity = identity.identity
    relabel(account, identity.label)
    account.name = tag.name if tag else account.name
    account.avatar = (tag.image if tag else "") or account.avatar
    account.save()
    return account


def provisional(identity: Identity) -> Account | None:
    """The account as it was known before it was looked at: by its handle, or a page that turns out to have a feed."""
    known = Account.objects.filter(source=None)
    if identity.network == "feed":
        pages = [page.identity for url in (identity.url, identity.identity) if (page := page_identity(url))]
        return known.filter(network="page", identity__in=pages).first()
    return known.filter(network=identity.network, label__iexact=identity.label).exclude(label="").first()


def relabel(account: Account, label: str) -> None:
    if label and label != account.label:
        if account.label:
            account.former = [*(one for one in account.former if one != label), account.label]
        account.label = label


def author_of(found: FoundSource) -> PersonTag | None:
    """Whom the whole source names as its author, where it names exactly one."""
    authors = [tag for tag in found.people if tag.role == "author"]
    return authors[0] if len(authors) == 1 else None


def told_of_owners(found: FoundSource, owners: Iterable[Person]) -> Iterator[Reason]:
    """The other places that a profile names are those of the profile's owner."""
    for person in owners:
        for link in found.accounts:
            if identity := identity_of(link.url):
                yield Reason(identity, person, link.evidence, link.url)


def told_of_others(source: Source, found: FoundSource) -> Iterator[Reason]:
    """A show's tags link to those who appear in it; a tag that links to the show's own site tells of no account."""
    if source.kind not in SHOWS:
        return
    home = page_identity(found.site_url or source.url)
    tags = [*found.people, *(tag for item in found.items for tag in item.people)]
    named = dict.fromkeys((tag.name, tag.href) for tag in tags if tag.href)
    for name, href in list(named)[:MOST_TAGS]:
        identity = identity_of(href)
        if identity is None or (home and identity.network == "page" and below(identity, home)):
            continue
        if person := known_or_none(name):
            yield Reason(identity, person, "person tag", f"{name}: {href}")


def below(page: Identity, home: Identity) -> bool:
    return f"{page.identity}/".startswith(f"{home.identity}/")


def whose(
    source: Source, found: FoundSource, own: Account, owners: list[Person]
) -> Iterator[tuple[Person, str, str]]:
    """To whom the source itself may belong: to its only author, and to who bears the name that is on the account."""
    tag = author_of(found)
    if tag is None or any(owner.key == fold(tag.name) for owner in owners):
        return
    person = known_or_none(tag.name)
    if person is None or person in owners:
        return
    if source.kind in SHOWS:
        yield person, "feed author", tag.name
        return
    theirs = Account.objects.filter(source__sourceperson__person=person, source__sourceperson__role="owner")
    alike = bool(own.avatar) and theirs.filter(avatar=own.avatar).exclude(pk=own.pk).exists()
    yield person, "same avatar" if alike else "same name", tag.name


def known_or_none(name: str) -> Person | None:
    try:
        return person_called(name)
    except InputError:
        return None


# --- accounts that are only known from links to them


def accounts_for(identities: Iterable[Identity]) -> dict[str, Account]:
    """By key, the account of each: known by its identity, by its handle, or as the feed of that page; else made."""
    wanted = {one.key: one for one in identities}
    found = known_accounts(wanted)
    missing = {key: one for key, one in wanted.items() if key not in found}
    Account.objects.bulk_create(
        (
            Account(network=one.network, identity=one.identity, label=one.label, url=one.url)
            for one in missing.values()
        ),
        ignore_conflicts=True,
    )
    return found | (known_accounts(missing) if missing else {})


def known_accounts(wanted: dict[str, Identity]) -> dict[str, Account]:
    """Two queries."""
    out: dict[str, Account] = {}
    rows = Account.objects.filter(identity__in=[one.identity for one in wanted.values()])
    for account in rows:
        key = f"{account.network}:{account.identity}"
        if key in wanted:
            out[key] = account
    handles = {(one.network, one.label.casefold()): key for key, one in wanted.items() if one.label}
    pages = {one.identity: key for key, one in wanted.items() if one.network == "page"}
    labels = [*{one.label for one in wanted.values()}, *(label.casefold() for _, label in handles)]
    others = Account.objects.filter(label__in=labels) | Account.objects.filter(
        network="feed", url__in=spellings(wanted.values())
    )
    for account in others.order_by("pk"):
        if account.network == "feed":
            page = page_identity(account.url)
            key = pages.get(page.identity if page else "", "")
        else:
            key = handles.get((account.network, account.label.casefold()), "")
        if key and (key not in out or out[key].source_id is None):
            out[key] = account
    return out


def spellings(identities: Iterable[Identity]) -> list[str]:
    """The addresses under which a page may be kept as the home of a feed."""
    return [
        f"{scheme}://{www}{one.identity}{slash}"
        for one in identities
        if one.network == "page"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
    ]
