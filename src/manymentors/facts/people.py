"""Who speaks at a character of the document, as far as that can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from manymentors.facts.features import Array, Talk
from manymentors.facts.roles import people_named, roles, same_person
from manymentors.shapes import Document, Role


@dataclass(frozen=True)
class People:
    """Guests and hosts by name; `labels` gives the role of each speaker label, `turns` the role of unlabelled units."""

    document: Document
    guests: tuple[str, ...]
    hosts: tuple[str, ...]
    labels: dict[str, Role]
    hosting: tuple[tuple[int, bool], ...] = ()

    def role_at(self, character: int) -> Role:
        return self.labels.get(self.document.speaker_at(character), "unknown")

    def heard(self, talk: Talk, hosting: Array) -> People:
        """The same people, with a guess for each unlabelled unit whether a host speaks it."""
        guesses = tuple(
            (unit.start, bool(chance > 0.5)) for unit, chance in zip(talk.units, hosting, strict=True)
        )
        return replace(self, hosting=guesses)

    def speaker_of(self, unit: int, character: int) -> str:
        """Who says it: the label; else the only guest, or the only host, by a guess; else nobody we could name."""
        label = self.document.speaker_at(character)
        if label:
            return next((name for name in (*self.guests, *self.hosts) if same_person(name, label)), label)
        those = (
            self.hosts if self.hosts and self.guests and self.hosting[unit][1] else self.guests or self.hosts
        )
        return those[0] if len(those) == 1 else ""

    def guest_meant(self, character: int) -> str:
        """Whose road a milestone belongs to: the guest who speaks, else the one named or heard last before it."""
        if len(self.guests) < 2:
            return self.guests[0] if self.guests else ""
        label = self.document.speaker_at(character)
        for name in self.guests:
            if label and same_person(name, label):
                return name
        before = self.document.text[max(0, character - 3000) : character + 120]
        last = max(self.guests, key=lambda name: before.rfind(name.split()[0]))
        return last if last.split()[0] in before else ""


def people_of(document: Document, guests: Sequence[str] = (), hosts: Sequence[str] = ()) -> People:
    """What the caller knows comes first; then labels and turn-taking; then the title and the opening."""
    labels = roles(document, guests, hosts)
    spoken = {
        role: [label for label in labels if label and labels[label] == role] for role in ("guest", "host")
    }
    if not any(labels_ for labels_ in labels):
        named_guests, named_hosts = people_named(document)
        spoken = {"guest": [] if guests else named_guests, "host": [] if hosts else named_hosts}
    return People(document, _join(guests, spoken["guest"]), _join(hosts, spoken["host"]), labels)


def _join(known: Sequence[str], found: Sequence[str]) -> tuple[str, ...]:
    """Names of the caller first, in the caller's spelling."""
    return (*known, *(name for name in found if not any(same_person(name, other) for other in known)))
