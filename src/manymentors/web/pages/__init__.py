"""One page or group of pages a file, each with its `urlpatterns`; `web.urls` walks this folder."""
