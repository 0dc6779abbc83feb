"""What audio is kept, what is to be fetched, and how far the transcripts are that we make."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from manymentors.store.models import AudioFile, Item


def audio_folder() -> Path:
    """Where the kept audio lies; below it nothing but files of ours."""
    return Path(settings.HOME) / "audio"


def kept(item: Item) -> Path | None:
    """The file with the audio of the item, whole and checked; None where none is kept. One query.

    Its row, with type and hash, is `item.audio_file`.
    """
    row = AudioFile.objects.filter(item=item, state=AudioFile.WHOLE).first()
    return there(row) if row else None


def there(row: AudioFile) -> Path | None:
    """The file of the row, where it still lies there and has its size."""
    path = audio_folder() / row.path
    try:
        return path if row.path and path.stat().st_size == row.bytes else None
    except OSError:
        return None
