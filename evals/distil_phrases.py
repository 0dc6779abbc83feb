"""Career lines written by us, thousands of them from a few hundred parts: the text on which the small embedder learns our subject."""

from __future__ import annotations

import random
from collections.abc import Iterator

SUBJECTS = (
    "",
    "",
    "",
    "I ",
    "he ",
    "she ",
    "they ",
    "then I ",
    "so I ",
    "in 2014 I ",
    "after that he ",
    "at nineteen she ",
)

PLACES = (
    "a bank", "a startup", "a small agency", "a hospital", "a university", "the county council", "an insurance company",
    "a games studio", "an internet provider", "a web hosting company", "a consultancy", "a big vendor", "a telecom operator",
    "a newspaper", "a museum", "a library", "a software company", "a cloud provider", "a research lab", "a school",
    "the government", "an open source company", "a bus company", "a pension fund", "a chip maker", "the army", "a bakery",
    "a supermarket", "a restaurant", "a call centre", "a shop", "a factory", "a travel site", "a security firm", "a broadcaster",
)  # fmt: skip
LANGUAGES = (
    "Python", "Perl", "PHP", "Java", "C", "C++", "Ruby", "JavaScript", "BASIC", "Pascal", "COBOL", "Fortran", "Visual Basic",
    "Delphi", "Go", "Rust", "Haskell", "Lisp", "SQL", "HTML", "Objective-C", "Swift", "assembly", "Lua", "R", "MATLAB", "Bash",
)  # fmt: skip
FIELDS = (
    "computer science", "physics", "mathematics", "biology", "chemistry", "geology", "law", "music", "economics", "philosophy",
    "electrical engineering", "mechanical engineering", "astronomy", "history", "linguistics", "graphic design", "medicine",
    "statistics", "informatics", "psychology", "journalism", "library science", "business", "robotics", "art", "geography",
)  # fmt: skip
MACHINES = (
    "a Commodore 64", "an Amiga", "an Apple II", "an Atari", "a ZX Spectrum", "an Amstrad", "a Macintosh", "an old PC", "a TRS-80",
    "a BBC Micro", "a 486", "a game console", "a graphing calculator", "the school computer", "the family computer", "a modem",
)  # fmt: skip
THINGS = (
    "a web framework", "a library", "a command line tool", "a mobile app", "a game", "a website", "a plugin", "an editor", "a database",
    "a debugger", "a profiler", "a compiler", "a test runner", "a chat bot", "an invoicing tool", "a blog engine", "a package manager",
    "a search engine", "a podcast app", "a visualisation tool", "a monitoring dashboard", "a robot", "a template language",
    "a deployment tool", "an online course platform", "a photo sharing site", "a content management system", "a side project",
)  # fmt: skip
EVENTS = (
    "a conference", "PyCon", "a user group", "a local meetup", "a hackathon", "a summit", "a congress", "a lightning talk session",
    "a workshop day", "a developer day", "RubyConf", "a security camp", "a trade fair", "a webinar", "a barcamp",
)  # fmt: skip
PEOPLE = (
    "four", "three engineers", "a dozen developers", "the whole department", "the support team", "two juniors", "twenty people",
    "the platform team", "the night shift", "a remote team", "the engineers", "the front-end group",
)  # fmt: skip

FRAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("origin", (
        "got {machine} from {relative}", "played games on {machine} as a child",
        "typed in programs from a magazine on {machine}", "wrote a first program in {language} at the age of {age}",
        "was {age} when {relative} brought home {machine}", "took apart {machine} at {age}",
        "became curious about computers through {relative}", "discovered {language} by accident",
        "fell in love with programming at school", "saw a first web page and wanted to make one",
        "started tinkering with {machine}",
    )),
    ("education", (
        "studied {field} at university", "took a degree in {field}", "finished a degree in {field}", "did a PhD in {field}",
        "wrote a thesis on {field}", "dropped out of university", "left college after a year without a degree",
        "quit school at sixteen", "did a masters in {field}", "went to a coding bootcamp",
        "taught myself {language} from a book", "self-taught in {language}", "learned {language} in the evenings",
        "took night classes in {field}", "took an online course in {field}",
        "did an apprenticeship as an electronics technician", "joined a startup accelerator", "graduated from high school",
        "learned {language} in a high school class", "went back to school for {field}",
    )),
    ("certification", (
        "passed the network certificate", "passed the cloud architect exam", "got certified as a Linux administrator",
        "passed a security certificate",
    )),
    ("job", (
        "first job was at {place}", "got a first programming job at {place}", "worked as a developer at {place}",
        "worked on a help desk at {place}", "answered phones in support at {place}", "did tech support for {place}",
        "was hired as a junior developer by {place}", "interned at {place}", "did a summer internship at {place}",
        "worked as a system administrator at {place}", "looked after the servers of {place}", "ran the network at {place}",
        "was a {language} developer at {place}", "wrote {language} for {place}", "joined {place} as an engineer",
        "left {place} and joined {place2}", "freelanced in {language}", "became a contractor",
        "worked as a consultant for {place}", "built websites for small businesses",
        "built websites for clients as a freelancer", "went on call for {place}", "moved from {place} to {place2}",
        "worked at {place} for {age} years", "worked as a data analyst at {place}", "worked as a tester at {place}",
        "was a database administrator at {place}", "did quality assurance at {place}", "washed dishes at {place}",
        "drove a delivery van for {place}", "taught {field} at {place}", "became a professor of {field}",
        "worked as a product manager at {place}", "became a site reliability engineer", "joined the security team of {place}",
        "became a developer advocate at {place}", "did developer relations for {place}", "was employee number {age} at {place}",
        "worked as a designer at {place}", "took a research post at {place}", "got an offer from {place}",
        "moved abroad for a job at {place}", "went full time on the project", "quit the job to work on {thing} full time",
        "went independent", "became self-employed",
    )),
    ("leadership", (
        "became team lead of {people}", "was promoted to manager of {people}", "managed {people}",
        "became engineering manager at {place}", "became CTO of {place}", "was made head of product at {place}",
        "became a director at {place}", "became vice president at {place}", "hired {people}",
        "became chief executive of {place}", "took over as CEO", "ran a department at {place}", "led {people}",
        "was put in charge of {people}", "became a team leader by accident", "stepped down as manager to write code again",
    )),
    ("change", (
        "switched from {field} to programming", "moved from {field} into software",
        "went from system administration to development", "moved from development to product management",
        "changed careers and became a programmer", "switched from {language} to {language2}", "left academia for industry",
        "went from {language} to {language2}", "became a data scientist after years in {field}",
        "turned a hobby into a profession", "stopped coding and moved to teaching",
    )),
    ("project", (
        "built {thing}", "wrote {thing} in {language}", "released {thing} as open source", "published {thing} on GitHub",
        "launched {thing}", "started {thing} as a weekend project", "created {thing} for {place}",
        "made {thing} to scratch an itch", "open sourced {thing}", "rewrote {thing} in {language}",
        "shipped the first version of {thing}", "published a {language} package", "first open source contribution to {thing}",
        "sent a patch to {thing}", "won an award with {thing}", "put out version one of {thing}",
    )),
    ("founding", (
        "founded a company with a friend", "co-founded a startup around {thing}", "started an agency", "started a consultancy",
        "started a business selling {thing}", "incorporated a company", "opened a hosting company",
        "founded a non-profit teaching {field}", "raised money from investors",
    )),
    ("exit", (
        "sold the company to {place}", "the company was acquired by {place}", "took the company public",
        "shut down the startup", "closed the company", "left the company I had founded", "we were bought by a bigger firm",
        "merged with {place}", "wound up the firm", "sold a share of the business to a partner",
    )),
    ("publishing", (
        "wrote a book about {language}", "published a book on {field}", "wrote a column for {place}",
        "started a blog about {language}", "started a newsletter", "started a podcast", "hosted a podcast about {field}",
        "made video courses on {language}", "recorded an online course", "wrote tutorials on {language}",
    )),
    ("speaking", (
        "gave a first talk at {event}", "spoke at {event}", "gave a keynote at {event}", "organised {event}",
        "taught a workshop at {event}", "gave a lightning talk about {thing}",
    )),
    ("publishing", (
        "started streaming while coding", "co-wrote a textbook", "wrote articles about {field}", "wrote a viral blog post",
    )),
    ("community", (
        "joined the core team of {thing}", "became maintainer of {thing}", "became a core developer",
        "got commit access to {thing}", "started a user group for {language}", "ran a meetup for {language}",
        "mentored beginners in {language}", "volunteered to teach children programming", "joined the board of a foundation",
        "organised a study group", "contributed to {thing}", "answered questions on a forum", "moderated a mailing list",
        "served on the programme committee of {event}",
    )),
    ("setback", (
        "was laid off from {place}", "got fired by {place}", "lost a job when {place} closed", "burned out",
        "had a burnout and took a year off", "was turned down by {place}", "failed the exam", "the startup failed",
        "ran out of money", "suffered from depression", "deleted the production database", "had a big outage on a launch day",
        "the product flopped and nobody bought it", "could not find work for a year", "was sick for months",
        "the project was cancelled", "missed a deadline and lost the client",
    )),
)  # fmt: skip
RELATIVES = (
    "my father",
    "my mother",
    "an uncle",
    "a cousin",
    "a friend",
    "a neighbour",
    "my brother",
    "my sister",
    "a teacher",
    "my grandfather",
)
TAILS = ("", "", "", "", " and loved it", " for two years", " in Berlin", " when I was young", " with two friends", " by accident", " on the side",
         " after a year", " until last spring", " for the first time", " at night", " because nobody else would")  # fmt: skip


def phrases(count: int, seed: int) -> Iterator[str]:
    """Yield `count` different lines; the same seed gives the same lines."""
    dice, seen = random.Random(seed), set[str]()
    frames = [frame for _, group in FRAMES for frame in group]
    while len(seen) < count:
        places, languages = dice.sample(PLACES, 2), dice.sample(LANGUAGES, 2)
        line = (
            dice.choice(SUBJECTS) + filled(dice.choice(frames), places, languages, dice) + dice.choice(TAILS)
        )
        if line not in seen:
            seen.add(line)
            yield line


FILLERS = (
    "so", "you know", "I mean", "like", "and then", "and so", "kind of", "sort of", "well", "actually", "basically", "right", "um", "uh",
    "I think", "I guess", "and I was like", "it was", "really", "just", "at that time", "to be honest", "anyway", "obviously", "and", "but",
    "because", "I'd say", "yeah", "yes", "okay", "honestly", "let's say", "there was", "that was", "which was", "we were", "I was", "it's", "that's",
    "going to", "gonna", "a lot of", "or something", "and stuff like that", "the thing is", "you're", "they're", "what", "oh", "no", "I don't know",
    "if you will", "at the end of the day", "maybe", "probably", "pretty much", "very", "one of the", "and things like that", "I've", "we've",
)  # fmt: skip


def spoken(line: str, dice: random.Random) -> str:
    """The line as somebody may say it: up to as many fillers as words strewn in. It means what it meant before."""
    words = line.split()
    for _ in range(dice.randint(1, max(1, len(words)))):
        words.insert(dice.randint(0, len(words)), dice.choice(FILLERS))
    return " ".join(words)


def filled(frame: str, places: list[str], languages: list[str], dice: random.Random) -> str:
    return frame.format(
        place=places[0], place2=places[1], language=languages[0], language2=languages[1], field=dice.choice(FIELDS),
        machine=dice.choice(MACHINES), thing=dice.choice(THINGS), event=dice.choice(EVENTS), people=dice.choice(PEOPLE),
        relative=dice.choice(RELATIVES), age=dice.choice(("six", "eight", "ten", "eleven", "twelve", "fourteen", "fifteen")),
    )  # fmt: skip


EVERYDAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("origin", (
        "my first computer was a hand-me-down", "grew up with a console and a keyboard", "dad's work laptop got me started",
        "tapped in my first lines at the library", "we had a machine in the basement and I never left it", "first contact with the web at school",
        "learned to code to cheat at a game", "a school club put me in front of a screen", "my big sister showed me how to write a loop",
        "made silly animations as a kid", "I loved taking things apart", "caught the bug in seventh grade", "first modem, huge phone bill",
    )),
    ("education", (
        "CS degree, finished late", "two semesters of maths and then no more", "never finished college", "studied languages first",
        "evening school alongside work", "did my thesis on networks", "trained as an electrician", "apprenticeship in IT",
        "a twelve-week coding school", "worked through tutorials all winter", "learned it all from books and forums",
        "distance learning for three years", "exchange year in Lyon", "business school", "teacher training", "a course on machine learning",
        "learned my second programming language", "doctor's degree in chemistry", "law school", "degree in music",
    )),
    ("certification", (
        "passed the Linux exam", "cloud certificate", "networking certificate at last", "project management certificate",
        "got my security cert", "sat the database exam", "licence as an auditor", "ITIL foundation", "Kubernetes certificate",
    )),
    ("job", (
        "answered phones on a help desk", "first real job, in a warehouse office", "sysadmin at a school", "ran cables and racked servers",
        "fixed printers for a council", "junior web developer", "worked nights as a system operator", "summer job in a computer shop",
        "internship at a newspaper", "freelanced for local shops", "made websites for neighbours", "contract work for two years",
        "moved to a bigger company", "worked remotely for a foreign firm", "changed jobs, same trade", "data entry, then reports",
        "worked in a kitchen", "drove taxis", "taught at a school", "postdoc", "one of the first hires at a small firm", "back-end at a bank",
        "took a post in another country", "part-time job while studying", "tester for an insurer", "spent six years at a telecom",
        "handed in my notice to work on it all day", "on-call for the first time", "second-line support", "database admin", "paid to write open source",
        "worked for my uncle's firm", "army service, signals", "nurse for ten years", "bookkeeper", "sold phones in a shop",
    )),
    ("leadership", (
        "became team lead of four", "they made me head of IT", "in charge of the help desk now", "first time managing people",
        "promoted to engineering manager", "three people report to me", "CTO of a small company", "hired my first employee", "led a migration team",
        "took over the department", "deputy head of operations", "ended up as head of development", "gave the coding to others and ran the company",
    )),
    ("change", (
        "switched from support to development", "left teaching for software", "went from biology to code", "from ops to security",
        "gave up music for programming", "retrained at forty", "moved into data", "swapped code for product", "moved over to the business side",
        "no more research for me, industry instead", "changed languages at work", "became an advocate rather than a builder",
    )),
    ("project", (
        "put my first library on GitHub", "wrote a script everyone at work now uses", "built a home automation thing", "my own app in the store",
        "released a small open-source tool", "started a side project on Sundays", "made a game with friends", "wrote the booking system for our club",
        "shipped version two", "built a prototype over a weekend", "published a package", "made a site for sharing recipes",
        "rewrote the old system", "moved everything to the cloud", "built a robot", "wrote an extension for an editor", "made my tool free for all",
    )),
    ("founding", (
        "started a small company with a friend", "opened a web agency", "registered my own business", "founded a hosting firm",
        "set up shop with two colleagues", "my own consultancy", "my second company", "began a charity for used computers", "turned it into a firm",
    )),
    ("exit", (
        "sold my share", "we were bought", "closed the business after five years", "a competitor took us over", "left the firm I had started",
        "handed the company to my partner", "the shop shut", "the company went public", "my startup was bought by a bank",
    )),
    ("publishing", (
        "started a blog", "wrote an article for a magazine", "write a newsletter every week", "co-wrote a small book", "record a podcast with a colleague",
        "post videos about networks", "made a beginner's course", "wrote the docs and a tutorial", "a post of mine got very popular", "self-published a guide",
    )),
    ("speaking", (
        "gave my first meetup talk in 2018", "spoke at a conference abroad", "lightning talk, shaking knees", "organised a small conference",
        "ran a workshop", "on a panel", "keynote at a regional event", "presented at work, then in public", "picked the talks for a conference",
    )),
    ("community", (
        "run a meetup", "joined the board of a user group", "became a maintainer", "sent my first pull request", "moderate a forum",
        "mentor two juniors", "teach kids on Saturdays", "helped with translations of a project", "organise the local group", "fixed bugs in a library I used",
        "got commit rights", "help out at a repair café",
    )),
    ("setback", (
        "laid off with half the team", "burned out, half a year at home", "failed the exam twice", "my startup ran out of money", "nobody wanted the product",
        "lost the biggest client", "deleted a production database", "got rejected everywhere", "let go after the merger", "ill for most of that year",
        "fell out with my co-founder", "the launch was a disaster", "had to let people go", "the project was cancelled",
    )),
)  # fmt: skip
"""Steps as people type them into a checklist, for the kinds of a road of mine (`roads.py`)."""


def labelled(seed: int) -> Iterator[tuple[str, str]]:
    """Yield career lines of ours with their kinds: each frame filled in three ways, each everyday step once."""
    dice = random.Random(seed)
    for kind, group in FRAMES:
        for frame in group:
            for _ in range(3):
                yield filled(frame, dice.sample(PLACES, 2), dice.sample(LANGUAGES, 2), dice), kind
    for kind, group in EVERYDAY:
        for line in group:
            yield line, kind
