"""The network, where this machine has it; the program's settings lead there."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from manymentors.actions.client import new_client
from manymentors.http_client import Client
from tests.bluesky import network as servers
from tests.bluesky.network import Network


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """Skipped where something lacks, in no time; failed instead where `./run test-bluesky` has seen to it."""
    if lacks := servers.lacking():
        sentence = f"the real Bluesky network is not tested: {lacks} (./run test-bluesky)"
        if os.environ.get("BLUESKY_NETWORK") == "required":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with servers.network() as one:
        yield one


@pytest.fixture
def client(network: Network, settings: Settings) -> Iterator[Client]:
    """As the program makes it."""
    settings.BLUESKY, settings.ALLOW_HOSTS = network.appview, network.hosts
    with new_client() as one:
        yield one
