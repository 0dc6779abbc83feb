from datetime import UTC, datetime

from manymentors.shapes import Audio, FoundItem, FoundSource, Link, PersonTag
from manymentors.sources.feeds.read import FeedRead

expected = FeedRead(
    FoundSource(
        kind="podcast",
        url="https://feeds.example/feed",
        title="Notes & talks",
        site_url="https://notes.example/",
        description="What I heard",
        people=(PersonTag("Ada Holm", role="author"),),
        items=(
            FoundItem(
                key="7",
                kind="episode",
                title="A talk",
                url="https://feeds.example/7",
                html='<p>Hear <a href="https://feeds.example/x" rel="noopener noreferrer nofollow ugc">it</a></p>',
                text="Hear it",
                author="Bo Lind",
                published=datetime(2026, 3, 1, 10, tzinfo=UTC),
                published_raw="2026-03-01T12:00:00+02:00",
                audio=Audio("https://notes.example/7.mp3", "audio/mpeg", 12, 61.0),
                links=(Link("https://feeds.example/x", "it"),),
            ),
            FoundItem(
                key="6",
                kind="post",
                url="https://elsewhere.example/",
                html="<p>One line.<br>Next line &amp; &lt;b&gt;.</p>",
                text="One line.\nNext line & <b>.",
                author="Cy",
                published_raw="soon",
            ),
            FoundItem(
                key="sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                kind="post",
                author="Ada Holm",
            ),
        ),
    )
)
