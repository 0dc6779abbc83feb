"""The one way out to the network, set up as the settings say."""

from __future__ import annotations

from django.conf import settings

from manymentors import __version__
from manymentors.http_client import Client
from manymentors.sources.bluesky.api import APPVIEW

SAMPLE_WORLD = "https://sample.manymentors.invalid/"
"""Addresses below it are answered from the folder of the sample world, without network."""


def new_client() -> Client:
    return Client(
        allow_hosts=settings.ALLOW_HOSTS,
        user_agent=f"Manymentors/{__version__} (a reader that someone runs for themselves)",
        mounts={SAMPLE_WORLD: settings.SAMPLE},
        instead={APPVIEW: settings.BLUESKY} if settings.BLUESKY else {},
    )
