"""Captions of a video, asked of a server that answers as YouTube does: the library's own requests go through our client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from manymentors.errors import BrokenFile, Challenged, NotFound, NothingThere, TooLarge
from manymentors.http_client import Client
from manymentors.http_client import for_requests as sessions
from manymentors.sources.captions import captions_of
from manymentors.transcripts.read import read
from tests.http_client.servers import Asked, Chunks, Server, whole

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
PAGE = b'<html>{"INNERTUBE_API_KEY": "key-1"}</html>'
CONSENT = b'<form action="https://consent.youtube.com/s"><input name="v" value="cb.1"></form>'


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    server.serve("/watch?v=abcdefghijk", PAGE)
    instead = {"https://www.youtube.com": server.url().rstrip("/")}
    with Client(user_agent="test", allow_hosts=[server.host], instead=instead) as one:
        yield one


def track(language: str, kind: str = "") -> dict[str, Any]:
    name = {"runs": [{"text": language}]}
    url = f"https://www.youtube.com/api/timedtext?lang={language}{kind}"
    return {"baseUrl": url, "name": name, "languageCode": language, "kind": kind}


def captioned(server: Server, *tracks: dict[str, Any], **more: Any) -> None:
    told: dict[str, Any] = {"playabilityStatus": {"status": "OK"}}
    told |= {"captions": {"playerCaptionsTracklistRenderer": {"captionTracks": list(tracks)}}} | more
    server.serve("/youtubei/v1/player?key=key-1", json.dumps(told).encode())
    for one in tracks:
        words = one["languageCode"] + (one["kind"] and " heard by a machine")
        text = f'<transcript><text start="1.5" dur="2">I began, {words}.</text><text start="4" dur="1">Then.</text></transcript>'
        server.serve(one["baseUrl"].removeprefix("https://www.youtube.com"), text.encode())


@pytest.mark.parametrize(
    ("tracks", "says"),
    [
        ((track("de"), track("en", "asr"), track("en-GB")), "I began, en-GB."),
        ((track("en", "asr"), track("de")), "I began, de."),
        ((track("en", "asr"),), "I began, en heard by a machine."),
    ],
)
def test_captions_that_people_wrote_come_first_and_are_read_with_their_seconds(
    server: Server, client: Client, tracks: tuple[dict[str, Any], ...], says: str
) -> None:
    captioned(server, *tracks)
    document = read(captions_of(VIDEO, client).encode(), name="captions.vtt", media_type="text/vtt")
    assert document.text.split("\n")[0].startswith(says)
    assert document.utterances[0].start == 1.5
    (posted,) = [asked for asked in server.asked if asked.method == "POST"]
    assert json.loads(posted.body)["videoId"] == "abcdefghijk"


def test_where_consent_is_asked_for_first_it_is_given(server: Server, client: Client) -> None:
    def page(asked: Asked) -> Chunks:
        return [whole(PAGE if asked.headers.get("cookie") == "CONSENT=YES+cb.1" else CONSENT)]

    captioned(server, track("en"))
    server.routes["/watch?v=abcdefghijk"] = page
    assert "I began" in captions_of(VIDEO, client)


def test_what_is_not_to_be_had_is_said(server: Server, client: Client) -> None:
    with pytest.raises(NothingThere, match="no video"):
        captions_of("https://www.youtube.com/", client)
    with pytest.raises(NotFound):
        captions_of("https://youtu.be/abcdefghijx", client)
    captioned(server, playabilityStatus={"status": "ERROR", "reason": "This video is unavailable"})
    with pytest.raises(NothingThere, match="there are none"):
        captions_of(VIDEO, client)
    bot = "Sign in to confirm you’re not a bot"
    captioned(server, playabilityStatus={"status": "LOGIN_REQUIRED", "reason": bot})
    with pytest.raises(Challenged, match="only to browsers"):
        captions_of(VIDEO, client)
    for odd in (b"[]", b"<html>", json.dumps({"captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [{}]}}}).encode()):  # fmt: skip
        server.serve("/youtubei/v1/player?key=key-1", odd)
        with pytest.raises(BrokenFile, match="not understood"):
            captions_of(VIDEO, client)


def test_an_answer_to_a_cookie_has_the_usual_limit(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MAX_BYTES", 10)
    server.routes["/watch?v=abcdefghijk"] = lambda asked: [
        whole(CONSENT if "cookie" not in asked.headers else b"x" * 11)
    ]
    with pytest.raises(TooLarge):
        captions_of(VIDEO, client)
