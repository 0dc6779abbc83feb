"""Sorts of steps, finer than kinds: what a plain sentence about a career is about, by the words in it.

A step may be of several sorts ("my first job, on a help desk"): two steps that share a sort are of the same sort to a careful reader,
whatever the company. Each sort has a name that fits "both …", the kind of milestone it usually is ("" where it says nothing about
that), and what its sentences hold. All of it was written by hand; no sentence of anyone's is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Sort:
    name: str
    kind: str
    pattern: re.Pattern[str]


def sort(name: str, kind: str, *patterns: str) -> Sort:
    return Sort(name, kind, re.compile("|".join(rf"\b(?:{p})" for p in patterns), re.IGNORECASE))


LANGUAGES = (
    r"python|perl|php|java|javascript|typescript|ruby|rails|pascal|delphi|cobol|fortran|basic|visual basic|lisp|scheme|haskell|prolog|"
    r"erlang|elixir|golang|rust|lua|matlab|sql|html|css|objective-c|swift|kotlin|scala|clojure|assembler|assembly|smalltalk|logo|bash|"
    r"c\+\+|c#|\.net|tcl|node|django|flask|actionscript|vba|excel macros?|shell scripts?|julia"
)
COMPUTER = (
    r"commodore|c ?64|vic.?20|amiga|atari|amstrad|spectrum|zx ?\d*|apple ii\w*|apple 2|apple \]\[|macintosh|\bmac\b|trs.?80|bbc micro|msx|"
    r"[234]86|8086|pentium|pc[ -]?xt|tandy|ti.?99|game ?boy|nintendo|console|pc|desktop|laptop|home computer|family computer|acorn|"
    r"sinclair|calculator|computers?|dos|modem|schneider|cpc|imac|radio ?shack"
)
FAMILY = (
    r"dad|daddy|father|mom|mum|mother|parents?|uncle|aunt|cousin|brother|sister|grand(?:pa|ma|father|mother|dad)|neighbou?r|"
    r"godfather|stepdad|family"
)
LANGUAGE = re.compile(rf"^\W*(?:{LANGUAGES})\W*$", re.IGNORECASE)
NUMBER_WORDS = r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|\d+"
MAKE = r"built|build|made|make|making|wrote|write|created?|creating|coded|programmed|developed|hacked|released?|launched|shipped|published|put out|invented|designed|put together|threw together|cobbled"
START = r"start(?:ed|ing)?|began|begin|found(?:ed|ing)|launch(?:ed|ing)?|open(?:ed|ing)|set up|creat(?:ed|ing)|form(?:ed|ing)|co-?found(?:ed|ing)"
COMPANY = r"compan(?:y|ies)|firms?|start-?ups?|agency|business|consultanc(?:y|ies)|studio|shop|outfit|venture|non-?profit|corporation|ltd|inc|gmbh|bureau"
LEARN = r"learn(?:ed|t|ing)?|taught (?:my|him|her|them)sel(?:f|ves)|self-?taught|picked up|studied|worked through|read up"
PEOPLE = r"people|engineers?|developers?|staff|team|teams|colleagues?|employees|folks|persons?|coders|techs|juniors|programmers|admins"

SORTS: tuple[Sort, ...] = (
    # first contact
    sort("a computer in childhood", "origin",
         rf"(?:{COMPUTER})\b.{{0,60}}\b(?:when|at|aged?)\b.{{0,20}}\b(?:{NUMBER_WORDS}|kid|child|young|boy|girl)\b",
         rf"(?:{FAMILY})\b.{{0,60}}\b(?:{COMPUTER})\b", rf"(?:{COMPUTER})\b.{{0,50}}\b(?:{FAMILY})\b",
         rf"first (?:ever )?(?:{COMPUTER})\b", rf"(?:got|had|given|used|bought|inherited|saved up for) (?:an?|my|his|her|our|the)(?: \w+){{0,2}} (?:{COMPUTER})\b"),
    sort("a first program", "origin",
         r"(?:first|earliest|little|tiny|own) (?:\w+ )?(?:programs?|code|lines? of code|scripts?|games?)\b",
         r"(?:started|began|got into|first|learn\w*|taught \w+ to|playing with) (?:coding|programming|to (?:code|program)|hacking|scripting|scripts)\b",
         r"typed? (?:in )?(?:\w+ )*(?:listings?|programs?)\b", r"hello,? world"),
    sort("a spark", "origin",
         r"(?:curious|curiosity|fascinat\w+|hooked|amazed|amazement|blew my mind|blown away|fell (?:in love|for)|fell in love|interest(?:ed)? in|intrigued|bitten|bug bit|inspired|obsessed|spell)\b"),
    sort("a childhood", "origin",
         r"(?:as a|when i was a|since) (?:kid|child|boy|girl|teen\w*|schoolboy|schoolgirl|youngster)\b", r"childhood|teenager|as a teen\b",
         rf"(?:at|aged?|around|when (?:i|he|she) was)(?: about| around| age| only| like| just)? (?:{NUMBER_WORDS})(?: years old)?\b(?! (?:years|months|weeks|people))",
         r"(?:in|at|during|while in|back in) (?:\w+ )?(?:(?:high|middle|primary|elementary|grammar|secondary|junior high|grade) ?school|sixth form|(?:\w+th|first|second|third) grade)\b"),
    sort("games", "", r"(?:video ?|computer ?)?games?\b", r"gaming|minecraft|doom\b|quake|mods?\b|modding"),
    sort("web pages", "", r"(?:web ?(?:sites?|pages?)|home ?pages?|html|geocities|guest ?book|web ?master|myspace)\b"),
    # learning
    sort("a degree", "education",
         r"(?:degrees?|diploma|bachelor'?s?|undergrad\w*|b\.?sc|graduat\w+|majored|honou?rs|alma mater)\b",
         r"(?:studied|studying|studies|read|study)\b.{0,50}", r"(?:went to|at|through|finished|entered|attended) (?:university|uni|college)\b"),
    sort("a master's", "education", r"(?:master'?s|m\.?sc|mba|postgrad\w*|graduate (?:school|studies)|grad school)\b"),
    sort("a doctorate", "education", r"(?:ph\.?d|doctora\w+|doctor of|dissertation|thesis|supervisor)\b"),
    sort("leaving school early", "education",
         r"(?:dropp?(?:ed|ing)? out|drop-?out|droppe?d (?:university|uni|college|school|my studies|the degree)|never finished|without (?:finishing|a degree|graduating))\b",
         r"(?:left|quit|leaving|quitting|abandoned|broke off|gave up|walked out of|bailed (?:on|from)|stopped) (?:\w+ )?(?:university|uni|college|high school|school|(?:my |his |her |the )?(?:studies|degree|course))\b"),
    sort("a bootcamp", "education", r"(?:boot ?camps?|retraining|retrained|conversion course|intensive course|hack reactor|accelerator|y ?combinator|yc|incubator|techstars|batch)\b"),
    sort("teaching oneself", "education", r"(?:taught (?:my|him|her)self|self-?taught|teach(?:ing)? (?:my|him|her)self|by (?:my|him|her)self from|from (?:a|the) (?:book|manual|tutorials?|videos?|internet))\b"),
    sort("lessons", "education", r"(?:class(?:es)?|courses?|lessons?|elective|module|lectures?|night school|evening school|workshop|semester|curriculum|mooc|coursera|udemy|training)\b"),
    sort("learning a language", "education", rf"(?:{LEARN})\b.{{0,50}}(?:\b(?:{LANGUAGES}|languages?)(?!\w))", rf"(?:discovered|switched to|moved to|found|came to|started (?:with|using|on|in)) (?:{LANGUAGES})(?!\w)"),
    sort("school", "", r"(?:high|middle|primary|elementary|grammar|secondary) ?school|schooldays|\w+th grade|sixth form|abitur|a-levels|schools?\b"),
    sort("university", "", r"(?:universit(?:y|ies)|uni|colleges?|campus|undergrad\w*|faculty|alumni|professor|polytechnic|institute of technology|mit|stanford|postdoc\w*|academi\w+)\b"),
    sort("an apprenticeship", "education", r"apprentic\w+|trained as|traineeship|vocational"),
    sort("a certificate", "certification", r"(?:certif\w+|(?:associate|professional|specialist|administrator|practitioner)(?: \w+)? exam|ccna|ccnp|rhce|rhcsa|lpic?-?\d?|itil|cissp|mcse|comptia|network\+|security\+|licen[cs]e|linux essentials|exam)\b"),
    # jobs
    sort("a first job", "job",
         r"first (?:\w+[ -]){0,3}(?:job|gig|position|role|salary|pay ?che(?:ck|que)|employer|wage|money|work|post)\b",
         r"(?:start of (?:my )?working life|straight (?:out of|from|after) (?:college|school|uni\w*)|right (?:out of|after) (?:college|school|uni\w*)|entry[ -]level|junior)\b"),
    sort("a job", "job",
         r"(?:worked|working|work|job|jobs|employed|employee|hired|joined|join|position|post|role|stint|contract|salary|gig|paid|years? (?:at|with|in|of)|took (?:a|the) (?:job|post|role|position)|employer|offer)\b"),
    sort("support work", "job", r"(?:help ?desk|tech(?:nical)? support|support (?:desk|engineer|team|work|agent|technician|line)|customer (?:support|service|care|success)|answer(?:ed|ing) (?:the )?(?:phones?|calls|tickets|mails)|call cent(?:er|re)|hot ?line|first line|second line|service desk|desktop support)\b", r"support\b"),
    sort("systems work", "job", r"(?:sys ?admin\w*|system administrat\w+|systems? (?:admin\w*|engineer)|(?:network|server|linux|windows|unix|database|storage|it) (?:admin\w*|engineer|technician|operations|ops)|operations|ops|devops|data cent(?:er|re)|racked|servers|sre|site reliability|infrastructure|dba|platform engineer\w*|hosting)\b"),
    sort("being on call", "job", r"(?:on[ -]call|pager|night shift|incident|3 ?am|outages?|downtime)\b"),
    sort("a developer job", "job", r"(?:(?:web|software|frontend|front-end|back-?end|full-?stack|lead|senior|junior|ios|android|mobile|game|perl|python|php|java|ruby|c\+\+|first|proper|professional|embedded|app|dev)[ -](?:developer|engineer|programmer|programming|dev|coder|development|position|job)|programming job|as an? (?:\w+ )?(?:developer|programmer|engineer|coder)|software engineering|professional programmer|middleware|maintenance)\b"),
    sort("an internship", "job", r"intern(?:ed|ing|s|ship\w*)?\b", r"(?:summer (?:of code|job|student)|gsoc|work(?:ing)? student|placement|student (?:job|summer)|co-op|stipend|work experience)\b"),
    sort("freelancing", "job", r"(?:freelanc\w+|contract(?:or|ing|s|ed)?|self-?employed|independent\w*|indie|consult(?:ant|ing|ed|ants)|client work|for (?:my )?(?:own )?clients|own boss|gave notice|one-?man|solo|on my own)\b"),
    sort("sites for clients", "job", r"(?:web ?sites?|sites?|pages|web (?:pages|projects|jobs|work)|shops?) for (?:\w+ ){0,3}(?:clients?|customers?|businesses|companies|shops|clubs?|friends|bands?|dentists?|hairdressers?|restaurants?|local|people|neighbou?rs|schools?)", r"sold (?:\w+ ){0,4}(?:web ?sites|sites|pages)\b", r"clients?\b"),
    sort("a job outside computing", "job", r"(?:barista|waiter|waitress|cook|chef|baker\w*|fast food|burgers?|restaurant|bar ?tender|dish\w*|delivery|driver|drove|warehouse|factory|construction|farm\w*|life ?guard|retail|cashier|supermarket|super ?market|shop assistant|sales ?(?:man|person|rep)?|mechanic|plumber|electrician|carpenter|painter|janitor|cleaner|babysit\w*|nurse|army|navy|military|air force|soldier|police|musician|band|journalist|reporter|teacher|lawyer|accountant|accounting|translator|summer camp)\b"),
    sort("teaching", "job", r"(?:taught (?!my|him|her|them)|teach(?:ing|er|es)?|lectur(?:er|ing|ed)|professor(?:ship)?|faculty|tutor\w*|instructor|trainer|adjunct|teaching assistant|assistant professor)\b"),
    sort("research", "job", r"(?:research\w*|postdoc\w*|scientist|lab(?:oratory)?|fellow(?:ship)?|institute|academi\w+|science)\b"),
    sort("data work", "job", r"(?:data (?:scien\w+|analy\w+|engineer\w*|entry|team|quality|warehouse|pipeline\w*)|analytics|analyst|machine learning|statistic\w+|deep learning|\bai\b|bi\b|reporting|dashboards?)\b"),
    sort("security work", "job", r"(?:security|penetration|pen ?test\w*|infosec|vulnerabilit\w+|crypto\w*|malware|forensic\w*)\b"),
    sort("testing work", "job", r"(?:qa|quality assurance|test(?:er|ers|ing) |manual test\w*|test (?:engineer|automation|team))\b"),
    sort("design work", "job", r"(?:design(?:er|ers|ed|ing)?|ux|ui|illustrat\w+|graphics?|photoshop|typograph\w+|logos?)\b"),
    sort("product work", "job", r"(?:product (?:manag\w+|owner|lead|person|team)|(?:head|vp|director|chief) (?:of |officer )?product|project manag\w+|scrum|program manag\w+|release manag\w+)\b"),
    sort("telling others about technology", "change", r"(?:evangeli\w+|advoca\w+|devrel|dev rel|developer relations|developer experience|outreach|community manager)\b"),
    sort("sales and marketing", "job", r"(?:sales(?:man|person|force)?|pre-?sales|marketing|growth|account manager|sold (?:to|software)|business development|seo|partner\w*|partnerships?)\b"),
    sort("years at one place", "job", rf"(?:(?:{NUMBER_WORDS}|several|many|couple of|few|half a dozen) (?:and a half )?years\b|decade|a year and a half|so many years)"),
    sort("a big company", "", r"(?:google|microsoft|facebook|amazon|ibm|apple|oracle|intel|netscape|sun microsystems|yahoo|twitter|dropbox|vmware|hp|cisco|red hat|big (?:tech|vendor|company|firm|name|corp\w*)|vendors?|large (?:company|firm|corp\w*|enterprise)|corporat\w+|enterprise|multinational|faang|conglomerate)\b"),
    sort("a young company", "", r"(?:start-?ups?|early (?:employee|hire|engineer|stage)|(?:employee|engineer) (?:number|#|no\.?) ?\w+|first (?:hire|employee|engineer|employees|engineers)|one of the first|seed stage|garage)\b"),
    sort("a bank or an insurer", "", r"(?:banks?|banking|insur\w+|pension|finance|financial|fintech|hedge fund|trading|stock exchange|broker\w*|wall street|credit union|quant|payments?|savings)\b"),
    sort("public service", "", r"(?:government|council|ministry|public (?:sector|service|health)|municipal\w*|county|city hall|state|federal|civil serv\w+|army|navy|military|nasa|hospital|library|museum)\b"),
    sort("a cloud platform", "", r"(?:cloud|app engine|paas|platform[- ]as|hosting|aws|azure|gcp|kubernetes|docker|containers?|heroku|clusters?)\b"),
    sort("full time on one's own thing", "job", r"(?:full[ -]?time (?:on|for|job|at it)|went full[ -]time|(?:living|paid|funded|salary|money) (?:off|from|for|to work on) (?:it|my|his|her|the|open)|quit (?:my|his|her|the|a) (?:day )?(?:job|post|bank)|sponsor\w*|grant|patreon|donations)\b"),
    sort("giving notice", "job", r"(?:quit|resigned|handed in (?:my|his|her) notice|gave notice|left (?:my|his|her|the|that|a)?\s?(?:\w+ )?(?:job|company|firm|employer|bank|position|post|vendor)|walked away|moved on|leave (?:of absence)?)\b"),
    sort("moving for work", "", r"(?:moved (?:to|in|from|abroad|over|across|back|out)|relocat\w+|emigrat\w+|immigrat\w+|visa|abroad|packed up|another (?:country|city)|new country)\b"),
    # leading
    sort("leading a team", "leadership",
         rf"(?:team[ -]?lead\w*|tech[ -]?lead\w*|lead (?:a|the|of)|led (?:a|the|an)|leading (?:a|the)|manag(?:ed|er|ing) (?:a |the |of )?(?:\w+ ){{0,2}}(?:{PEOPLE})|engineering manager|head of|manager|supervis(?:ed|ing|or of)|foreman|in charge of|responsible for|run (?:the|a) team|ran (?:a|the) (?:team|department|group)|group lead\w*|lead(?:er|ing)? (?:developer|engineer)|promoted|(?:{NUMBER_WORDS}) (?:{PEOPLE}) (?:report|under|in|below)|boss of|direct reports|team of|department)\b"),
    sort("a chief post", "leadership", r"(?:cto|ceo|cio|coo|cpo|ciso|vp|vice[ -]president|chief \w+|director|executive|president|c-level|managing director|board|partner)\b"),
    sort("hiring", "leadership", rf"(?:hir(?:ed|ing)(?: \w+){{0,4}} (?:{PEOPLE}|executives?|president)|recruit\w+|built (?:a|the|up a|my) team|first (?:hire|employee)s?|grew (?:the|a) (?:team|company)|(?:took|bring|brought) (?:on|in) )"),
    # changes
    sort("a change of field", "change",
         r"(?:switch(?:ed|ing)?|chang(?:ed|ing) (?:career|field|direction|side)\w*|career change|crossed over|pivot\w*|went from \w+|moved (?:from|over|into|out of)|from \w+ (?:\w+ )?(?:to|into) |turned (?:to|from|away)|gave up|instead of|left (?:academia|science|research|university)|retrain\w+|drifted|transition\w*|ended up (?:in|doing)|no longer)\b"),
    sort("leaving academia", "change", r"(?:academi\w+|university life|industry|professor isn't|science) ?"),
    sort("going back", "", r"(?:back to (?:coding|code|programming|engineering|work|hands-on|individual)|returned? to|came back|rejoin\w*|went back|again)\b"),
    # making
    sort("an open-source project", "project",
         r"(?:open[ -]?sourc\w+|github|libre|free software|(?:mit|gpl|bsd)[ -]licen[cs]e|pypi|npm|cpan|rubygems|crate|package|librar(?:y|ies)|gem|module|framework|plugin|plug-in|extension|toolkit|sdk|api client|wrapper|public repo\w*)\b"),
    sort("a tool of one's own", "project", rf"(?:{MAKE})\b.{{0,40}}\b(?:tools?|scripts?|viewer|profiler|debugger|runner|client|server|bots?|crawler|parser|compiler|interpreter|editor|ide|generator|calculator|tracker|dashboard|platform|engine|system|prototype|software|programs?|utility|cli|database|simulator|visuali[sz]\w+)\b"),
    sort("an app or a site of one's own", "project", rf"(?:{MAKE}|started|worked on|put up|set up|ran)\b.{{0,40}}\b(?:apps?|sites?|web ?sites?|portal|forum|shop|store|marketplace|social network|service|games?|quiz|product|mobile|iphone|android)\b"),
    sort("a side project", "project", r"(?:side[ -]?(?:project|gig|business|thing)|weekends?(?: project)?|hobby|spare time|in (?:two|a few|three) days|evenings?|after (?:work|hours)|nights?|on the side|as a joke|for fun|scratch\w*|itch|hackathon|proof of concept|prototype)\b"),
    sort("a release", "project", r"(?:releas\w+|launch\w*|went live|version (?:one|two|\d)|1\.0|v1|shipped|published|public beta|beta|put (?:it )?out|announced?|rewr(?:ite|ote)|second version|new version|relaunch\w*|open(?:ed)? to the public)\b"),
    sort("hardware", "", r"(?:hardware|robots?|electronics|solder\w*|circuits?|arduino|raspberry|sensors?|chips?|boards?|drones?|iot|light(?:s|ing)?|bulbs?|switch(?:es)?|printers?|housings?|cad|machin\w+|embedded|firmware)\b"),
    sort("scratching one's own itch", "project", r"(?:because|after|out of|for) (?:\w+ ){0,6}(?:annoy\w*|missing|lost|vanished|need(?:ed)?|frustrat\w*|wanted|hated|tired|own use)\b", r"for my own\b"),
    # companies
    sort("founding a company", "founding", rf"(?:{START})\b.{{0,50}}\b(?:{COMPANY})\b", r"(?:co-?)?found(?:ed|er|ers|ing)\b", rf"(?:my|our|his|her|own|proper) (?:\w+ )?(?:{COMPANY})\b", r"incorporat\w+|registered (?:a|the|my|our)|went into business|with (?:my|a) (?:friend|sister|brother|wife|husband|mate|buddy|partner)s?\b"),
    sort("a second company", "founding", rf"(?:second|another|new|other|third|next) (?:\w+ )?(?:{COMPANY})\b"),
    sort("selling a company", "exit", r"(?:sold|sell|selling|sale of|acqui\w+|bought (?:us|our|the|my|it|out)|buy ?out|merged|merger|exit|ipo|went public|taken over|take ?over|swallowed)\b"),
    sort("closing a company", "exit", r"(?:clos(?:ed|ing) (?:the|my|our|it|down)|shut(?:ting)? (?:it |the |my |our )?(?:\w+ )?down|wound (?:it |up)|folded|bankrupt\w*|insolven\w+|stepped (?:down|back)|left (?:the )?(?:company|firm) (?:i|he|she|we) (?:had )?(?:founded|started))\b"),
    sort("raising money", "", r"(?:rais(?:ed|ing)|fund(?:ed|ing)|investors?|venture|seed|series [a-d]|angel|crowd ?fund\w*|kickstarter|vc|round)\b"),
    # writing and speaking
    sort("a book", "publishing", r"(?:books?|novel|publisher|manuscript|chapters?|author(?:ed)?|co-?(?:wrote|author\w*)|textbook|e-?book|o'reilly|manning|packt|apress|handbook|booklet)\b"),
    sort("a blog or articles", "publishing", r"(?:blog\w*|articles?|newsletter|column|essay|medium|posts?|magazine|writing|tutorials?|journal|paper|wiki)\b"),
    sort("a podcast or videos", "publishing", r"(?:podcasts?\w*|(?:\w+ )?show|episodes?|videos?|youtube|stream\w*|screencasts?|radio|channel|vlog\w*|record(?:ed|ing)?)\b"),
    sort("a course for others", "publishing", r"(?:(?:online|video|own|my) courses?|udemy|pluralsight|egghead|training (?:material|company)|course (?:author|platform)|curriculum|lessons for)\b"),
    sort("a talk", "speaking", r"(?:talks?|spoke|speak(?:er|ing)?|keynot\w*|present(?:ed|ation|ing)|on stage|stage|lightning|panel|lectured)\b"),
    sort("a conference", "speaking", r"(?:conferences?|\w*con\b|summit|congress|pycon\w*|djangocon\w*|rubyconf|railsconf|euro(?:python|scipy)|fosdem|scipy|camp|barcamp|sprints?|symposium|expo|trade fair|programme? committee|track)\b"),
    sort("organising an event", "speaking", r"(?:organi[sz]\w+|ran (?:a|the|our) (?:conference|event|workshop|day)|host(?:ed|ing) (?:a|the|our)|started (?:the|a|our) (?:\w+ )?(?:conference|event)|committee|co-?chair\w*|chaired|put on)\b"),
    # with others
    sort("a user group", "community", r"(?:meet-?ups?|user groups?|\w+ user group|study (?:group|circle)|community|club|society|association|chapter|slack|discord|irc|forum|mailing list|newbies|beginners|members)\b"),
    sort("contributing to a project", "community", r"(?:contribut\w+|patch(?:es)?|pull requests?|bug ?(?:fix\w*|reports?)|commit(?:s|ted|ter|ting)?|commit (?:bit|rights|access)|sent (?:a|in|my|some) (?:fix\w*|patch\w*)|got involved|merged|upstream|docs for|source of)\b"),
    sort("a seat in a project", "community", r"(?:core (?:developer|dev|team|member|contributor|committer)|maintain\w*|co-?maintain\w*|steering|release manager|commit (?:bit|rights|access)|(?:took|take|taken) over|foundation|board|trustee|fellow|lead (?:developer|maintainer)|governance|elected|chair)\b"),
    sort("mentoring", "community", r"(?:mentor\w*|coach\w*|volunteer\w*|tutor\w*|django girls|coder ?dojo|code club|helping (?:beginners|newcomers|others)|apprentices|look after (?:the )?(?:juniors|trainees))\b"),
    # trouble
    sort("losing a job", "setback", r"(?:la(?:id|y) ?-?offs?|let (?:me|him|her|us|people) go|had to go|fired|sacked|redundan\w+|lost (?:my|his|her|the) job|job (?:was )?(?:cut|gone)|laid off|shrank|shrunk|cut (?:the )?(?:team|staff))\b"),
    sort("burnout or illness", "setback", r"(?:burn\w* ?out|burnt out|depress\w+|anxiety|diagnos\w+|insomnia|sleep|slept|stress\w*|ill(?:ness)?|sick\w*|hospital|therap\w+|exhaust\w+|breakdown|mental health|adhd|health)\b"),
    sort("a failure", "setback", r"(?:fail\w*|flop\w*|went (?:wrong|bust|under)|nobody (?:bought|used|wanted)|no one (?:bought|used)|unsuccessful|struggl\w*|mistake|disaster|broke|crash\w*|outage|ran out of money|no money|debt|stalled|rejected|turned (?:me |us |him |her )?down|rejection|refused|didn't get|cancel+ed|scrapped|threw (?:it )?away|collapsed|lost)\b"),
)  # fmt: skip

BESIDE_WORK = re.compile(
    r"\b(?:sing|sang|choir|danc\w+|salsa|tango|ballet|yoga|marathon|triathlon|runn(?:er|ing) (?:club|a)|half[- ]marathon|climb\w*|hik(?:e|ed|ing)|"
    r"trek\w*|sail\w*|surf\w*|div(?:e|ing)|ski(?:ing)?|swim\w*|rowing|cycl(?:ing|ed)|bicycle\w*|football|soccer|chess|bridge club|garden\w*|"
    r"allotment|bee-?keep\w*|bees?|dogs?|cats?|horses?|chickens|goats?|sheep|fish(?:ing)?|hunting|fire brigade|firefight\w*|lifeboat|"
    r"accordion|piano|guitar|violin|drums?|trumpet|cello|orchestra|pottery|knit\w*|sew(?:ing)?|quilt\w*|wood ?work\w*|carpentry course|"
    r"bak(?:e|ing) (?:bread|sourdough)|sourdough|brew\w*|wine|cook(?:ing)? (?:course|class)|first aid|driving (?:licen[cs]e|test)|pilot'?s?|"
    r"married|wedding|divorc\w*|bab(?:y|ies)|twins|daughter|son (?:was|is|and)|kids? (?:was|were) born|birth|pregnan\w*|parental leave|moved in with|"
    r"bought (?:a|the|an|our) (?:\w+ )?(?:house|flat|farm|boat|van)|renovat\w*|pilgrimage|camino|backpack\w*|travell?ed|round the world|"
    r"world trip|months? in (?:asia|africa|south america)|learn(?:ed|ing|t)? (?:to )?(?:spanish|french|italian|danish|swedish|"
    r"norwegian|dutch|german|portuguese|japanese|welsh|finnish|polish|greek|turkish|arabic|chinese|esperanto)|vegan|vegetarian|stamp collect\w*)\b",
    re.IGNORECASE,
)
"""What people do beside their work. It belongs to a life, and seldom to the sort of step that a guest of an interview tells."""

BY_NAME = {s.name: s for s in SORTS}


@lru_cache(maxsize=16_384)
def sorts_of(text: str) -> frozenset[str]:
    """The names of the sorts that a plain sentence is of."""
    return frozenset(s.name for s in SORTS if s.pattern.search(text))
