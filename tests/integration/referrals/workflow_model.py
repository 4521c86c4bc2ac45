"""What the design says about a referral at work, as a model: what each may do and see, and who answers for the case.

It is written from the design's sentences: it knows states and edges from the frozen copy of the table that the
migration has, and nothing of how the product decides or projects.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from referral.cases.rules import ContactChannel
from referral.cases.rules.terms import DataCategory
from referral.kit.clock import now
from referral.migrations.referrals.tables import _EDGES
from referral.referrals.rules import inputs as given
from referral.referrals.rules import reasons as why
from tests.fixtures.referral_world import NAME, NARRATIVE, NOTES, PHONE

DAY = timedelta(days=1)
UNSENT = {"draft", "pending_approval"}
WAITING = {"sent", "acknowledged", "info_requested", "waitlisted"}
SERVING = {"accepted", "in_service", "on_hold"}
AFTER = {"completed", "disputed", "closed", "failed"}
STUBS = {"declined", "cancelled", "expired", "consent_withdrawn", "entered_in_error"}
ENDED = STUBS | {"closed", "failed"}
EVERYTHING = frozenset({DataCategory.IDENTITY, DataCategory.CONTACT, DataCategory.NEEDS})
# Who does what by hand, in the words of the design's table.
_WHO = {
    "worker": "submit request_approval provide_info confirm_closure dispute_outcome cancel",
    "boss": "approve return_to_draft mark_error cancel",
    "desk": "acknowledge request_info waitlist accept decline",
    "assigned": "start_service hold resume complete fail resume_service",
}
WHO = {
    action: {who for who, does in _WHO.items() if action in does.split()}
    for action in " ".join(_WHO.values()).split()
}
ENDING = {"cancel", "decline", "mark_error", "fail", "return_to_draft"}
NEEDS_CONSENT = {"submit", "approve", "accept"}


def edges():
    """The target of each (action, state); of two the one that the state to go back to decides."""
    found: dict[tuple[str, str], list[str]] = {}
    for action, said in _EDGES.items():
        for each in said.split():
            origins, target = each.split(">")
            for origin in origins.split(","):
                found.setdefault((action, origin), []).append(target)
    return found


TARGETS = edges()


def inputs_of(action, assign_to):
    today = now().date()
    made = {
        "submit": lambda: given.Submit(),
        "request_approval": lambda: given.RequestApproval(reason="unsure"),
        "approve": lambda: given.Approve(),
        "return_to_draft": lambda: given.ReturnToDraft(note="which service?"),
        "request_info": lambda: given.RequestInfo(questions=(why.Question.LANGUAGES,)),
        "provide_info": lambda: given.ProvideInfo(),
        "waitlist": lambda: given.Waitlist(review_on=today + 7 * DAY),
        "accept": lambda: given.Accept(assign_to=assign_to),
        "decline": lambda: given.Decline(reason=why.DeclineReason.NO_CAPACITY),
        "start_service": lambda: given.StartService(first_contact_on=today, channel=ContactChannel.VISIT),
        "hold": lambda: given.Hold(reason=why.HoldReason.CLIENT_AWAY, review_on=today + 7 * DAY),
        "complete": lambda: given.Complete(outcome=why.Outcome.FULLY_MET, served_from=today, served_to=today),
        "fail": lambda: given.Fail(cause=why.FailCause.NO_SHOW),
        "confirm_closure": lambda: given.ConfirmClosure(asked=why.WasAsked.NO),
        "dispute_outcome": lambda: given.DisputeOutcome(note="nobody came"),
        "cancel": lambda: given.Cancel(reason=why.CancelReason.CLIENT_CHOICE),
        "mark_error": lambda: given.MarkError(reason="of another person"),
    }
    return made.get(action, given.Nothing)()


@dataclass
class Model:
    """What the design says that there is now."""

    transfer: bool
    expires: datetime
    state: str = "draft"
    back_to: str | None = None
    assigned: str | None = None
    assigned_at: datetime | None = None
    sent: bool = False
    withdrawn: bool = False
    named: bool = True
    categories: frozenset = EVERYTHING
    released: bool = False
    completed: datetime | None = None
    moved: bool = False
    steps: list = field(default_factory=list)

    @property
    def covered(self):
        return not self.withdrawn and self.named and now() < self.expires

    def target(self, action, actor):
        """Where it leads; None where it has to be refused."""
        who = {self.assigned if each == "assigned" else each for each in WHO[action]}
        found = TARGETS.get((action, self.state))
        if found is None or actor not in who or self.moved:
            return None
        if action in NEEDS_CONSENT and not self.covered:
            return None
        # To answer a question discloses what is needed.
        if action == "provide_info" and not self.covered:
            return None
        return self.back_to if len(found) > 1 else found[0]

    def go(self, action, target, assign_to):
        if action in ("hold", "request_info"):
            self.back_to = self.state
        elif target not in ("on_hold", "info_requested"):
            self.back_to = None
        self.state, self.sent = target, self.sent or target == "sent"
        if action == "accept":
            self.assigned, self.assigned_at = assign_to or "desk", now()
        if target in ("completed", "failed"):
            self.completed = now()
        if target == "in_service":
            self.completed = None
        if action == "confirm_closure" and self.transfer:
            self.moved = True

    def works(self, actor):
        """Whether somebody of the receiver has it in hand and may read: while serving, and for thirty days after."""
        if actor != self.assigned or self.withdrawn or not self.named:
            return False
        if self.state in SERVING:
            return True
        return self.state in AFTER and self.completed is not None and now() < self.completed + 30 * DAY

    def secrets(self, actor):
        """The words that somebody must be shown; None where the referral is not there for them."""
        if actor in ("worker", "boss"):
            return None if self.moved else {NAME, PHONE, NARRATIVE, NOTES}
        if actor == "colleague":
            return None if self.moved else set()
        if actor == "stranger" or not self.sent or (self.state in UNSENT):
            return None
        if actor == "coordinator":
            return None if self.state in ENDED else set()
        if not self.works(actor):
            return set() if actor == "desk" else None
        late = self.assigned_at is not None and self.assigned_at >= self.expires
        found = set()
        if not late:
            found |= {NAME} if DataCategory.IDENTITY in self.categories else set()
            found |= {PHONE} if DataCategory.CONTACT in self.categories else set()
        return found | ({NARRATIVE} if self.released else set())


ACTORS = ("worker", "boss", "colleague", "desk", "server", "second", "coordinator", "stranger")
RECEIVING = ("desk", "server", "second")
# How far a run is already when it begins, so that many get to the service and past it.
AHEAD = (
    *(("worker", "submit"), ("desk", "accept"), ("server", "start_service"), ("server", "complete")),
    *(("worker", "dispute_outcome"), ("server", "resume_service")),
)
