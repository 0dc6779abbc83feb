from datetime import UTC, datetime

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag

ADA = PersonTag("Ada Holm", role="author", href="https://bsky.app/profile/did:plc:ada")
REL = 'rel="noopener noreferrer nofollow ugc"'

expected = FoundSource(
    kind="bluesky",
    url="https://bsky.app/profile/did:plc:ada",
    title="Ada Holm (@ada.example)",
    site_url="https://bsky.app/profile/ada.example",
    description="Runs a help desk. Writes at https://blog.example/ada.\nOlder: https://ada.example/",
    people=(
        PersonTag(
            "Ada Holm",
            role="author",
            href="https://bsky.app/profile/ada.example",
            image="https://cdn.example/ada.jpg",
        ),
    ),
    items=(
        FoundItem(
            key="at://did:plc:bo/app.bsky.feed.post/3b#reposted-by-did:plc:ada",
            kind="post",
            url="https://bsky.app/profile/did:plc:bo/post/3b",
            html="<p>Read this.</p>",
            text="Read this.",
            author="bo.example",
            published=datetime(2026, 10, 6, 8, tzinfo=UTC),
            published_raw="2026-10-06T08:00:00.000Z",
            boost_of="at://did:plc:bo/app.bsky.feed.post/3b",
            people=(PersonTag("bo.example", role="author", href="https://bsky.app/profile/did:plc:bo"),),
        ),
        FoundItem(
            key="at://did:plc:ada/app.bsky.feed.post/3d",
            kind="post",
            url="https://bsky.app/profile/did:plc:ada/post/3d",
            html="<p><strong>Content warning: graphic-media</strong></p>"
            f'<p>Größer: my talk <a href="https://talk.example/?a=1&amp;b=2" {REL}>&lt;here&gt;</a> and '
            f'<a href="https://bsky.app/profile/did:plc:bo" {REL}>@bo</a><br>next line</p><p>[Image: My desk]</p>',
            text="Content warning: graphic-media\n\nGrößer: my talk <here> and @bo\nnext line\n\n[Image: My desk]",
            author="Ada Holm",
            published=datetime(2026, 10, 4, 8, tzinfo=UTC),
            published_raw="2026-10-04T08:00:00.000Z",
            thread="at://did:plc:bo/app.bsky.feed.post/3a",
            reply_to="at://did:plc:bo/app.bsky.feed.post/3b",
            people=(ADA,),
            links=(
                Link("https://talk.example/?a=1&b=2", "<here>"),
                Link("https://bsky.app/profile/did:plc:bo", "@bo"),
                Link("https://bsky.app/profile/did:plc:cy/post/3c", "post by Cy Ode"),
            ),
        ),
        FoundItem(
            key="at://did:plc:ada/app.bsky.feed.post/3e",
            kind="post",
            url="https://bsky.app/profile/did:plc:ada/post/3e",
            html="<p>A video, a card and a quote</p><p>[Video: I walk]</p>",
            text="A video, a card and a quote\n\n[Video: I walk]",
            author="Ada Holm",
            published=datetime(2026, 10, 3, 8, tzinfo=UTC),
            published_raw="2026-10-03T08:00:00.000Z",
            people=(ADA,),
            links=(
                Link("https://card.example/a", "A card"),
                Link("https://bsky.app/profile/did:plc:cy/post/3f", "post by"),
            ),
        ),
    ),
    accounts=(AccountLink("https://ada.example/", "verified"), AccountLink("https://blog.example/ada")),
)
