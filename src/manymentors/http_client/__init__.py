"""Every outgoing request: an address → its bytes, or one of our errors that says what happened, to what, and what next.

What a stranger's server could do to us ends here. A request never reaches a private network: each address of the host
is tested at the moment of connecting, so that neither redirects nor rebinding help. It never takes longer than its
seconds, never brings more than its bytes after decompression, and never takes a password along to another host.
"""

from manymentors.http_client.address import is_public
from manymentors.http_client.answer import Response, Stream, size_in_words
from manymentors.http_client.client import MAX_BYTES, Client
from manymentors.http_client.connect import resolve
from manymentors.http_client.politeness import EVERYONE, Politeness
from manymentors.http_client.status import retry_after

__all__ = [
    "EVERYONE",
    "MAX_BYTES",
    "Client",
    "Politeness",
    "Response",
    "Stream",
    "is_public",
    "resolve",
    "retry_after",
    "size_in_words",
]
