"""Reads my road, and whom I am connected with, from LinkedIn's export: the ZIP file as it is, or one of the CSV files in it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

from manymentors.errors import BrokenFile, InputError
from manymentors.roads.mine import steps_from_json
from manymentors.shapes import Connection, Step

ENTRIES = 5_000
"""Files in a ZIP; an export of LinkedIn has some dozens."""
LARGEST = 8 * 1024 * 1024
"""Bytes of one CSV file, unpacked."""
RATIO = 200
"""How many times smaller than its content a file in the ZIP may be; a table of a life packs ten times."""
ROWS = 2_000
CONNECTIONS = 30_000
"""Rows: nobody may have more connections there."""
PREAMBLE = 20
"""Lines within which the head of a table is looked for: some exports begin with notes."""
LONGEST = 160
"""Characters of a description that a step takes along."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
HINT = "Ask LinkedIn for a copy of your data, and bring the ZIP file as it comes, or Positions.csv out of it."

Row = Mapping[str, str]


def steps_from_linkedin(data: bytes) -> tuple[Step, ...]:
    """My steps in order of years, from a ZIP or a CSV. Raises InputError or BrokenFile."""
    resume: dict[str, list[dict[str, str]]] = {}
    for table in _tables(data, {name for name, *_ in SECTIONS}):
        section, entries = _section(table)
        resume.setdefault(section, []).extend(entries)
    return steps_from_json(resume)


def connections_from_linkedin(data: bytes) -> tuple[Connection, ...]:
    """Whom I am connected with, each name once, in the order of names; nobody where the export holds no such table.

    Raises InputError or BrokenFile. Their mail addresses, which some exports hold, are not read.
    """
    found: dict[str, Connection] = {}
    for table in _tables(data, {"connections.csv"}, required=False):
        for row in _rows(table, {"first name", "last name"}, CONNECTIONS):
            name = " ".join(f"{row['first name']} {row['last name']}".split())
            about = [" ".join(row.get(column, "").split()) for column in ("position", "company")]
            if name:
                connected = _year(row, "connected on")
                found.setdefault(
                    name, Connection(name, about[0], about[1], int(connected) if connected else None)
                )
    return tuple(sorted(found.values(), key=lambda one: one.name.casefold()))


# --- tables of LinkedIn as sections of a résumé -----------------------------------------------------------------


def _position(row: Row) -> dict[str, str]:
    return {
        "name": row["company name"],
        "position": row["title"],
        "startDate": _year(row, "started on", "finished on"),
    }


def _education(row: Row) -> dict[str, str]:
    return {
        "institution": row["school name"],
        "studyType": row.get("degree name", ""),
        "startDate": _year(row, "start date", "end date"),
    }


def _certification(row: Row) -> dict[str, str]:
    return {
        "name": row["name"],
        "issuer": row["authority"],
        "date": _year(row, "started on", "finished on"),
    }


def _project(row: Row) -> dict[str, str]:
    about = " ".join(row.get("description", "").split())
    if len(about) > LONGEST:
        about = about[:LONGEST].rsplit(" ", 1)[0] + " …"
    return {
        "name": row["title"],
        "description": about,
        "startDate": _year(row, "started on", "finished on"),
    }


SECTIONS = (
    ("positions.csv", "work", ("company name", "title"), _position),
    ("education.csv", "education", ("school name",), _education),
    ("certifications.csv", "certificates", ("name", "authority"), _certification),
    ("projects.csv", "projects", ("title", "description"), _project),
)
"""File in the ZIP, section of a résumé, the columns by which its table is known, and how a row is read."""


def _section(table: str) -> tuple[str, list[dict[str, str]]]:
    """Find the head of the table below its notes, and read what is under it."""
    rows = _parsed(table)
    for at, head in enumerate(rows[:PREAMBLE]):
        names = [name.strip().lower() for name in head]
        for _, section, columns, read in SECTIONS:
            if set(columns) <= set(names):
                return section, [read(row) for row in _under(names, rows[at + 1 :], ROWS)]
    raise InputError(
        f"This table is none of Positions, Education, Certifications and Projects as LinkedIn exports them. {HINT}"
    )


def _parsed(table: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(table, newline="")))
    except csv.Error as exc:
        raise BrokenFile(f"This table cannot be read ({exc}). {HINT}") from exc


def _rows(table: str, columns: set[str], most: int) -> Iterator[Row]:
    """What stands under the head that has these columns; nothing where there is none."""
    rows = _parsed(table)
    for at, head in enumerate(rows[:PREAMBLE]):
        names = [name.strip().lower() for name in head]
        if columns <= set(names):
            yield from _under(names, rows[at + 1 :], most)
            return


def _under(names: Sequence[str], rows: Sequence[Sequence[str]], most: int) -> Iterator[Row]:
    if len(rows) > most:
        raise InputError(f"This table has {len(rows)} rows; none of this kind has more than {most}. {HINT}")
    for row in rows:
        if any(cell.strip() for cell in row):
            yield {name: row[at] if at < len(row) else "" for at, name in enumerate(names)}


def _year(row: Row, *columns: str) -> str:
    """The first year that one of the columns tells: "Mar 2019", "2019-03", "03/2019", "März 2019", "2019"."""
    for column in columns:
        if found := YEAR.search(row.get(column, "")):
            return found[0]
    return ""


# --- files ------------------------------------------------------------------------------------------------------


def _tables(data: bytes, wanted: set[str], *, required: bool = True) -> Iterator[str]:
    if not data.startswith(b"PK"):
        yield _text(data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _within(archive, wanted, required)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        # RuntimeError is what zipfile says to a file that wants a password, NotImplementedError to a packing it does not know
        raise BrokenFile(f"This ZIP file cannot be unpacked ({exc}). {HINT}") from exc


def _within(archive: zipfile.ZipFile, wanted: set[str], required: bool) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise InputError(
            f"This ZIP file holds {len(entries)} files, which no export of LinkedIn does. {HINT}"
        )
    found = [entry for entry in entries if entry.filename.rsplit("/", 1)[-1].lower() in wanted]
    if not found and required:
        raise InputError(f"In this ZIP file is none of the tables {', '.join(sorted(wanted))}. {HINT}")
    if len(found) > len(wanted):
        raise InputError(f"In this ZIP file stands the same table several times. {HINT}")
    for entry in found:
        with archive.open(entry) as file:
            content = file.read(LARGEST + 1)  # what the entry says of its size may be a lie
        if len(content) > LARGEST or len(content) > RATIO * max(entry.compress_size, 1024):
            raise InputError(
                f"{entry.filename} in this ZIP file unpacks to far more than a table of steps. {HINT}"
            )
        yield _text(content)


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise InputError(f"This file is too large for a table of steps. {HINT}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
