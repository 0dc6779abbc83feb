"""Nuggets a page at a time, the skills they are about, and those that the user keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.facts.skills import shipped
from manymentors.store import access
from manymentors.store.anchors import same_place, where
from manymentors.store.corrected import at_anchor, corrected, load_texts
from manymentors.store.folding import fold
from manymentors.store.models import Item, Keepsake, Nugget, Passage, Person, User

PAGE = 30


@dataclass(frozen=True, slots=True)
class NuggetLine:
    """A nugget as the user sees it. One that they keep may be found no more by a later reading: `nugget` is None then."""

    nugget: Nugget | None
    confirmed: bool = False
    kept: Keepsake | None = None

    @property
    def item(self) -> Item:
        return self.nugget.item if self.nugget else self.kept.item  # type: ignore[union-attr]  # one of the two is there

    @property
    def quote(self) -> str:
        return self.nugget.quote if self.nugget else self.kept.quote  # type: ignore[union-attr]


def nugget_lines(
    user: User,
    *,
    field: str = "",
    skill: str = "",
    person: Person | None = None,
    page: int = 1,
    size: int = PAGE,
) -> tuple[list[NuggetLine], bool]:
    """One page, the surest first and those that the user confirmed before all, and whether there are more.

    At most nine queries, however many nuggets there are: the database sorts and pages, only what the user has corrected
    is gone through here.
    """
    touched, gone = by_hand(user)
    skills = skills_like(user, skill) if fold(skill) else None
    mine = [
        row
        for row in touched.values()
        if (not field or row.field == field)
        and (skills is None or row.skill in skills)
        and (person is None or row.person_id == person.pk)
    ]
    mine.sort(key=lambda row: (row.item_id, row.start))
    rows = seen(user).exclude(pk__in=gone | set(touched))
    if field:
        rows = rows.filter(field=field)
    if skills is not None:
        rows = rows.filter(skill__in=skills)
    if person:
        rows = rows.filter(person=person)
    first, last = (page - 1) * size, page * size + 1
    shown = mine[first:last]
    ids = list(
        rows.order_by("-score", "item_id", "start").values_list("pk", flat=True)[
            max(0, first - len(mine)) : max(0, last - len(mine))
        ]
    )
    found = {row.pk: row for row in with_items(Nugget.objects.filter(pk__in=ids))}
    shown += [found[pk] for pk in ids]
    return with_kept(user, [(row, row.pk in touched) for row in shown[:size]]), len(shown) > size


def seen(user: User) -> QuerySet[Nugget]:
    """By a join with the items, which the database does faster than by a list of all items."""
    return Nugget.objects.filter(item__source__in=access.follows(user).values("source"))


def with_items(rows: QuerySet[Nugget]) -> QuerySet[Nugget]:
    return rows.select_related("item", "item__source", "person").defer(
        "item__text", "item__html", "item__notes", "item__spans", "item__links"
    )


def by_hand(user: User) -> tuple[dict[int, Nugget], set[int]]:
    """The nuggets that the user has confirmed or corrected, as they are since, and the ids of those they removed."""
    said = access.corrections(user).filter(fact="nugget")
    rows = list(with_items(seen(user).filter(item__in=said.values("item"))))
    left = list(corrected(user, rows))
    gone = {row.pk for row in rows} - {row.pk for row, _ in left}
    return {row.pk: row for row, confirmed in left if confirmed}, gone


def with_kept(user: User, pairs: Sequence[tuple[Nugget, bool]]) -> list[NuggetLine]:
    """Each with what the user keeps of it. One query, and one for texts where a quote may have moved."""
    mine: dict[int, list[Keepsake]] = defaultdict(list)
    for keepsake in access.keepsakes(user).filter(item__in={row.item_id for row, _ in pairs}).order_by("id"):
        mine[keepsake.item_id].append(keepsake)
    load_texts(
        [
            row
            for row, _ in pairs
            if row.quote not in {k.quote for k in mine[row.item_id]} and mine[row.item_id]
        ]
    )
    return [NuggetLine(row, confirmed, kept_of(row, mine[row.item_id])) for row, confirmed in pairs]


def kept_of(row: Nugget, kept: Sequence[Keepsake]) -> Keepsake | None:
    exact = next((k for k in kept if k.quote == row.quote), None)
    return exact or next((k for k in kept if at_anchor(row, k.quote)), None)


# --- kept ------------------------------------------------------------------------------------------------------


def kept_lines(
    user: User,
    *,
    field: str = "",
    person: Person | None = None,
    applied: bool = False,
    only: Collection[int] | None = None,
    page: int = 1,
    size: int = PAGE,
) -> tuple[list[NuggetLine], bool]:
    """What the user keeps, the latest first, or what they have applied, the latest first; and whether there is more. `only`
    are the ids of those keepsakes alone that are wanted.

    All that a user keeps is gone through: it is as much as a person has chosen by hand.
    """
    kept = (
        access.keepsakes(user)
        .select_related("item", "item__source")
        .defer("item__text", "item__html", "item__notes", "item__spans", "item__links")
    )
    kept = kept.exclude(applied=None).order_by("-applied", "-id") if applied else kept.order_by("-id")
    if only is not None:
        kept = kept.filter(pk__in=only)
    about: dict[int, list[Nugget]] = defaultdict(list)
    nuggets = with_items(seen(user).filter(item__in=kept.order_by().values("item")))
    sure = {}
    for row, confirmed in corrected(user, nuggets):
        about[row.item_id].append(row)
        sure[row.pk] = confirmed
    quotes = {(k.item_id, k.quote) for k in kept}
    apart = {k.item_id for k in kept if k.quote not in {row.quote for row in about[k.item_id]}}
    load_texts([row for item in apart for row in about[item] if (item, row.quote) not in quotes])
    lines = []
    for keepsake in kept:
        found = nugget_of(keepsake, about[keepsake.item_id])
        if field and (found is None or found.field != field):
            continue
        if person and (found is None or found.person_id != person.pk):
            continue
        lines.append(NuggetLine(found, found is not None and sure[found.pk], keepsake))
    first, last = (page - 1) * size, page * size
    return lines[first:last], len(lines) > last


def nugget_of(keepsake: Keepsake, rows: Sequence[Nugget]) -> Nugget | None:
    exact = next((row for row in rows if row.quote == keepsake.quote), None)
    return exact or next((row for row in rows if at_anchor(row, keepsake.quote)), None)


def find_keepsake(user: User, pk: int) -> Keepsake:
    """With its item. Raises NothingThere for one of another user."""
    row = access.keepsakes(user).select_related("item", "item__source").filter(pk=pk).first()
    if row is None:
        raise NothingThere("You keep no such nugget, or you have let it go. Open the list again.")
    return row


def passage_of(kept: Keepsake) -> Passage | None:
    """The passage of its item in which the quote begins; `item.text` must be loaded. One query."""
    at = kept.item.text.find(kept.quote)
    return kept.item.passages.filter(start__lte=at, end__gt=at).first() if at >= 0 else None


def kept_at(user: User, item: Item, quote: str) -> Keepsake | None:
    """What the user keeps of this place of the item; `item.text` must be loaded."""
    span = where(item.text, quote, 0)
    kept = access.keepsakes(user).filter(item=item).order_by("id")
    exact = next((k for k in kept if k.quote == quote), None)
    return exact or next((k for k in kept if span and same_place(item.text, k.quote, *span)), None)


# --- by skill and person -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SkillLine:
    field: str
    skill: str
    people: int
    nuggets: int


def skills(user: User) -> list[SkillLine]:
    """The skills that nuggets are about, with how many people speak to each, the most told of first. One query.

    Each stands in the field of the lexicon; one that the lexicon does not know, in a field of its nuggets.
    """
    rows = (
        seen(user)
        .exclude(skill="")
        .values("skill")
        .annotate(people=Count("person", distinct=True), nuggets=Count("pk"), field=Min("field"))
        .order_by("-people", "-nuggets", "skill")
    )
    known = shipped()
    return [
        SkillLine(
            known[row["skill"]][0] if row["skill"] in known else row["field"],
            row["skill"],
            row["people"],
            row["nuggets"],
        )
        for row in rows
    ]


def skills_like(user: User, wanted: str) -> set[str]:
    """The skills among those of nuggets that are meant by a word: it is part of their name, or one of their signs
    in the lexicon (“saying no” may be prioritising). One query.
    """
    key = fold(wanted)
    known = set(Nugget.objects.exclude(skill="").values_list("skill", flat=True).distinct())
    known |= {changes["skill"] for changes in corrections_of_skill(user)}
    inside = {skill for skill in known if key in fold(skill)}
    return inside or {
        skill for skill, (_, signs) in shipped().items() if skill in known and key in map(fold, signs)
    }


def corrections_of_skill(user: User) -> Iterable[dict[str, str]]:
    return (
        access.corrections(user)
        .filter(fact="nugget", changes__has_key="skill")
        .values_list("changes", flat=True)
    )


def people_of_nuggets(user: User) -> list[Person]:
    """Of whom there are nuggets in what the user follows, by name. One query."""
    told = Nugget.objects.filter(
        person=OuterRef("pk"), item__source__in=access.follows(user).values("source")
    )
    return list(Person.objects.filter(Q(owner=None) | Q(owner=user)).filter(Exists(told)).order_by("name"))
