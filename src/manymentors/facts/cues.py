"""A unit of talk → counts of the turns of phrase that go with milestones and with advice."""

from __future__ import annotations

import re

_SUBJECT = r"(?:i|we)(?:'d| had| have|'ve)?(?: \w+ly| just| then| actually| also| finally| eventually| basically| kind of)?"
_NOUN_JOB = (
    r"(?:job|role|position|intern(?:ship)?|contractor|consultant|freelanc\w+|engineer|developer|programmer|designer|"
    r"manager|lead|director|vp|cto|ceo|architect|analyst|scientist|researcher|professor|teacher)"
)

MILESTONE = {
    "began": rf"\b{_SUBJECT} (?:started|began|launched|founded|co-?founded|created|built|wrote|made|released|shipped|published)\b",
    "joined": rf"\b{_SUBJECT} (?:joined|moved|switched|went|came|transitioned|got hired|got a job|took a job|applied|interned)\b",
    "left": rf"\b{_SUBJECT} (?:left|quit|resigned|got fired|got laid off|was fired|was laid off|dropped out|retired|stopped)\b|\blaid off\b|\bburn(?:t|ed)? ?out\b",
    "studied": r"\b(?:degree|phd|ph\.d|doctorate|master'?s|bachelor'?s|major(?:ed)?|minor(?:ed)?|graduated?|university|college|grad school|high school|bootcamp|computer science|studied|studying|dissertation|thesis|postdoc)\b",
    "first": r"\b(?:my|the|our) (?:very )?first\b|\bfirst (?:time|job|computer|program|language|website|company|startup|book|talk|conference|version|release|commit)\b",
    "age": r"\bwhen i was (?:like |about |around |maybe )?(?:\w+|a (?:kid|child|teenager|student))\b|\b(?:years? old|years? ago|in (?:high|middle|grade|elementary) school|as a kid|growing up)\b|\b(?:fifth|sixth|seventh|eighth|ninth|tenth) grade\b",
    "year": r"\b(?:19[5-9]\d|20[0-3]\d)\b|(?<!\w)['’][5-9]\d\b|\b(?:early|mid|late)[- ](?:\w+ )?(?:['’]?\d0s|nineties|eighties|seventies|2000s)\b",
    "job": rf"\b(?:i was|i'm|i am|as|became|become|work(?:ed|ing) as|hired as|being) (?:an?|the|their|our) (?:\w+ ){{0,3}}{_NOUN_JOB}\b|\b(?:first|full[- ]time|part[- ]time|summer|day) job\b|\bintern(?:ship|ed)?\b",
    "worked": r"\b(?:worked|working|work) (?:at|for|with|on|in)\b",
    "lead": r"\b(?:manag(?:er|ing|ed)|led|lead|leading|promoted|in charge|head of|director|vp|vice president|cto|ceo|team of|first (?:hire|employee|manager))\b",
    "founded": r"\b(?:found(?:ed|er|ing)|co-?found(?:ed|er)|startup|start(?:ed)? (?:a|my own|our|this|the) (?:company|business|consultancy|agency|studio)|incorporated|y ?combinator|own (?:company|business))\b",
    "sold": r"\b(?:acquired|acquisition|sold|exit(?:ed)?|ipo|bought by|shut(?:ting)? (?:it |down)|closed (?:it )?down|went bankrupt)\b",
    "published": r"\b(?:book|o'reilly|blog(?:ged|ging)?|newsletter|podcast|course|wrote|author(?:ed)?|publish(?:ed|ing)|article|paper|column|magazine)\b",
    "spoke": r"\b(?:talk|keynote|conference|conf|spoke|speak(?:ing|er)|presented|presentation|lightning|meetup|pycon|organiz\w+|sprints?)\b",
    "community": r"\b(?:community|user group|foundation|core (?:dev|developer|team|contributor|committer)|maintain(?:er|ing|ed)?|contribut\w+|open[- ]?sourced?|pull request|mentor\w*|volunteer\w*|board)\b",
    "setback": r"\b(?:fail(?:ed|ure|ing)?|mistake|fired|laid off|burnout|burned out|reject(?:ed|ion)|broke|bankrupt|ran out|lost|disaster|terrible|hardest|depress\w+|struggl\w+|didn'?t work)\b",
    "change": r"\b(?:got into|get into|fell in(?:to)?|switch(?:ed|ing)?|transition(?:ed|ing)?|pivot(?:ed)?|career|moved (?:to|into|from|over)|background|introduced (?:me )?to|discovered|came across|stumbled|fell in love)\b",
    "learned": r"\b(?:taught (?:myself|me)|learn(?:ed|t|ing)|self[- ]taught|picked up|playing (?:around )?with|tinker\w+|basic|commodore|apple ii|atari|spectrum|amiga|pascal|fortran|html)\b",
    "intro": r"\b(?:our guest|joined (?:today )?by|creator of|author of|founder of|co-?founder|maintainer of|ceo|cto|is an?|you (?:are|were|started|created|founded|wrote|built|worked|left|joined|became)|you're the|you've been)\b",
    "told": r"\b(?:so i (?:was|had|got|went|started|decided|ended)|and then i|i ended up|i decided|at (?:that|the) time|that was (?:in|when|my|the)|back in|after that|before that|eventually)\b",
}  # fmt: skip

NUGGET = {
    "should": r"\b(?:you (?:should|have to|need to|must|can't|gotta|ought)|we should|people should|should (?:be|always|never|just)|shouldn'?t|have to|need to)\b",
    "advice": r"\b(?:advice|advise|recommend|suggest|encourage|tip|lesson|rule of thumb|principle|secret|key (?:is|thing)|trick|best practice|takeaway|moral)\b",
    "never": r"\b(?:always|never|don'?t|do not|stop|avoid|make sure|be (?:sure|careful|honest|patient|willing|kind|yourself)|try to|just (?:do|start|go|be|keep))\b",
    "important": r"\b(?:important|matters?|valuable|critical|essential|crucial|worth|powerful|the (?:best|only|hardest|biggest|most) (?:thing|way|part))\b",
    "learned": r"\b(?:i(?:'ve| have)? (?:learned|realized|found|discovered|figured)|we(?:'ve)? (?:learned|realized|found)|what i(?:'ve)? (?:learned|tell)|i(?:'ve)? (?:always|come to)|taught me|lesson)\b",
    "ifyou": r"\b(?:if you(?:'re|'ve| are| have| can| want| don'?t)?|when you(?:'re)?|once you|the more you|unless you|whenever you|as soon as you)\b",
    "you": r"\b(?:you|your|yourself|you're|you'll|you've)\b",
    "people": r"\b(?:people|everyone|everybody|someone|somebody|anyone|folks|a lot of (?:people|developers|companies|founders)|most (?:people|companies))\b",
    "think": r"\b(?:i think|i believe|i feel like|in my (?:opinion|experience|view)|for me|i would (?:say|tell|argue)|i'd (?:say|tell)|to me|my (?:philosophy|view|take|approach|belief))\b",
    "contrast": r"\b(?:rather than|instead of|not (?:just|only|about)|it'?s not|versus|as opposed to|more than|less than|better than|easier than|even if|no matter)\b",
    "cause": r"\b(?:because|otherwise|that'?s (?:why|how|when)|the reason|so that|which means|therefore|it'?s (?:really |all )?about)\b",
    "craft": r"\b(?:team|culture|hir(?:e|ing)|manager|customers?|users?|feedback|communicat\w+|trust|focus|habit|mistakes?|fail(?:ure)?|goals?|values?|quality|simple|complex\w*|test(?:s|ing)|debug\w*|review\w*|document\w*|learn(?:ing)?|practice|motivat\w+|balance|risk)\b",
    "abstract": r"\b(?:is (?:the|a|an|about|to|not)|are (?:the|not)|life|success\w*|career|money|time|work)\b",
}  # fmt: skip

TALK = {
    "question": r"\?",
    "i": r"\b(?:i|i'm|i've|i'd|my|me|myself)\b",
    "we": r"\b(?:we|we're|we've|our|us)\b",
    "past": r"\b(?:\w{2,}ed|was|were|had|did|got|went|came|made|took|left|began|wrote|built|sold|ran|met|found|taught|thought|knew|became|gave|spent|bought)\b",
    "third": r"\b(?:he|she|they|his|her|their|them)\b",
    "plan": r"\b(?:will|gonna|going to|'ll|would|want to|hope|plan|someday|future|might)\b",
    "advert": r"\b(?:sponsor\w*|brought to you|promo code|sign up|free trial|percent off|dot com|\.com|use the code|check (?:them|it) out at)\b",
    "host": r"\b(?:welcome|thanks? (?:for|you)|the show|listeners?|audience|episode|tell (?:us|me)|talk about|what about|how did|let's)\b",
    "laugh": r"\[laugh\w*\]|\b(?:yeah|right|okay|exactly|absolutely|totally|sure|cool|nice|awesome|wow)\b",
    "number": r"\b\d[\d,.]*\b",
}

NAMES = (*MILESTONE, *NUGGET, *TALK)
_PATTERNS = [re.compile(p) for group in (MILESTONE, NUGGET, TALK) for p in group.values()]


def counts(text: str) -> list[float]:
    """How often each turn of phrase stands in `text`, at most three times counted."""
    low = text.lower().replace("’", "'")
    return [float(min(3, sum(1 for _ in pattern.finditer(low)))) for pattern in _PATTERNS]
