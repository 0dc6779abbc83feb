from datetime import UTC, datetime

from manymentors.shapes import Audio, FoundItem, FoundSource, PersonTag
from manymentors.sources.feeds.read import FeedRead

expected = FeedRead(
    FoundSource(
        kind="feed",
        url="https://feeds.example/feed",
        title="Ada & friends",
        site_url="https://blog.example/",
        description="Small notes",
        people=(PersonTag("Ada Holm", role="author"),),
        items=(
            FoundItem(
                key="urn:1",
                kind="article",
                title="On List<T>",
                url="https://blog.example/x/one",
                html="<p>a &lt; b &amp; c</p>",
                text="a < b & c",
                author="Ada Holm",
                published=datetime(2026, 3, 1, 10, tzinfo=UTC),
                published_raw="2026-03-01T10:00:00Z",
                thread="tag:thread-1",
                reply_to="https://other.example/0",
            ),
            FoundItem(
                key="urn:2",
                kind="post",
                url="https://blog.example/two",
                html="<div><p>Short <b>words</b>.</p><ul><li>one</li><li>two</li></ul></div>",
                text="Short words.\n\none\ntwo",
                author="Bo Lind",
                published=datetime(2026, 3, 2, 10, tzinfo=UTC),
                published_raw="2026-03-02T10:00:00Z",
                reply_to="urn:1",
            ),
            FoundItem(
                key="urn:3",
                kind="video",
                title="A film",
                url="https://blog.example/x/three",
                html="<p>Watch<br>it</p>",
                text="Watch\nit",
                author="Ada Holm",
                audio=Audio("https://blog.example/x/three.mp4", "video/mp4", 77),
            ),
        ),
    )
)
