"""A large upload goes straight into the data folder, and stops at a limit, whatever the request says of its size."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class ToDataFolder(FileUploadHandler):
    """What is too large never becomes a file; `too_large` says so then. The file is gone with the request."""

    too_large = False

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.got = limit, 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.too_large = content_length > self.limit + 1024 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise StopUpload(connection_reset=False)
        folder = Path(settings.HOME) / "brought"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = tempfile.NamedTemporaryFile(dir=folder, suffix=".part")  # noqa: SIM115  # Django closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.got += len(raw_data)
        if self.got > self.limit:
            self.too_large = True
            self.file.close()
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.file.seek(0)
        return UploadedFile(cast(Any, self.file), self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
