"""If two lists must agree, a test says so."""

import re

import click
import pytest

from manymentors import environment
from manymentors.cli.main import mentors
from tests.world import ROOT


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(mentors)
    out = []
    for name in mentors.list_commands(context):
        command = mentors.get_command(context, name)
        assert command is not None
        out.append((name, command))
        if isinstance(command, click.Group):
            out += [(f"{name} {sub}", command.commands[sub]) for sub in command.commands]
    return out


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_has_help_and_takes_json(name: str, command: click.Command) -> None:
    assert command.help
    if not isinstance(command, click.Group):
        assert any("--json" in option.opts for option in command.params), name


def test_every_command_is_in_the_json_page() -> None:
    page = (ROOT / "docs/json.md").read_text()
    for name, command in commands():
        if not isinstance(command, click.Group):
            assert f"`{name}" in page, name


def test_every_setting_is_in_the_docs() -> None:
    page = (ROOT / "docs/run.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.M)) == set(environment.SETTINGS)
    for name, what in environment.SETTINGS.items():
        assert f"| `{name}` | {what} |" in page


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_commands_in_the_readme_exist() -> None:
    known = {name for name, _ in commands()}
    for line in re.findall(r"^mentors (.+)$", (ROOT / "README.md").read_text(), re.M):
        assert line.split()[0] in known
