"""One person, many accounts: proposed with their evidence, confirmed by a person, never joined on their own."""

from __future__ import annotations

import pytest

from manymentors.actions.confirm_account import confirm_account, take_back
from manymentors.actions.follow import follow
from manymentors.actions.forget import forget
from manymentors.actions.look import save
from manymentors.actions.merge import merge, split
from manymentors.actions.name_person import person_called
from manymentors.shapes import AccountLink, Audio, FoundItem, FoundSource, PersonTag
from manymentors.store.models import Account, AccountEvidence, Person, Recognition, Source, User
from manymentors.store.queries.accounts_of import Proposal, accounts_of, open_proposals
from manymentors.store.queries.export import personal
from manymentors.store.queries.influence import whose_accounts
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db

MASTODON = "https://social.example/@ada"
BLOG = "https://ada.example/feed.xml"


def profile(*accounts: AccountLink, **more: object) -> FoundSource:
    """Ada's account on Mastodon, which names these other places."""
    tag = PersonTag("Ada Example", "author", href=MASTODON, image="https://social.example/ada.png")
    told: dict[str, object] = {
        "title": "Ada Example (@ada@social.example)",
        "site_url": MASTODON,
        "people": (tag,),
    }
    return FoundSource("mastodon", MASTODON, accounts=accounts, **(told | more))  # type: ignore[arg-type]


def blog(**more: object) -> FoundSource:
    told: dict[str, object] = {"title": "Ada’s notes", "site_url": "https://ada.example/"}
    return FoundSource("feed", BLOG, **(told | more))  # type: ignore[arg-type]


def show(*tags: PersonTag) -> FoundSource:
    episode = FoundItem("1", "episode", "An hour", audio=Audio("https://show.example/1.mp3"), people=tags)
    return FoundSource(
        "podcast",
        "https://show.example/feed",
        title="A show",
        site_url="https://show.example/",
        people=(PersonTag("Hanna Host", "host"),),
        items=(episode,),
    )


def looked(user: User, found: FoundSource, person: str = "") -> Source:
    source = follow(user, found, person=person).follow.source
    save(source, found, NOW)
    source.save()
    return source


def told(found: list[Proposal]) -> list[tuple[str, str, list[str]]]:
    return [(one.account.network, str(one.account), [said.kind for said in one.evidence]) for one in found]


def test_what_a_profile_names_is_proposed_with_how_much_it_is_worth() -> None:
    me = a_user()
    looked(
        me,
        profile(
            AccountLink("https://ada.example/", "verified"),
            AccountLink("https://github.com/ada-example", "rel=me"),
            AccountLink("mailto:ada@ada.example"),
        ),
        "Ada Example",
    )
    assert told(open_proposals(me)) == [
        ("page", "ada.example", ["verified"]),
        ("github", "ada-example", ["rel=me"]),
    ]
    assert Person.objects.count() == 1


def test_the_page_of_a_blog_that_is_followed_later_is_the_blog_and_both_ways_is_said() -> None:
    me = a_user()
    looked(me, profile(AccountLink("http://www.ada.example", "rel=me")), "Ada Example")
    looked(me, blog(accounts=(AccountLink(MASTODON, "rel=me"),)), "A. Example")
    ((first, second),) = [accounts_of(me, person_called("Ada Example"))]
    assert (first.read, first.account.network) == (True, "mastodon")
    assert (second.account.network, second.account.label) == ("feed", "Ada’s notes")
    assert second.both_ways
    assert second.other == person_called("A. Example")
    assert Account.objects.count() == 2


def test_a_link_to_a_blog_that_is_followed_already_means_the_blog() -> None:
    me = a_user()
    looked(me, blog())
    looked(me, profile(AccountLink("https://ada.example", "verified")), "Ada Example")
    assert told(open_proposals(me)) == [("feed", "Ada’s notes", ["verified"])]


def test_a_show_that_links_to_a_guest_proposes_it_but_its_own_pages_are_nobodys() -> None:
    me = a_user()
    ada = PersonTag("Ada Example", "guest", href="https://bsky.app/profile/ada.example")
    bo = PersonTag("Bo Sample", "guest", href="https://show.example/guests/bo")
    nobody = PersonTag("–", "guest", href="https://x.com/nobody")
    looked(me, show(ada, bo, nobody), "Ada Example")
    assert told(open_proposals(me)) == [("bluesky", "@ada.example", ["person tag"])]
    assert Account.objects.filter(network="page").count() == 0


def test_an_author_of_a_feed_and_a_bearer_of_the_name_are_proposed_for_what_is_followed_for_itself() -> None:
    me = a_user()
    looked(me, blog(people=(PersonTag("Ada Example", "author"),)))
    looked(me, profile(), "Ada Example")
    looked(me, profile(), "Adeline")
    (of_feed,) = [one for one in accounts_of(me, person_called("Ada Example")) if one.open]
    assert told([of_feed]) == [("feed", "Ada’s notes", ["feed author"])]


def test_the_same_name_is_weak_and_the_same_picture_beside_it_stronger() -> None:
    me = a_user()
    looked(me, profile(), "Ada Example")
    tag = PersonTag(
        "Ada Example", "author", href="https://other.example/@ada", image="https://other.example/x.png"
    )
    other = FoundSource("mastodon", "https://other.example/@ada", title="Ada", people=(tag,))
    looked(me, other)
    alike = PersonTag("Ada Example", "author", image="https://social.example/ada.png")
    looked(me, FoundSource("github", "https://github.com/ada", title="Ada", people=(alike,), identity="42"))
    assert told(open_proposals(me)) == [
        ("github", "ada", ["same avatar"]),
        ("mastodon", "@ada@other.example", ["same name"]),
    ]


def test_a_renamed_account_stays_the_same_and_keeps_its_old_handle() -> None:
    me = a_user()
    did = "https://bsky.app/profile/did:plc:ada"
    looked(me, profile(AccountLink("https://bsky.app/profile/ada.bsky.social")), "Ada Example")
    found = FoundSource("bluesky", did, site_url="https://bsky.app/profile/ada.bsky.social")
    source = looked(me, found, "Ada Example")
    save(source, FoundSource("bluesky", did, site_url="https://bsky.app/profile/ada.example"), NOW)
    account = Account.objects.get(network="bluesky")
    assert (account.identity, account.label, account.former) == (
        "did:plc:ada",
        "@ada.example",
        ["@ada.bsky.social"],
    )
    assert account.source == source
    theirs = whose_accounts(me)
    assert {"bluesky:did:plc:ada", "bluesky:@ada.example", "bluesky:@ada.bsky.social"} <= set(theirs)


def test_an_archive_of_an_account_that_is_followed_itself_changes_nothing_of_it() -> None:
    me = a_user()
    source = looked(me, profile(), "Ada Example")
    archive = FoundSource(
        "mastodon_archive", "file:///archive.zip", title="from an archive", site_url=MASTODON
    )
    looked(me, archive, "Ada Example")
    assert Account.objects.get().source == source


def test_looking_twice_changes_nothing_and_what_is_said_no_more_stays() -> None:
    me = a_user()
    found = profile(AccountLink("https://ada.example/"))
    source = looked(me, found, "Ada Example")
    before = list(AccountEvidence.objects.values())
    save(source, found, NOW)
    save(source, profile(), NOW)
    assert list(AccountEvidence.objects.values()) == before


def test_my_word_is_kept_and_taken_back_and_an_account_is_one_persons() -> None:
    me = a_user()
    looked(me, profile(AccountLink("https://github.com/ada")), "Ada Example")
    ada, bo = person_called("Ada Example"), person_called("Bo Sample")
    github = Account.objects.get(network="github")
    assert confirm_account(me, github, ada) is None
    assert confirm_account(me, github, ada, same=False) is True
    assert open_proposals(me) == []
    assert "github:@ada" not in whose_accounts(me)
    confirm_account(me, github, bo)
    confirm_account(me, github, ada)
    assert list(Recognition.objects.filter(same=True).values_list("person", flat=True)) == [ada.pk]
    assert personal(me)["recognitions"] == [
        {"same": True, "network": "github", "identity": "@ada", "label": "ada", "whose": "Ada Example"}
    ]
    take_back(me, github, ada)
    assert len(open_proposals(me)) == 1


def test_what_only_anothers_sources_say_of_accounts_is_not_told() -> None:
    me, other = a_user(), a_user()
    looked(other, profile(AccountLink("https://github.com/ada")), "Ada Example")
    looked(me, blog(), "Ada Example")
    assert told(accounts_of(me, person_called("Ada Example"))) == [("feed", "Ada’s notes", [])]
    assert open_proposals(me) == []


def test_a_merge_takes_the_accounts_along_and_a_split_gives_them_back() -> None:
    me = a_user()
    looked(me, profile(AccountLink("https://github.com/ada"), AccountLink(BLOG)), "Ada Example")
    looked(me, show(PersonTag("A. Example", "guest", href="https://github.com/ada")), "A. Example")
    ada, other = person_called("Ada Example"), person_called("A. Example")
    confirm_account(me, Account.objects.get(network="github"), other)
    before = sorted(AccountEvidence.objects.values_list("account", "person__name", "source", "kind", "says"))
    made = merge(me, other, ada)
    assert {row.person for row in AccountEvidence.objects.all()} == {ada}
    assert Recognition.objects.get().person == ada
    split(me, made)
    after = sorted(AccountEvidence.objects.values_list("account", "person__name", "source", "kind", "says"))
    assert after == before
    assert Recognition.objects.get().person.name == "A. Example"


def test_who_is_forgotten_leaves_no_account_behind() -> None:
    me = a_user()
    looked(me, profile(AccountLink("https://github.com/ada")), "Ada Example")
    forget(person_called("Ada Example"))
    assert not Account.objects.exists()
    assert not AccountEvidence.objects.exists()
