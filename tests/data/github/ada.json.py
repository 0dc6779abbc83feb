from datetime import UTC, datetime

from manymentors.shapes import FoundItem, Link, PersonTag

ADA = (PersonTag("Ada Holm", role="author", href="https://github.com/ada"),)


def a(path: str, words: str) -> str:
    return f'<a href="https://github.com/{path}" rel="noopener noreferrer nofollow ugc">{words}</a>'


def link(path: str, words: str) -> Link:
    return Link(f"https://github.com/{path}", words)


PARSER, SITE = a("ada/parser", "ada/parser"), a("ada/site", "ada/site")

expected = (
    FoundItem(
        key="2026-W47",
        kind="post",
        title="What Ada Holm shipped in the week of 16 November 2026",
        url="https://github.com/ada?tab=overview&from=2026-11-16&to=2026-11-22",
        html=f"<p>Merged {a('ada/parser/pull/9', 'pull request 9')} into {PARSER}.</p>"
        f"<p>Merged {a('ada/parser/pull/8', 'Mend dates (#8)')} by bo into {PARSER}.</p>"
        f"<p>Proposed {a('bo/reader/pull/7', 'Read OPML &amp; more (#7)')} to {a('bo/reader', 'bo/reader')}.</p>"
        f"<p>Released {a('ada/parser/releases/tag/v2.0', 'Two fast')} of {PARSER}.</p>"
        f"<p>Pushed to {PARSER} (2 times), {SITE} (once).</p>",
        author="Ada Holm",
        published=datetime(2026, 11, 18, 10, tzinfo=UTC),
        published_raw="2026-11-18T10:00:00Z",
        people=ADA,
        links=(
            link("ada/parser/pull/9", "pull request 9"),
            link("ada/parser", "ada/parser"),
            link("ada/parser/pull/8", "Mend dates (#8)"),
            link("bo/reader/pull/7", "Read OPML & more (#7)"),
            link("bo/reader", "bo/reader"),
            link("ada/parser/releases/tag/v2.0", "Two fast"),
            link("ada/site", "ada/site"),
            link("cy/tool.kit", "starred cy/tool.kit"),
        ),
    ),
    FoundItem(
        key="2026-W46",
        kind="post",
        title="What Ada Holm shipped in the week of 9 November 2026",
        url="https://github.com/ada?tab=overview&from=2026-11-09&to=2026-11-15",
        html=f"<p>Made {a('ada/old', 'ada/old')} public.</p><p>Started {a('ada/bare', 'ada/bare')}.</p>"
        f"<p>Started {a('ada/new', 'ada/new')}: A thing.</p>",
        author="Ada Holm",
        published=datetime(2026, 11, 10, 9, tzinfo=UTC),
        published_raw="2026-11-10T09:00:00Z",
        people=ADA,
        links=(link("ada/old", "ada/old"), link("ada/bare", "ada/bare"), link("ada/new", "ada/new")),
    ),
    FoundItem(
        key="2026-W44",
        kind="post",
        title="What Ada Holm shipped in the week of 26 October 2026",
        url="https://github.com/ada?tab=overview&from=2026-10-26&to=2026-11-01",
        author="Ada Holm",
        published=datetime(2026, 10, 27, 9, tzinfo=UTC),
        published_raw="2026-10-27T09:00:00Z",
        people=ADA,
        links=(link("cy/tool.kit", "starred cy/tool.kit"),),
    ),
)
