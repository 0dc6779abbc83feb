"""mentors ask: one question to everybody, answered person by person; and who is silent, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.actions.ask_crowd import Answer, Answered
    from manymentors.actions.summarise import Summary
    from manymentors.store.models import User


@click.command("ask", short_help="Ask everybody you follow: who says what on it, and who is silent.")
@click.argument("question")
@click.option("--nearer", is_flag=True, help="Those nearer my road and my ideal first.")
@click.option("--summary", is_flag=True, help="Let your language model sum it up; each sentence is checked.")
@output.as_json
@output.with_store
def command(user: User, question: str, nearer: bool, summary: bool, json_: bool) -> None:
    """Answers are the words of people, verbatim. Where nobody speaks to QUESTION, that is the answer."""
    from manymentors.actions.ask_crowd import ask_crowd
    from manymentors.actions.summarise import summarise

    answered = ask_crowd(user, question, nearer=nearer)
    told = summarise(user, question, nearer=nearer) if summary else None
    if json_:
        output.print_json(as_json(answered) | ({"summary": summary_json(told)} if summary else {}))
        return
    out = output.console()
    if not answered.lines:
        out.print("Nobody speaks to this, in what is held here.")
    for line in answered.lines:
        out.print(f"[bold]{output.safe(line.name)}[/]")
        for one in line.answers:
            day = one.day.isoformat() if one.day else "no date"
            out.print(f"  “{one.quote}”", soft_wrap=True, markup=False)
            out.print(
                f"  [dim]\\[{one.number}] {day} · {output.clock(one.seconds)} in {output.safe(str(one.item))}[/]\n",
                soft_wrap=True,
            )
        if line.changed:
            out.print(
                f"  May have changed their mind: \\[{line.changed[0].number}] and \\[{line.changed[1].number}].\n"
            )
    silence = answered.silence
    groups = (
        (silence.nothing, "said nothing on it"),
        (silence.not_read, "not read yet"),
        (silence.no_transcript, "without a transcript"),
        (silence.nothing_held, "of whom nothing is held"),
    )
    told_so = ", ".join(f"{len(group)} {words}" for group, words in groups if group)
    out.print(
        f"{output.plural(answered.speaking, 'person speaks', 'people speak')} to it, of {output.plural(silence.people, 'person', 'people')} you may hear"
        + (f"; silent: {told_so}." if told_so else ".")
    )
    for sentence in (told.sentences or ()) if told else ():
        numbers = "".join(f"[{number}]" for number in sentence.quotes)
        out.print(
            f"~~{sentence.text}~~ (struck: {sentence.why})" if sentence.why else f"{sentence.text} {numbers}",
            markup=False,
            soft_wrap=True,
        )


def as_json(answered: Answered) -> dict[str, Any]:
    silence = answered.silence
    return {
        "question": answered.question,
        "people": silence.people,
        "answers": [
            {
                "person": line.name,
                "quotes": [answer_json(one) for one in line.answers],
                "changed": [one.number for one in line.changed] if line.changed else [],
                "shared_steps": line.shared,
                "traits": line.traits,
            }
            for line in answered.lines
        ],
        "apart": [[one.number, other.number] for one, other in answered.apart],
        "silent": {
            "nothing": [quiet.person.name for quiet in silence.nothing],
            "not_read": {quiet.person.name: quiet.unread for quiet in silence.not_read},
            "no_transcript": {quiet.person.name: quiet.unheard for quiet in silence.no_transcript},
            "nothing_held": [quiet.person.name for quiet in silence.nothing_held],
        },
    }


def answer_json(one: Answer) -> dict[str, Any]:
    return {
        "number": one.number,
        "quote": one.quote,
        "date": one.day.isoformat() if one.day else None,
        "seconds": one.seconds,
        "title": str(one.item),
        "url": one.item.url,
        "nugget": one.nugget is not None,
    }


def summary_json(told: Summary | None) -> list[dict[str, Any]] | None:
    if told is None or told.sentences is None:
        return None
    return [{"text": one.text, "quotes": list(one.quotes), "struck": one.why} for one in told.sentences]
