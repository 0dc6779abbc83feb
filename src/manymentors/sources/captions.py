"""A video on YouTube → its captions as WebVTT, for who turned that on: no service of YouTube's for others gives them.

What reads them is a library that follows YouTube's changes; it asks through our client. Those that people wrote come before those
that a machine heard, English ones first.
"""

from __future__ import annotations

from manymentors.errors import BrokenFile, Challenged, NothingThere
from manymentors.http_client import Client
from manymentors.http_client.for_requests import session
from manymentors.sources.kinds.youtube import SITE, video_of

MEDIA_TYPE = "application/x-youtube-captions"
"""By this a transcript's link says that it is to be read here."""

POSTS_TO = f"{SITE}/youtubei/"


def captions_of(page: str, client: Client) -> str:
    """Three requests. Raises FetchError, NothingThere where there are none, BrokenFile where YouTube's answers are not understood."""
    from youtube_transcript_api import CouldNotRetrieveTranscript, RequestBlocked, YouTubeTranscriptApi
    from youtube_transcript_api.formatters import WebVTTFormatter

    video = video_of(page)
    if not video:
        raise NothingThere(f"{page} is no video of YouTube.")
    try:
        listed = list(YouTubeTranscriptApi(http_client=session(client, POSTS_TO)).list(video))
        best = min(listed, key=lambda one: (one.is_generated, not one.language_code.startswith("en")))
        return str(WebVTTFormatter().format_transcript(best.fetch()))
    except RequestBlocked as exc:
        message = (
            f"YouTube shows captions only to browsers just now ({page}). They are asked for again later."
        )
        raise Challenged(page, message) from exc
    except CouldNotRetrieveTranscript as exc:
        message = f"YouTube gives no captions of {page}: there are none, or the video is not for everybody."
        raise NothingThere(message) from exc
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError, OSError) as exc:
        raise BrokenFile(
            f"YouTube's answer about the captions of {page} is not understood. A newer version may know better."
        ) from exc
