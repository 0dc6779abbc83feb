from datetime import UTC, datetime

from manymentors.shapes import FoundItem, FoundSource
from manymentors.sources.feeds.read import FeedRead

expected = FeedRead(
    FoundSource(
        kind="feed",
        url="https://feeds.example/feed",
        title="Planet",
        site_url="https://planet.example/",
        description="All of us",
        items=(
            FoundItem(
                key="https://planet.example/1",
                kind="article",
                title="First",
                url="https://planet.example/1",
                html="<p>Short.</p>",
                text="Short.",
                author="Cy",
                published=datetime(2026, 3, 1, tzinfo=UTC),
                published_raw="2026-03-01",
            ),
        ),
    ),
    fresh_for=43200.0,
)
