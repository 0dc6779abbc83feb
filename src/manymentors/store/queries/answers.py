"""What an answer of all people is told with: nuggets and passages by number, and who is silent, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from manymentors.shapes import Document
from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.models import Appearance, Errand, Item, Keepsake, Nugget, Person, Question, User
from manymentors.store.queries.nuggets import with_items


def advice(user: User, ids: Sequence[int]) -> list[tuple[Nugget, bool]]:
    """These nuggets as the user sees them, with whether they confirmed each; in the order given, without any that they
    removed or may not see. At most four queries.
    """
    rows = with_items(
        Nugget.objects.filter(pk__in=ids, item__source__in=access.follows(user).values("source"))
    )
    found = {row.pk: (row, confirmed) for row, confirmed in corrected(user, rows)}
    return [found[pk] for pk in ids if pk in found]


def documents(items: Collection[int]) -> dict[int, Document]:
    """The texts of these items with who speaks where. One query, of long rows: for few items only."""
    rows = Item.objects.filter(pk__in=items).only("text", "spans", "title", "author")
    return {row.pk: row.document for row in rows}


def interviewers(user: User, items: Collection[int]) -> set[tuple[int, str]]:
    """(item, folded name) of those who host a talk with a guest and whom the user follows nowhere: they ask. One query."""
    guest = Appearance.objects.filter(item=OuterRef("item"), role="guest")
    followed = access.follows(user).exclude(person=None).values("person")
    hosts = Appearance.objects.filter(Exists(guest), item__in=items, role="host").exclude(person__in=followed)
    return set(hosts.values_list("item", "person__key"))


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who says nothing on it in what is held. `unread` items of theirs are not read yet, `unheard` recordings have no
    transcript; of whom neither is told, all that is held was read.
    """

    person: Person
    unread: int = 0
    unheard: int = 0


@dataclass(frozen=True, slots=True)
class Silence:
    """Who is silent, by why. `people` counts all whom the user may see, those who speak too."""

    people: int
    nothing: tuple[Quiet, ...]
    not_read: tuple[Quiet, ...]
    no_transcript: tuple[Quiet, ...]
    nothing_held: tuple[Quiet, ...]

    @property
    def silent(self) -> int:
        return len(self.nothing) + len(self.not_read) + len(self.no_transcript) + len(self.nothing_held)


def silence(user: User, speaking: Collection[int]) -> Silence:
    """Everybody but these, by name. Four queries."""
    everybody = list(access.people(user).filter(owner=None).only("name", "key", "owner").order_by("key"))
    sources = access.sources(user).values("pk")
    theirs = Appearance.objects.exclude(role="booster")
    unread = counted(theirs.filter(item__in=access.items(user).filter(read_by="").values("pk")))
    unheard = counted(
        theirs.filter(
            item__in=access.items(user)
            .filter(Q(kind="episode") | Q(kind="video"), heard_from="")
            .values("pk")
        )
    )
    held = set(theirs.filter(item__source__in=sources).values_list("person", flat=True).distinct())
    groups: dict[str, list[Quiet]] = {"nothing": [], "unread": [], "unheard": [], "none": []}
    for person in everybody:
        if person.pk in speaking:
            continue
        quiet = Quiet(person, unread.get(person.pk, 0), unheard.get(person.pk, 0))
        why = (
            "unread"
            if quiet.unread
            else "unheard"
            if quiet.unheard
            else "nothing"
            if person.pk in held
            else "none"
        )
        groups[why].append(quiet)
    return Silence(
        len(everybody),
        *(tuple(groups[why]) for why in ("nothing", "unread", "unheard", "none")),
    )


def counted(rows: QuerySet[Appearance]) -> dict[int, int]:
    told = rows.values("person").annotate(n=Count("item", distinct=True))
    return dict(told.values_list("person", "n"))


def shared_steps(user: User) -> dict[int, int]:
    """How many steps of my road each person shares. One query."""
    return {person: len(pairs) for person, pairs in access.stands(user).values_list("person", "pairs")}


def traits_proved(user: User) -> dict[int, int]:
    """How many traits of my ideal each person proves, as far as it was looked for. One query."""
    proved: dict[int, set[int]] = {}
    for proof in access.proofs(user).exclude(says="reject").filter(Q(clear=True) | Q(says="accept")):
        proved.setdefault(proof.person_id, set()).add(proof.trait_id)
    return {person: len(traits) for person, traits in proved.items()}


def people_by_key(user: User, keys: Collection[str]) -> dict[str, Person]:
    """Public people by their folded name. One query."""
    return {person.key: person for person in access.people(user).filter(owner=None, key__in=keys)}


def kept_quotes(user: User, items: Collection[int]) -> dict[tuple[int, str], Keepsake]:
    """What I keep of these items, by item and quote. One query."""
    return {(kept.item_id, kept.quote): kept for kept in access.keepsakes(user).filter(item__in=items)}


def kept_question(user: User, key: str) -> Question | None:
    return access.questions(user).filter(key=key).first()


def summary_errand(user: User, question: str, nearer: bool) -> Errand | None:
    """The last time that I asked my model to sum this up."""
    asked = access.errands(user).filter(verb="summarise", payload={"question": question, "nearer": nearer})
    return asked.order_by("-id").first()
