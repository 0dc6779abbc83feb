"""Someone who uses Manymentors."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """The command line acts as the user called `LOCAL`, made on first use."""

    LOCAL = "me"
