"""A channel's captions are read as transcripts from when I say so until I say no more."""

from __future__ import annotations

import pytest

from manymentors.actions.captions import read_captions
from manymentors.actions.hear import hear
from manymentors.actions.look import save
from manymentors.errors import InputError
from manymentors.http_client import Client
from manymentors.shapes import FoundItem, FoundSource
from manymentors.store.models import Errand, Item, Source
from tests.factories import NOW, a_source, a_user
from tests.http_client.servers import Server, serving
from tests.sources.test_captions import PAGE, VIDEO, captioned, track

pytestmark = pytest.mark.django_db


def channel() -> Source:
    source = a_source(a_user())
    Source.objects.filter(pk=source.pk).update(kind="youtube")
    source.refresh_from_db()
    return source


def looked(source: Source, *keys: str) -> None:
    items = tuple(FoundItem(key, "video", "A talk", url=VIDEO) for key in keys)
    save(source, FoundSource("youtube", source.url, items=items), NOW)


def test_captions_are_read_only_where_i_turned_that_on() -> None:
    source = channel()
    me = source.follows.get().user
    looked(source, "1")
    assert Item.objects.get().transcripts == []
    read_captions(me, source, yes=True)
    assert Errand.objects.get().payload == {"sources": [source.pk]}
    source.refresh_from_db()
    looked(source, "1", "2")
    assert [item.transcripts[0]["url"] for item in Item.objects.all()] == [VIDEO, VIDEO]

    with serving() as server, client_of(server) as client:
        item = Item.objects.get(key="1")
        assert hear(item, client, NOW) == ""
        item.refresh_from_db()
        assert (item.text, item.heard_from) == ("I began, en. Then.", VIDEO)
        assert item.spans[0][1] == 1.5

    read_captions(me, source, yes=False)
    source.refresh_from_db()
    looked(source, "1", "2")
    assert Item.objects.get(key="2").transcripts == []
    assert Item.objects.get(key="1").text == "I began, en. Then.", "what was heard stays"


def client_of(server: Server) -> Client:
    server.serve("/watch?v=abcdefghijk", PAGE)
    captioned(server, track("en"))
    instead = {"https://www.youtube.com": server.url().rstrip("/")}
    return Client(user_agent="test", allow_hosts=[server.host], instead=instead)


def test_what_is_not_on_youtube_has_none() -> None:
    source = a_source(a_user())
    with pytest.raises(InputError, match="not on YouTube"):
        read_captions(source.follows.get().user, source, yes=True)
