"""What the program reads and posts on a real Bluesky network; Bluesky's own client makes the posts, and says what it reads."""

from __future__ import annotations

import subprocess
import sys
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from manymentors.actions import draw_edges
from manymentors.actions.ask_follows import ask_follows
from manymentors.actions.ask_them import draft, press
from manymentors.actions.connect import connect_bluesky
from manymentors.actions.converse import converse
from manymentors.actions.find_reply import find_reply
from manymentors.actions.follow import follow
from manymentors.actions.look import look
from manymentors.actions.post_asked import post_asked
from manymentors.errors import FetchError, InputError, Unreachable
from manymentors.http_client import Client, Response
from manymentors.sources.look import look as preview
from manymentors.store.models import Account, Conversation, Edge, Person, Source, User
from tests.bluesky.network import Network
from tests.factories import a_user
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.bluesky]

POST, REPOST, FOLLOW = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.graph.follow"
PASSWORD = "com.atproto.server.createAppPassword"


def a_name(of: str) -> str:
    """Nobody had it before: the network outlives the tests."""
    return f"{of}{uuid.uuid4().hex[:6]}"


def followed(user: User, address: str, client: Client, person: str) -> Source:
    (found,) = preview(address, client)
    source = follow(user, found, person=person).follow.source
    look_again(source, client)
    return source


def look_again(source: Source, client: Client) -> str:
    problem = look(source, client, timezone.now()).problem
    source.refresh_from_db()
    return problem


def texts(source: Source) -> list[str]:
    return list(source.items.exclude(kind="list").order_by("published").values_list("text", flat=True))


def test_posts_threads_reposts_and_quotes_are_read_as_blueskys_own_client_reads_them(
    network: Network, client: Client
) -> None:
    ada, bo = a_name("ada"), a_name("bo")
    a, b = network.join(ada), network.join(bo)
    network.record(
        ada, a, "app.bsky.actor.profile", displayName="Ada Example", description="https://ada.example/"
    )
    first = network.record(ada, a, POST, text="I began on a help desk. 🛠️ Then https://ada.example/ began.")
    there = {"root": first, "parent": first}
    second = network.record(ada, a, POST, text="And then the network.", reply=there)
    his = network.record(bo, b, POST, text="What did you ask for?")
    quoted = {"$type": "app.bsky.embed.record", "record": his}
    network.record(ada, a, POST, text="A good question.", embed=quoted)
    network.record(ada, a, REPOST, subject=his)
    answer = network.record(bo, b, POST, text="Who taught you?", reply={"root": first, "parent": second})
    network.settle()

    source = followed(a_user(), f"@{ada}.test", client, "Ada Example")
    assert source.url == f"https://bsky.app/profile/{a}"
    assert source.title == f"Ada Example (@{ada}.test)"

    told = network.ask("", "app.bsky.feed.getAuthorFeed", actor=a, filter="posts_with_replies", limit=50)[
        "feed"
    ]
    theirs = sorted(
        (entry["post"]["uri"], entry["post"]["record"]["text"], "reason" in entry) for entry in told
    )
    ours = sorted((item.boost_of or item.key, item.text, bool(item.boost_of)) for item in source.items.all())
    assert ours == theirs
    assert len(ours) == 4

    items = {item.text: item for item in source.items.all()}
    assert items["And then the network."].reply_to == first["uri"]
    assert items["And then the network."].thread == items[texts(source)[0]].thread == first["uri"]
    assert items["A good question."].links[-1]["text"] == f"post by {bo}.test"
    draw_edges.bring_up()
    drawn = set(Edge.objects.filter(source=source).values_list("kind", "whom__key"))
    assert drawn == {("quotes", f"bluesky:{b}"), ("boosts", f"bluesky:{b}")}

    talk = converse(items["And then the network."], client, timezone.now())
    thread = network.ask("", "app.bsky.feed.getPostThread", uri=first["uri"], depth=10)["thread"]
    assert (
        [turn["key"] for turn in talk.turns]
        == list(uris(thread))
        == [first["uri"], second["uri"], answer["uri"]]
    )
    assert talk.turns[2]["handle"] == f"@{bo}.test"


def uris(node: dict[str, Any]) -> list[str]:
    return [node["post"]["uri"], *(uri for reply in node.get("replies", []) for uri in uris(reply))]


def test_a_handle_that_changes_is_a_label_and_what_is_deleted_there_stays_here(
    network: Network, client: Client
) -> None:
    ada, renamed = a_name("ada"), a_name("new")
    did = network.join(ada)
    gone = network.record(ada, did, POST, text="This will be deleted.")
    network.record(ada, did, POST, text="This stays.")
    network.settle()
    source = followed(a_user(), f"@{ada}.test", client, "Ada Example")
    first = source.items.get(key=gone["uri"])
    assert converse(first, client, timezone.now()).problem == ""

    network.delete(ada, did, gone["uri"])
    network.tell(ada, "com.atproto.identity.updateHandle", handle=f"{renamed}.test")
    network.record(ada, did, POST, text="Under a new name.")
    network.settle()
    assert look_again(source, client) == ""
    assert texts(source) == ["This will be deleted.", "This stays.", "Under a new name."]
    assert (source.title, source.url) == (f"@{renamed}.test", f"https://bsky.app/profile/{did}")
    account = Account.objects.get(source=source)
    assert (account.identity, account.label, account.former) == (did, f"@{renamed}.test", [f"@{ada}.test"])
    (again,) = preview(f"@{renamed}.test", client)
    assert again.url == source.url
    assert "deleted" in converse(first, client, timezone.now()).problem
    assert len(Conversation.objects.get(item=first).turns) == 1, "what was kept of it stays"


def test_an_account_that_is_closed_says_so_and_keeps_what_was_read(network: Network, client: Client) -> None:
    ada = a_name("ada")
    did = network.join(ada)
    network.record(ada, did, POST, text="Goodbye.")
    network.settle()
    source = followed(a_user(), did, client, "Ada Example")
    network.tell(ada, "com.atproto.server.deactivateAccount")
    network.settle()
    assert "it does not exist, or it was closed" in look_again(source, client)
    assert texts(source) == ["Goodbye."]
    with pytest.raises(FetchError, match="shows no account"):
        preview(f"@{a_name('nobody')}.test", client)


def test_a_long_history_comes_page_by_page_and_none_is_missed(network: Network, client: Client) -> None:
    ada = a_name("ada")
    did = network.join(ada)
    writes = [
        {"$type": "com.atproto.repo.applyWrites#create", "collection": POST, "value": {"$type": POST, "text": f"post {n}", "createdAt": f"2025-03-01T10:{n // 60:02}:{n % 60:02}.000Z"}}
        for n in range(230)
    ]  # fmt: skip
    for start in range(0, len(writes), 100):
        network.tell(ada, "com.atproto.repo.applyWrites", repo=did, writes=writes[start : start + 100])
    network.settle()
    source = followed(a_user(), f"@{ada}.test", client, "Ada Example")
    assert set(texts(source)) == {f"post {n}" for n in range(230)}


def test_whom_an_account_follows_is_drawn_and_goes_when_they_follow_no_more(
    network: Network, client: Client
) -> None:
    ada, bo, cy = a_name("ada"), a_name("bo"), a_name("cy")
    a, b, c = map(network.join, (ada, bo, cy))
    network.record(ada, a, POST, text="Hello.")
    bos = network.record(ada, a, FOLLOW, subject=b)
    network.record(ada, a, FOLLOW, subject=c)
    network.settle()
    source = followed(a_user(), f"@{ada}.test", client, "Ada Example")

    def drawn() -> set[str]:
        assert ask_follows(source, client, timezone.now())
        draw_edges.bring_up()
        return set(Edge.objects.filter(source=source, kind="follows").values_list("whom__key", flat=True))

    told = network.ask("", "app.bsky.graph.getFollows", actor=a)["follows"]
    assert drawn() == {f"bluesky:{one['did']}" for one in told} == {f"bluesky:{b}", f"bluesky:{c}"}
    network.delete(ada, a, bos["uri"])
    network.settle()
    assert drawn() == {f"bluesky:{c}"}


def test_a_list_and_a_starter_pack_name_everybody_in_them(network: Network, client: Client) -> None:
    ada, bo, cy = a_name("ada"), a_name("bo"), a_name("cy")
    a, b, c = map(network.join, (ada, bo, cy))
    purpose = "app.bsky.graph.defs#curatelist"
    made = network.record(ada, a, "app.bsky.graph.list", name="Mentors", purpose=purpose)
    for did in (b, c):
        network.record(ada, a, "app.bsky.graph.listitem", subject=did, list=made["uri"])
    pack = network.record(ada, a, "app.bsky.graph.starterpack", name="Start here", list=made["uri"])
    network.settle()
    keys = [one["uri"].rpartition("/")[2] for one in (made, pack)]
    for address, folder in (
        (f"https://bsky.app/profile/{ada}.test/lists/{keys[0]}", "Mentors"),
        (made["uri"], "Mentors"),
        (f"https://bsky.app/starter-pack/{ada}.test/{keys[1]}", "Start here"),
    ):
        found = preview(address, client)
        assert {one.url.rpartition("/")[2] for one in found} == {b, c}
        assert {one.folder for one in found} == {(folder,)}


# --- an account of mine


class Broken(Client):
    """Loses the answer to a post that the server took, as a connection does that breaks."""

    def post(self, url: str, body: bytes, **how: Any) -> Response:
        answer = super().post(url, body, **how)
        if "putRecord" in url:
            raise Unreachable(url, "The connection broke. Try again later.")
        return answer


@pytest.fixture
def mine(network: Network) -> tuple[str, str, str]:
    """Name, DID and an app password of an account of mine."""
    name = a_name("me")
    did = network.join(name)
    return name, did, network.tell(name, PASSWORD, name="mentors")["password"]


def held(network: Network, name: str, did: str) -> list[str]:
    told = network.ask(name, "com.atproto.repo.listRecords", repo=did, collection=POST)
    return [record["value"]["text"] for record in told["records"]]


def test_a_question_is_posted_once_and_its_answer_is_found(
    network: Network, client: Client, mine: tuple[str, str, str]
) -> None:
    name, did, password = mine
    ada = a_name("ada")
    a = network.join(ada)
    network.record(ada, a, POST, text="Hello.")
    network.settle()
    me = a_user()
    source = followed(me, f"@{ada}.test", client, "Ada Example")
    person = Person.objects.get(name="Ada Example")
    with pytest.raises(InputError, match="does not take this app password"):
        connect_bluesky(me, f"{name}.test", "aaaa-bbbb-cccc-dddd", client, network.pds)
    token = connect_bluesky(me, f"{name}.test", password, client, network.pds)
    assert (token.account, token.handle) == (did, f"@{name}.test")
    assert password not in token.sealed

    asked = draft(me, person, "how did you get the budget?", channel="bluesky", token=token, handle=f"@{ada}.test", on=None)  # fmt: skip
    press(asked)
    broken = Broken(user_agent="test", allow_hosts=network.hosts)
    with broken:
        post_asked(asked.pk, broken, timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("posting", "The connection broke. Try again later.")
    for _ in range(3):
        post_asked(asked.pk, client, timezone.now())
    asked.refresh_from_db()
    assert asked.state == "waiting"
    words = f"@{ada}.test how did you get the budget?"
    assert held(network, name, did) == [words]
    network.settle()
    (notice,) = network.ask(ada, "app.bsky.notification.listNotifications")["notifications"]
    assert (notice["reason"], notice["uri"]) == ("mention", asked.post.split(" ")[0])

    assert not find_reply(asked, client, timezone.now())
    uri, cid = asked.post.split(" ")
    to = {"uri": uri, "cid": cid}
    stranger = a_name("eve")
    e = network.join(stranger)
    network.record(stranger, e, POST, text="I know!", reply={"root": to, "parent": to})
    network.record(ada, a, POST, text="I asked for half of it.", reply={"root": to, "parent": to})
    network.settle()
    assert find_reply(asked, client, timezone.now())
    assert (asked.answer, asked.proposed) == ("I asked for half of it.", True)
    assert not find_reply(asked, client, timezone.now() + timedelta(hours=2))
    assert source.items.count() == 1


def test_a_key_that_was_revoked_is_put_aside_with_a_sentence(
    network: Network, client: Client, mine: tuple[str, str, str]
) -> None:
    name, did, password = mine
    me = a_user()
    token = connect_bluesky(me, f"{name}.test", password, client, network.pds)
    person = Person.objects.create(name="Ada Example", key="ada example")
    asked = draft(me, person, "still there?", channel="bluesky", token=token, handle="", on=None)
    press(asked)
    network.tell(name, "com.atproto.server.revokeAppPassword", name="mentors")
    post_asked(asked.pk, client, timezone.now())
    asked.refresh_from_db()
    token.refresh_from_db()
    assert asked.state == "draft"
    assert "was revoked" in asked.problem
    assert token.problem == asked.problem
    assert held(network, name, did) == []


POSTS = """
import os, signal, sys
from manymentors.store.setup import open_store
open_store()
from django.utils import timezone
from manymentors.actions.ask_them import draft
from manymentors.actions.client import new_client
from manymentors.actions.connect import connect_bluesky
from manymentors.actions.post_asked import post_asked
from manymentors.http_client import Client
from manymentors.store.models import Asked, Person, User

name, password, server, kills = sys.argv[1:]
me, _ = User.objects.get_or_create(username="me")
if not Asked.objects.exists():
    with new_client() as client:
        token = connect_bluesky(me, name, password, client, server)
    person = Person.objects.create(name="Ada Example", key="ada example")
    asked = draft(me, person, "who taught you?", channel="bluesky", token=token, handle="", on=None)
    Asked.objects.update(state="posting")
send = Client.post
def killed(self, url, *told, **more):
    if kills == "before" and "putRecord" in url:
        os.kill(os.getpid(), signal.SIGKILL)
    answer = send(self, url, *told, **more)
    if kills == "after" and "putRecord" in url:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
Client.post = killed
with new_client() as client:
    post_asked(Asked.objects.get().pk, client, timezone.now())
print(Asked.objects.get().state)
"""


@pytest.mark.parametrize("kills", ["before", "after"])
def test_a_worker_that_is_killed_before_or_after_the_server_took_it_posts_once(
    network: Network, mine: tuple[str, str, str], world: World, kills: str
) -> None:
    name, did, password = mine
    world.more["MANYMENTORS_ALLOW_HOSTS"] = ",".join(network.hosts)

    def run(kills: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", POSTS, f"{name}.test", password, network.pds, kills]
        return subprocess.run(words, env=world.environ, capture_output=True, text=True, check=False)

    killed = run(kills)
    assert killed.returncode == -9, killed.stderr
    assert len(held(network, name, did)) == (kills == "after")
    again = run("")
    assert (again.returncode, again.stdout.strip()) == (0, "waiting"), again.stderr
    assert held(network, name, did) == ["who taught you?"]
