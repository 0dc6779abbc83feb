from datetime import UTC, datetime

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag

ADA = PersonTag("Ada Holm", role="author", href="https://social.example/@ada")
REL = 'rel="noopener noreferrer nofollow ugc"'

expected = FoundSource(
    kind="mastodon",
    url="https://social.example/@ada",
    title="Ada Holm (@ada@social.example)",
    site_url="https://social.example/@ada",
    description="Runs a help desk. Talks #support @bo",
    people=(
        PersonTag(
            "Ada Holm",
            role="author",
            href="https://social.example/@ada",
            image="https://files.example/ada.png",
        ),
    ),
    items=(
        FoundItem(
            key="https://social.example/users/ada/statuses/1005/activity",
            kind="post",
            url="https://other.example/@bo/5",
            html=f'<p>Read <a href="https://book.example/" {REL}>this book</a>.</p>',
            text="Read this book.",
            author="bo@other.example",
            published=datetime(2026, 10, 5, 10, tzinfo=UTC),
            published_raw="2026-10-05T10:00:00+00:00",
            boost_of="https://other.example/users/bo/statuses/5",
            people=(PersonTag("bo@other.example", role="author", href="https://other.example/@bo"),),
            links=(Link("https://book.example/", "this book"),),
        ),
        FoundItem(
            key="https://social.example/users/ada/statuses/1004",
            kind="post",
            url="https://social.example/@ada/1004",
            html="<p><strong>Content warning: work &amp; stress</strong></p>"
            f'<p><span><a href="https://social.example/@cy" {REL}>@<span>cy</span></a></span> I left after two years.</p>'
            "<p>[Image: My desk, &lt;empty&gt;]</p><p>[Sound: the last call]</p><p>[Attached: a letter]</p>",
            text="Content warning: work & stress\n\n@cy I left after two years.\n\n"
            "[Image: My desk, <empty>]\n\n[Sound: the last call]\n\n[Attached: a letter]",
            author="Ada Holm",
            published=datetime(2026, 10, 4, 9, tzinfo=UTC),
            published_raw="2026-10-04T09:00:00+00:00",
            reply_to="https://social.example/users/cy/statuses/1002",
            people=(ADA,),
            links=(
                Link("https://social.example/@cy", "@cy"),
                Link("https://card.example/a", "Why people leave"),
                Link("https://other.example/@bo/4", "post by Bo Lind"),
            ),
        ),
        FoundItem(
            key="https://social.example/users/ada/statuses/1003",
            kind="post",
            url="https://social.example/@ada/1003",
            html="<p>And then: which?</p><ul><li>Stay</li><li>Go</li></ul>",
            text="And then: which?\n\nStay\nGo",
            author="Ada Holm",
            published=datetime(2026, 10, 3, 9, tzinfo=UTC),
            published_raw="2026-10-03T09:00:00+00:00",
            reply_to="https://social.example/users/ada/statuses/1001",
            people=(ADA,),
        ),
        FoundItem(
            key="https://social.example/users/ada/statuses/1000",
            kind="post",
            url="https://social.example/@ada/1000",
            html="<p>To somebody far away.</p>",
            text="To somebody far away.",
            author="Ada Holm",
            published=datetime(2026, 10, 1, 9, tzinfo=UTC),
            published_raw="2026-10-01T09:00:00+00:00",
            reply_to="https://social.example/api/v1/statuses/555",
            people=(ADA,),
        ),
    ),
    accounts=(
        AccountLink("https://ada.example/", "verified"),
        AccountLink("https://github.com/adaholm", "rel=me"),
        AccountLink("https://shop.example/ada"),
        AccountLink("https://ada.example/talks"),
    ),
)
