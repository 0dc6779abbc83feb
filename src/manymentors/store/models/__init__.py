"""One noun a file. Public things are shared; personal things carry their user."""

from manymentors.store.models.account import Account, AccountEvidence, Recognition
from manymentors.store.models.app_device import AppClock, AppDevice
from manymentors.store.models.app_key import AppKey, AppLogin, AppRequest
from manymentors.store.models.app_subscription import AppSubscription
from manymentors.store.models.asked import Asked
from manymentors.store.models.audio_file import AudioFile
from manymentors.store.models.budget import Budget
from manymentors.store.models.change import Change
from manymentors.store.models.claim import Claim
from manymentors.store.models.conversation import Conversation
from manymentors.store.models.correction import Correction
from manymentors.store.models.digest import Digest, DigestLine, DigestPlan
from manymentors.store.models.edge import Circle, Drawn, Edge, Node, NotForMe, Suggestion
from manymentors.store.models.endorsement import Endorsement
from manymentors.store.models.errand import Errand
from manymentors.store.models.follow import Follow
from manymentors.store.models.hand_pair import HandPair
from manymentors.store.models.invitation import Invitation
from manymentors.store.models.item import Item
from manymentors.store.models.judgement import Judgement
from manymentors.store.models.keepsake import Keepsake
from manymentors.store.models.listening import Listening
from manymentors.store.models.mark import Mark
from manymentors.store.models.merge import Merge
from manymentors.store.models.milestone import Milestone
from manymentors.store.models.note import Note
from manymentors.store.models.nugget import Nugget
from manymentors.store.models.opinion import Opinion
from manymentors.store.models.passage import Passage
from manymentors.store.models.person import Appearance, Person, SourcePerson
from manymentors.store.models.person_note import PersonNote
from manymentors.store.models.play_action import PlayAction
from manymentors.store.models.poll import Ballot, Poll, PollPost
from manymentors.store.models.proof import Proof
from manymentors.store.models.question import Question
from manymentors.store.models.queued import Queued
from manymentors.store.models.review import Review
from manymentors.store.models.revision import Revision
from manymentors.store.models.shelved import Shelved
from manymentors.store.models.source import Source
from manymentors.store.models.stand import Stand
from manymentors.store.models.step import Step
from manymentors.store.models.token import Token
from manymentors.store.models.told_step import ToldStep
from manymentors.store.models.trail import Trail
from manymentors.store.models.trait import Trait
from manymentors.store.models.transcribing import Transcribing
from manymentors.store.models.user import User
from manymentors.store.models.verdict import Verdict
from manymentors.store.models.worker import Worker

__all__ = [
    "Account",
    "AccountEvidence",
    "AppClock",
    "AppDevice",
    "AppKey",
    "AppLogin",
    "AppRequest",
    "AppSubscription",
    "Appearance",
    "Asked",
    "AudioFile",
    "Ballot",
    "Budget",
    "Change",
    "Circle",
    "Claim",
    "Conversation",
    "Correction",
    "Digest",
    "DigestLine",
    "DigestPlan",
    "Drawn",
    "Edge",
    "Endorsement",
    "Errand",
    "Follow",
    "HandPair",
    "Invitation",
    "Item",
    "Judgement",
    "Keepsake",
    "Listening",
    "Mark",
    "Merge",
    "Milestone",
    "Node",
    "NotForMe",
    "Note",
    "Nugget",
    "Opinion",
    "Passage",
    "Person",
    "PersonNote",
    "PlayAction",
    "Poll",
    "PollPost",
    "Proof",
    "Question",
    "Queued",
    "Recognition",
    "Review",
    "Revision",
    "Shelved",
    "Source",
    "SourcePerson",
    "Stand",
    "Step",
    "Suggestion",
    "Token",
    "ToldStep",
    "Trail",
    "Trait",
    "Transcribing",
    "User",
    "Verdict",
    "Worker",
]
