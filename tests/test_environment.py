from pathlib import Path

import pytest

from manymentors import environment
from manymentors.errors import SettingsError, StoreError


def test_a_mistyped_setting_is_refused_with_the_right_name() -> None:
    with pytest.raises(SettingsError, match="did you mean MANYMENTORS_HOME"):
        environment.read({"MANYMENTORS_HOMES": "/x"})
    with pytest.raises(SettingsError, match="is not a setting; there are"):
        environment.read({"MANYMENTORS_ZZZ": "/x"})
    environment.read({"PATH": "/bin", "MANYMENTORS_HOME": "/x"})


def test_the_database_is_sqlite_in_the_data_folder_unless_a_url_says_otherwise(tmp_path: Path) -> None:
    plain = environment.databases_of({}, tmp_path)
    assert plain["NAME"] == tmp_path / "store.sqlite3"
    assert plain["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert plain["OPTIONS"]["timeout"] == 20
    big = environment.databases_of(
        {"DATABASE_URL": "postgresql://ada:secret@db.example:5433/mentors"}, tmp_path
    )
    assert (big["ENGINE"], big["HOST"], big["PORT"]) == ("django.db.backends.postgresql", "db.example", 5433)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql://host:notaport/x"])
def test_a_database_url_that_cannot_be_used_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        environment.databases_of({"DATABASE_URL": url}, tmp_path)


def test_hosts_are_read_as_a_list() -> None:
    assert environment.allowed_hosts_of({"MANYMENTORS_ALLOW_HOSTS": "127.0.0.1:8123, nas.local ,"}) == (
        "127.0.0.1:8123",
        "nas.local",
    )


def test_bluesky_is_read_at_the_public_server_unless_another_is_named() -> None:
    assert environment.bluesky_of({}) == ""
    assert (
        environment.bluesky_of({"MANYMENTORS_BLUESKY": " https://api.mine.example/ "})
        == "https://api.mine.example"
    )
    for wrong in ("api.mine.example", "ftp://api.mine.example", "https://mine.example/xrpc", "https://"):
        with pytest.raises(SettingsError, match="MANYMENTORS_BLUESKY"):
            environment.bluesky_of({"MANYMENTORS_BLUESKY": wrong})


def test_what_hears_speech_is_none_unless_it_is_named(tmp_path: Path) -> None:
    read = environment.speech_of
    assert read({}) is None
    assert read({"MANYMENTORS_SPEECH_MODEL": "small.en"}) == environment.SpeechSettings("small.en")
    assert read({"MANYMENTORS_SPEECH_MODEL": "~/models/tiny"}) == environment.SpeechSettings(
        str(Path("~/models/tiny").expanduser())
    )
    told = read(
        {
            "MANYMENTORS_SPEECH_MODEL": "whisper-1",
            "MANYMENTORS_SPEECH_URL": "https://api.example/v1",
            "MANYMENTORS_SPEECH_KEY": "k3y",
            "MANYMENTORS_SPEECH_PRICE": "0.006",
        }
    )
    assert told == environment.SpeechSettings("whisper-1", "https://api.example/v1", "k3y", 0.006)
    assert "k3y" not in repr(told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"MANYMENTORS_SPEECH_URL": "localhost:8000", "MANYMENTORS_SPEECH_MODEL": "m"},
        {"MANYMENTORS_SPEECH_URL": "http://localhost:8000"},
        {"MANYMENTORS_SPEECH_MODEL": "m", "MANYMENTORS_SPEECH_PRICE": "cheap"},
    ],
)
def test_a_setting_of_speech_that_cannot_be_used_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="MANYMENTORS_SPEECH"):
        environment.speech_of(wrong)


def test_the_room_for_audio_is_read_with_its_unit() -> None:
    read = environment.audio_limit_of
    assert read({}) == 10 * 1024**3
    assert read({"MANYMENTORS_AUDIO_LIMIT": "1.5gb"}) == 3 * 1024**3 // 2
    assert read({"MANYMENTORS_AUDIO_LIMIT": "500 MB"}) == 500 * 1024**2
    for wrong in ("500", "much", "-1 GB", "5 KB"):
        with pytest.raises(SettingsError, match="MANYMENTORS_AUDIO_LIMIT"):
            read({"MANYMENTORS_AUDIO_LIMIT": wrong})


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = environment.secret_key({}, tmp_path / "new")
    assert len(key) > 50
    assert environment.secret_key({}, tmp_path / "new") == key
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0, "rows and log are nobody else's either"
    assert environment.secret_key({"MANYMENTORS_SECRET_KEY": "given"}, tmp_path) == "given"


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        environment.secret_key({}, tmp_path / "file")


def test_every_setting_that_the_code_reads_is_named_in_the_list() -> None:
    import re

    source = Path(environment.__file__).read_text()
    read = set(re.findall(r'environ\.get\("(\w+)"', source))
    assert read <= set(environment.SETTINGS)


def test_mail_is_off_until_a_server_is_named() -> None:
    read = environment.mail_of
    assert read({}) is None
    given = {
        "MANYMENTORS_MAIL_URL": "smtp://ada:p%40ss@mail.example",
        "MANYMENTORS_MAIL_FROM": "us@mail.example",
    }
    told = read(given)
    assert told == environment.MailSettings("mail.example", 587, "us@mail.example", "ada", "p@ss", "starttls")
    assert "p@ss" not in repr(told)
    wraps = {
        url: (one.port, one.wraps)
        for url in ("smtps://mail.example", "smtp://127.0.0.1:2525", "smtp://mail.example:25/")
        if (one := read(given | {"MANYMENTORS_MAIL_URL": url}))
    }
    assert list(wraps.values()) == [(465, "tls"), (2525, ""), (25, "starttls")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"MANYMENTORS_MAIL_URL": "mail.example"},
        {"MANYMENTORS_MAIL_URL": "smtp://"},
        {"MANYMENTORS_MAIL_URL": "smtp://mail.example:port"},
        {"MANYMENTORS_MAIL_URL": "smtp://mail.example/box"},
        {"MANYMENTORS_MAIL_FROM": ""},
        {"MANYMENTORS_MAIL_FROM": "us"},
    ],
)
def test_a_mail_server_that_cannot_be_used_is_refused(wrong: dict[str, str]) -> None:
    good = {"MANYMENTORS_MAIL_URL": "smtp://mail.example", "MANYMENTORS_MAIL_FROM": "us@mail.example"}
    with pytest.raises(SettingsError, match="MANYMENTORS_MAIL"):
        environment.mail_of(good | wrong)
