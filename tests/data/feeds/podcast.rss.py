from datetime import UTC, datetime

from manymentors.shapes import Audio, Chapter, FoundItem, FoundSource, Link, PersonTag, TranscriptLink
from manymentors.sources.feeds.read import FeedRead

ADA = PersonTag("Ada Holm", role="host", group="cast", href="https://ada.example/")

expected = FeedRead(
    FoundSource(
        kind="podcast",
        url="https://feeds.example/feed",
        title="Roads & Bridges",
        site_url="https://roads.example/",
        description="People tell how they got there.",
        people=(ADA,),
        items=(
            FoundItem(
                key="ep-2",
                kind="episode",
                title="From welding to software",
                url="https://feeds.example/episodes/2?utm=x",
                html='<p>Bo welded ships. <a href="https://feeds.example/notes/2" '
                'rel="noopener noreferrer nofollow ugc">Notes</a></p><img src="https://track.example/1.gif">',
                text="Bo welded ships. Notes",
                author="Ada Holm",
                published=datetime(2026, 3, 3, 9, tzinfo=UTC),
                published_raw="Tue, 03 Mar 2026 10:00:00 +0100",
                audio=Audio("https://cdn.roads.example/2.mp3", "audio/mpeg", 5_000_000, 3723.0),
                transcripts=(
                    TranscriptLink("https://feeds.example/2.vtt", "text/vtt", "en"),
                    TranscriptLink("https://cdn.roads.example/2.srt", "application/x-subrip", rel="captions"),
                ),
                chapters_url="https://cdn.roads.example/2c.json",
                chapters=(Chapter("Hello", 0.0, "https://roads.example/hello"), Chapter("Ships", 62.5)),
                people=(
                    PersonTag("Ada Holm"),
                    PersonTag("Bo Lind", role="guest", image="https://bo.example/i.png"),
                ),
                links=(Link("https://feeds.example/notes/2", "Notes"),),
            ),
            FoundItem(
                key="https://roads.example/trailer",
                kind="episode",
                title="Trailer",
                url="https://roads.example/trailer",
                html="<p>Plain words.</p><p>A second paragraph &amp; more.</p>",
                text="Plain words.\n\nA second paragraph & more.",
                author="Ada Holm",
                published=None,
                published_raw="Fri, 13 Mar 2099 10:00:00 GMT",
                audio=Audio("https://cdn.roads.example/trailer.m4a?x=1"),
                people=(ADA,),
            ),
        ),
    ),
    fresh_for=7200.0,
)
