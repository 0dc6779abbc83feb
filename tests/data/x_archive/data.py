from datetime import UTC, datetime

from manymentors.shapes import AccountLink, FoundItem, FoundSource, Link, PersonTag

REL = 'rel="noopener noreferrer nofollow ugc"'
TALK, SECOND = "https://talk.example/?a=1&b=2", "https://talk.example/?a=1&b=22"
NOT_BY = "I was asked how we came to answer all calls within a minute, and it was"


def tweet(number: int, text: str, published: datetime, raw: str, **more: object) -> FoundItem:
    told = {"html": f"<p>{text}</p>", "author": "Ada Holm"} | more
    return FoundItem(
        key=f"https://x.com/i/status/170000000000000000{number}",
        kind="post",
        url=f"https://x.com/ada/status/170000000000000000{number}",
        text=text,
        published=published,
        published_raw=raw,
        **told,  # type: ignore[arg-type]
    )


expected = FoundSource(
    kind="x_archive",
    url="file:///x.zip",
    title="Ada Holm (@ada on X)",
    site_url="https://x.com/ada",
    description="Runs a help desk.",
    people=(PersonTag("Ada Holm", role="author"),),
    accounts=(AccountLink("https://ada.example/"),),
    identity="7",
    items=(
        tweet(
            1,
            f"Q&A of my talk: {TALK} and {SECOND}\n\n1/2",
            datetime(2023, 9, 8, tzinfo=UTC),
            "Fri Sep 08 00:00:00 +0000 2023",
            html='<p>Q&amp;A of my talk: <a href="https://talk.example/?a=1&amp;b=2" '
            f'{REL}>https://talk.example/?a=1&amp;b=2</a> and <a href="https://talk.example/?a=1&amp;b=22" '
            f"{REL}>https://talk.example/?a=1&amp;b=22</a></p><p>1/2</p>",
            links=(Link(TALK), Link(SECOND)),
        ),
        tweet(
            2,
            "2/2 <thanks> https://t.co/unknown",
            datetime(2023, 9, 8, 0, 5, tzinfo=UTC),
            "Fri Sep 08 00:05:00 +0000 2023",
            html="<p>2/2 &lt;thanks&gt; https://t.co/unknown</p>",
            reply_to="https://x.com/i/status/1700000000000000001",
        ),
        tweet(
            3,
            "@bo I agree",
            datetime(2023, 9, 8, 4, 15, 59, 129000, tzinfo=UTC),
            "soon",
            reply_to="https://x.com/i/status/1699999999999999999",
        ),
        tweet(
            4,
            "What I learned & how",
            datetime(2023, 9, 9, 10, tzinfo=UTC),
            "Sat Sep 09 10:00:00 +0000 2023",
            html="<p>What I learned &amp; how</p>",
            author="Cy Ode",
            boost_of="https://x.com/cy",
        ),
        tweet(
            5,
            f"{NOT_BY} not by magic: see https://calls.example/",
            datetime(2023, 9, 10, 10, tzinfo=UTC),
            "Sun Sep 10 10:00:00 +0000 2023",
            html=f'<p>{NOT_BY} not by magic: see <a href="https://calls.example/" {REL}>https://calls.example/</a></p>',
            links=(Link("https://calls.example/"),),
        ),
        tweet(
            6,
            f"{NOT_BY} luck",
            datetime(2023, 9, 11, 10, tzinfo=UTC),
            "Mon Sep 11 10:00:00 +0000 2023",
        ),
        FoundItem(
            key="note:1700000000000000106",
            kind="post",
            html=f"<p>{NOT_BY} not by chance</p>",
            text=f"{NOT_BY} not by chance",
            author="Ada Holm",
            published=datetime(2020, 1, 1, tzinfo=UTC),
            published_raw="2020-01-01T00:00:00.000Z",
        ),
        FoundItem(
            key="likes:2023-02",
            kind="post",
            title="Liked: tweets of February 2023",
            author="Ada Holm",
            published=datetime(2023, 2, 1, tzinfo=UTC),
            links=(
                Link("https://x.com/i/status/1629999999999999999", "Delegate & trust"),
                Link("https://x.com/i/status/1630000000000000000", "word " * 39 + "word…"),
            ),
        ),
        FoundItem(
            key="likes:early",
            kind="post",
            title="Liked: tweets of the first years",
            author="Ada Holm",
            links=(Link("https://x.com/i/status/12345"),),
        ),
        FoundItem(
            key="following",
            kind="post",
            title="Whom Ada Holm follows on X",
            author="Ada Holm",
            links=(
                Link("https://x.com/i/user/42", "@bo"),
                Link("https://x.com/i/user/43", "Cy Ode (@Cy)"),
                Link("https://x.com/i/user/44", "@di"),
                Link("https://x.com/i/user/45"),
            ),
        ),
    ),
)
