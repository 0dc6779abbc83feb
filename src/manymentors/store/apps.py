"""The one Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "manymentors.store"
    label = "store"
