from datetime import UTC, datetime

from manymentors.shapes import AccountLink, FoundItem, FoundSource, PersonTag

ADA = PersonTag("Ada Holm", role="author", href="https://social.example/@ada")

expected = FoundSource(
    kind="mastodon_archive",
    url="file:///m.zip",
    title="Ada Holm (@ada, from an archive)",
    site_url="https://social.example/@ada",
    description="Runs a help desk.",
    people=(ADA,),
    accounts=(AccountLink("https://ada.example/", "rel=me"),),
    items=(
        FoundItem(
            key="https://social.example/users/ada/statuses/1",
            kind="post",
            url="https://social.example/@ada/1",
            html="<p><strong>Content warning: work</strong></p><p>Where next?</p><p>[Image: My desk]</p>"
            "<ul><li>Stay</li><li>Go</li></ul>",
            text="Content warning: work\n\nWhere next?\n\n[Image: My desk]\n\nStay\nGo",
            author="Ada Holm",
            published=datetime(2020, 5, 1, 10, tzinfo=UTC),
            published_raw="2020-05-01T10:00:00+00:00",
            people=(ADA,),
        ),
        FoundItem(
            key="https://social.example/users/ada/statuses/2",
            kind="post",
            url="https://social.example/@ada/2",
            html="<p>I went.</p>",
            text="I went.",
            author="Ada Holm",
            published=datetime(2020, 5, 2, 10, tzinfo=UTC),
            published_raw="2020-05-02T10:00:00+00:00",
            reply_to="https://social.example/users/ada/statuses/1",
            people=(ADA,),
        ),
        FoundItem(
            key="https://social.example/users/ada/statuses/3/activity",
            kind="post",
            url="https://other.example/users/bo/statuses/9",
            published=datetime(2020, 5, 3, 10, tzinfo=UTC),
            published_raw="2020-05-03T10:00:00Z",
            boost_of="https://other.example/users/bo/statuses/9",
        ),
    ),
)
