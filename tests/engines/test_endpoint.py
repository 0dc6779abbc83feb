"""The address that a user has set for a server is completed, or refused by the name of its setting."""

from __future__ import annotations

import pytest

from manymentors.engines.endpoint import address_for, host_of
from manymentors.errors import SettingsError

CALL = "/chat/completions"


@pytest.mark.parametrize(
    ("url", "address", "host"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions", "localhost:11434"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions", "localhost:11434"),
        (" https://m.example/api/v3 ", "https://m.example/api/v3/chat/completions", "m.example:443"),
        (
            "https://m.example/openai?version=2#x",
            "https://m.example/openai/v1/chat/completions?version=2",
            "m.example:443",
        ),
        ("http://[::1]/v1/chat/completions", "http://[::1]/v1/chat/completions", "[::1]:80"),
    ],
)
def test_an_address_may_be_that_of_the_server_its_version_or_the_whole(
    url: str, address: str, host: str
) -> None:
    assert (address_for(url, CALL), host_of(url, "X")) == (address, host)


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://a", "http://", "http://a:b", "", "http://[::1"])
def test_what_is_no_address_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="MANYMENTORS_LLM_URL"):
        host_of(url, "MANYMENTORS_LLM_URL")
