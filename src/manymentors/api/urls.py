"""The addresses that other programs speak to."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from manymentors.api import digest_feed, feed
from manymentors.api.gpodder import login_flow, nextcloud, simple, v2


class Form:
    regex = "json|txt|opml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form")

SYNC = "index.php/apps/gpoddersync"

urlpatterns: list[URLPattern] = [
    path("feed/<str:token>", feed.feed, name="private-feed"),
    path("feed/<str:token>/digest.atom", digest_feed.digest_feed, name="digest-feed"),
    path("feed/<str:token>/<int:pk>/chapters.json", feed.chapters, name="private-chapters"),
    path("feed/<str:token>/<int:pk>/transcript.vtt", feed.transcript, name="private-transcript"),
    path("feed/<str:token>/<int:pk>/audio.<str:ending>", feed.recording, name="private-recording"),
    path("api/2/auth/<str:username>/login.json", v2.login, name="gpodder-login"),
    path("api/2/auth/<str:username>/logout.json", v2.logout, name="gpodder-logout"),
    path("api/2/devices/<str:username>.json", v2.devices, name="gpodder-devices"),
    path("api/2/devices/<str:username>/<str:name>.json", v2.device, name="gpodder-device"),
    path(
        "api/2/subscriptions/<str:username>/<str:name>.json", v2.subscriptions, name="gpodder-subscriptions"
    ),
    path("api/2/episodes/<str:username>.json", v2.episodes, name="gpodder-episodes"),
    path("subscriptions/<str:username>.<form:form>", simple.everything, name="gpodder-all"),
    path("subscriptions/<str:username>/<str:name>.<form:form>", simple.of_device, name="gpodder-list"),
    path(f"{SYNC}/subscriptions", nextcloud.subscriptions, name="nextcloud-subscriptions"),
    path(
        f"{SYNC}/subscription_change/create",
        nextcloud.subscription_change,
        name="nextcloud-subscription-change",
    ),
    path(f"{SYNC}/episode_action", nextcloud.episode_action, name="nextcloud-actions"),
    path(f"{SYNC}/episode_action/create", nextcloud.episode_action_create, name="nextcloud-action"),
    path("index.php/login/v2", login_flow.begin, name="nextcloud-log-in"),
    path("index.php/login/v2/poll", login_flow.poll, name="nextcloud-poll"),
]
