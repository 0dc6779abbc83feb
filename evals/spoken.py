"""Milestones as people tell them, invented by us: sentences with their kinds, from which the reader learns what each kind sounds like.

They help where the annotated interviews have few examples: exits, leadership, a change of field, a part in a community.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from distil_phrases import LANGUAGES, PLACES, filled

TIMES = 4
"""Each frame is filled so often."""
OPENINGS = ("", "", "", "So ", "And then ", "Yeah, so ", "At that point ", "I mean, ", "And eventually ", "Back then, ", "And so ", "You know, ")  # fmt: skip
ENDINGS = (".", ".", ".", ", and that was it.", ", which was really something for me.", " at the time.", ", you know.", ", and I never looked back.", ", so that's how that happened.")  # fmt: skip

SPOKEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("origin", (
        "I was maybe {age} and we had {machine} at home, and I just couldn't leave it alone",
        "the first thing I ever programmed was a little game in {language} on {machine}",
        "how I got into computers was really through {relative}, who had {machine}",
        "I think I was {age} when I realized you could tell {machine} what to do",
        "I'd copy listings out of magazines and type them into {machine}",
        "my first exposure to programming was {language} in school, and something clicked",
        "I stumbled over {language} because I needed to solve one silly problem, and I got hooked",
        "as a kid I used to take apart everything, and {relative} finally gave me {machine}",
        "the first time I saw the internet I stayed up all night",
        "I got bitten by the bug making levels and mods for a game",
        "I started making web pages when I was {age}, just for fun",
        "I found {language} while I was looking for something else and fell in love with it",
    )),
    ("education", (
        "I was doing my PhD in {field} at the time", "I went to school for {field}, and then I did my masters",
        "I studied {field}, and I never took one computer class", "I dropped out in my second year of {field}",
        "I have a degree in {field} that I've never used", "I finished my undergrad in {field} and went straight to grad school",
        "I enrolled in a twelve week bootcamp because I had no idea what I was doing",
        "I taught myself {language} from a book on the train every morning",
        "I took this one online course about {field} and did all of the exercises",
        "we applied to the accelerator and we got in, and so we spent three months there",
        "I learned {language} in my first semester", "I did a postdoc in {field} for two years",
        "I went back to university at thirty to study {field}", "I was a {field} major in college",
        "I sat down over the holidays and worked through the whole {language} tutorial",
        "I quit school because I was bored out of my mind", "I went to a workshop about {language} for beginners",
    )),
    ("certification", (
        "I passed the exam and got my certificate", "I got certified for that, which my boss paid for",
        "I studied for the networking certification and passed it on the second try", "I earned the security certificate",
    )),
    ("job", (
        "I got a job at {place} writing {language}", "they hired me as the first engineer", "I joined {place} as a developer",
        "I was working for {place}, mostly keeping the servers alive", "my first real job was at {place}",
        "I did an internship at {place} over the summer", "I freelanced for a couple of years, building sites for whoever would pay",
        "I left {place} and went over to {place2}", "I ended up at {place} as a consultant",
        "a friend called me up and said, do you want to come and work with me at {place}?",
        "I've been at {place} for six years now", "I work on the platform team at {place}", "they offered me a full time position, so I took it",
        "I quit my job at {place} to do this full time", "I moved to the city because {place} gave me an offer",
        "I was a research scientist at {place}", "I took a contract with {place} that was supposed to last three months",
        "I became a developer advocate at {place}", "I started there as a tester and worked my way in",
        "I'm an assistant professor of {field} now", "I do data science for {place}",
    )),
    ("leadership", (
        "they asked me to lead the team, so I became the tech lead", "I got promoted to engineering manager",
        "suddenly I was managing {people}", "I became the CTO at {place}", "they brought me in as the CEO",
        "I run the data team at {place}", "I was made VP of engineering", "I became the director of the whole group",
        "I hired my first employee", "I started to build out the team, and I was hiring {people}",
        "I took over the department when my boss left", "I'm the head of engineering there",
        "I went from being an engineer to having {people} report to me", "I was put in charge of product",
        "I stepped back from being CEO and hired somebody to run it", "I'm the team lead for {people} these days",
        "I was chief scientist at {place}", "I joined the board of directors",
    )),
    ("change", (
        "I switched from {field} to software", "that's when I went from being a sysadmin to being a developer",
        "I decided I didn't want to do {field} anymore and started writing code for a living",
        "I left academia and went into industry", "I moved over from {language} to {language2} and never went back",
        "I made the jump from engineering to product", "we decided to turn it from a consultancy into a product company",
        "I gave up on {field} and became a programmer", "I went from a hobby to doing it for a living",
        "I transitioned into data science", "I had been a musician until then, and I changed careers",
        "I got out of web development and into machine learning", "I stopped doing {language} and got into security",
        "I decided to go independent instead of looking for another job", "we pivoted from hardware to software",
    )),
    ("project", (
        "I wrote {thing} in {language} over a weekend", "I put it on GitHub and people started using it",
        "we shipped the first version of {thing}", "I built {thing} because nothing out there did what I wanted",
        "I started working on {thing} as a side project", "we released version one of it that spring",
        "I open sourced the library", "I made {thing} for my own use at first", "we launched the beta on a Tuesday",
        "I rewrote the whole thing in {language}", "I came up with the idea for {thing} and hacked on it at night",
        "I created this little package that wraps it", "I was one of the people who built {thing} at {place}",
        "we put {thing} out there and it got to the front page", "I designed the language with a colleague",
    )),
    ("founding", (
        "I started a company with two friends", "we incorporated that summer", "I co-founded a startup around it",
        "I founded my own consultancy", "we decided to turn {thing} into a business and started the company",
        "that was my first company", "we started the business out of my living room", "I set up my own agency with {relative}",
        "we created a foundation to look after it", "I quit and started my own thing with a co-founder",
        "we founded the nonprofit to teach kids", "that's how the company was born",
    )),
    ("exit", (
        "we sold the company", "we got acquired by a bigger player", "the company was acquired, and I stayed on for two years",
        "I left the company that I had founded", "we shut the company down", "we went public that year", "we had to close the business",
        "I sold my shares and walked away", "they bought us", "the acquisition closed in the spring",
        "I sold it to {place}", "we wound it down and gave the money back", "I decided to leave my own startup",
        "we were bought by {place}, and the product was folded into theirs", "we ended up selling {thing} to a competitor",
        "I handed over my company and moved on", "we IPO'd", "that startup didn't make it and we closed the doors",
    )),
    ("publishing", (
        "I wrote a book about {language}", "I started blogging about what I was learning", "I wrote an article about it that went viral",
        "I started a podcast with a colleague", "I've been writing a newsletter every week", "I recorded a video course on {language}",
        "I published a paper on {field}", "I wrote this blog post and it blew up", "the book came out last fall",
        "I launched my own YouTube channel", "I was asked by a publisher to write about {language}", "we put out our first episode",
        "I released my first online course",
    )),
    ("speaking", (
        "I gave a talk about it at {event}", "I was invited to keynote {event}", "I did a lightning talk at {event}",
        "my first talk was at {event}, and I was terrified", "I organized {event} in my home town", "we started running {event} every year",
        "I taught a tutorial at {event}", "I presented this work at {event}", "I chaired {event}", "I submitted a proposal to {event} and they took it",
    )),
    ("community", (
        "I became a core developer", "I joined the core team", "I started contributing to the project and they gave me commit rights",
        "I'm one of the maintainers now", "I took over maintenance of {thing}", "I run the local user group",
        "I helped start a meetup for people learning {language}", "I was elected to the board of the foundation", "I joined the steering council",
        "I've been mentoring beginners for a few years", "I got involved in the community by answering questions in the forum",
        "my first pull request got merged", "I made my first contribution to open source", "I volunteered at {event}",
        "I'm a member of the foundation", "I became the release manager for {language}", "I started helping out with the docs",
        "I go to the meetings of the working group", "I was part of the group that wrote the standard",
        "I founded a chapter for women who code", "I maintain a handful of packages these days",
    )),
    ("setback", (
        "I got laid off", "I burned out and had to stop for a few months", "they fired me", "nobody wanted to fund us",
        "we lost all of our data that night", "we ran out of money", "I got rejected by every company I applied to",
        "the launch was a disaster", "my first startup failed", "it was the biggest mistake of my career", "we almost went bankrupt",
        "we took the whole site down for a day", "I failed the interview", "our biggest customer left us", "I had to lay off {people}",
        "the project was cancelled after a year of work", "I was depressed and couldn't code for a year",
    )),
)  # fmt: skip


def spoken(seed: int) -> Iterator[tuple[str, str]]:
    """Yield (sentence, kind): each frame filled TIMES times, with an opening and an ending as they come in talk."""
    dice = random.Random(seed)
    for kind, frames in SPOKEN:
        for frame in frames:
            for _ in range(TIMES):
                said = filled(frame, dice.sample(PLACES, 2), dice.sample(LANGUAGES, 2), dice)
                opening = dice.choice(OPENINGS)
                if not opening:
                    said = said[0].upper() + said[1:]
                yield f"{opening}{said}{dice.choice(ENDINGS)}", kind
