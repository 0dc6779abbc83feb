"""Who answers what → with which post each thread begins."""

from __future__ import annotations

from collections.abc import Mapping


def roots(replies: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Key of a post → key of the post with which its thread begins; only of posts that answer or are answered.

    `replies` says what each known post answers ("" for nothing), `told` what a network says of its thread ("" for nothing).
    Where a thread begins with a post that is not known, the network's word counts, or else the last that can be seen.
    """
    found: dict[str, str] = {}
    for key in replies:
        chain: dict[str, None] = {}
        here = key
        while here not in found and here not in chain and replies.get(here):
            chain[here] = None
            here = replies[here]
        if not chain:
            continue
        *_, top = chain
        root = found.get(here) or told.get(here) or (here in replies and here) or told.get(top) or here
        found |= dict.fromkeys(chain, root)
        if here in replies:
            found[here] = root
    return found
