"""Reads my road from LinkedIn's export: the ZIP file as it is, or one of the CSV files in it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

from manymentors.errors import BrokenFile, InputError
from manymentors.roads.mine import steps_from_json
from manymentors.shapes import Step

ENTRIES = 5_000
"""Files in a ZIP; an export of LinkedIn has some dozens."""
LARGEST = 8 * 1024 * 1024
"""Bytes of one CSV file, unpacked."""
RATIO = 200
"""How many times smaller than its content a file in the ZIP may be; a table of a life packs ten times."""
ROWS = 2_000
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
    for table in _tables(data):
        section, entries = _section(table)
        resume.setdefault(section, []).extend(entries)
    return steps_from_json(resume)


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
    try:
        rows = list(csv.reader(io.StringIO(table, newline="")))
    except csv.Error as exc:
        raise BrokenFile(f"This table cannot be read ({exc}). {HINT}") from exc
    for at, head in enumerate(rows[:PREAMBLE]):
        names = [name.strip().lower() for name in head]
        for _, section, columns, read in SECTIONS:
            if set(columns) <= set(names):
                return section, [read(row) for row in _under(names, rows[at + 1 :])]
    raise InputError(
        f"This table is none of Positions, Education, Certifications and Projects as LinkedIn exports them. {HINT}"
    )


def _under(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Row]:
    if len(rows) > ROWS:
        raise InputError(f"This table has {len(rows)} rows; no road has more than {ROWS}. {HINT}")
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


def _tables(data: bytes) -> Iterator[str]:
    if not data.startswith(b"PK"):
        yield _text(data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _within(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        # RuntimeError is what zipfile says to a file that wants a password, NotImplementedError to a packing it does not know
        raise BrokenFile(f"This ZIP file cannot be unpacked ({exc}). {HINT}") from exc


def _within(archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise InputError(
            f"This ZIP file holds {len(entries)} files, which no export of LinkedIn does. {HINT}"
        )
    wanted = {name for name, *_ in SECTIONS}
    found = [entry for entry in entries if entry.filename.rsplit("/", 1)[-1].lower() in wanted]
    if not found:
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
