"""What the intake can do with a referral: for each action its form, its words, and its place on the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from referral.referrals.rules import Action, Note
from referral.referrals.schemas.actions import WE_HELPED
from referral.web.intake import forms
from referral.web.intake.forms import ActionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing to do. `at_once`: a button alone, nothing is asked; `rare` ones are folded."""

    label: LazyString
    form: type[ActionForm] = ActionForm
    hint: LazyString | None = None
    main: bool = False
    at_once: bool = False
    rare: bool = False

    @property
    def template(self) -> str:
        """The macro of its fields, by the form's name."""
        return self.form.__name__


_REVIEW = lazy_gettext("It stays as it is, and is looked at again on that day.")

# In the order of the buttons.
DEEDS: Mapping[str, Deed] = {
    Action.ACKNOWLEDGE: Deed(label=lazy_gettext("Open it"), main=True, at_once=True),
    Note.CONFIRM_TOLD: Deed(label=lazy_gettext("Yes, that is so"), main=True, at_once=True),
    Note.CONTEST_TOLD: Deed(
        label=lazy_gettext("No, that is not so"),
        form=forms.WordsForm,
        hint=lazy_gettext("The sender is told, and settles it with you."),
    ),
    Action.ACCEPT: Deed(
        label=lazy_gettext("Accept"),
        form=forms.AssignedForm,
        main=True,
        hint=lazy_gettext(
            "Who the people are and how they are reached safely opens at once, for the person whom you name alone."
        ),
    ),
    Action.START_SERVICE: Deed(
        label=lazy_gettext("Start the service"),
        form=forms.StartForm,
        main=True,
        hint=lazy_gettext("The first contact with the person."),
    ),
    Action.RESUME: Deed(label=lazy_gettext("Go on with the service"), main=True, at_once=True),
    Action.RESUME_SERVICE: Deed(label=lazy_gettext("Take the service up again"), main=True, at_once=True),
    Action.COMPLETE: Deed(label=lazy_gettext("Complete"), form=forms.CompleteForm, main=True),
    WE_HELPED: Deed(
        label=lazy_gettext("We helped"),
        form=forms.HelpedForm,
        hint=lazy_gettext("Accepted, started and completed in one step."),
    ),
    Action.REQUEST_INFO: Deed(
        label=lazy_gettext("Ask a question"),
        form=forms.AskForm,
        hint=lazy_gettext(
            "The sender answers; until then your time stands still. Nothing here asks who the person is."
        ),
    ),
    Action.WAITLIST: Deed(
        label=lazy_gettext("Put on the waiting list"),
        form=forms.WaitlistForm,
        hint=lazy_gettext("The sender may ask others at the same time."),
    ),
    Note.WAITLIST_REVIEWED: Deed(
        label=lazy_gettext("Leave on the waiting list"), form=forms.ReviewForm, hint=_REVIEW
    ),
    Action.DECLINE: Deed(
        label=lazy_gettext("Decline"),
        form=forms.DeclineForm,
        hint=lazy_gettext("What you could see of it closes at once."),
    ),
    Note.ASSIGN: Deed(
        label=lazy_gettext("Give to a colleague"),
        rare=True,
        form=forms.AssignForm,
        hint=lazy_gettext("From then on that colleague alone sees who the people are."),
    ),
    Note.CONTACT_ATTEMPT: Deed(label=lazy_gettext("Note a try to reach the person"), form=forms.AttemptForm),
    Note.PROGRESS: Deed(label=lazy_gettext("Say how it goes"), form=forms.WordsForm),
    Note.ARRIVED: Deed(label=lazy_gettext("The person has arrived"), at_once=True, rare=True),
    Action.HOLD: Deed(
        label=lazy_gettext("Pause"),
        rare=True,
        form=forms.HoldForm,
        hint=lazy_gettext("For thirty days at most; then it is looked at again."),
    ),
    Note.HOLD_REVIEWED: Deed(label=lazy_gettext("Leave paused"), form=forms.ReviewForm, hint=_REVIEW),
    Note.MESSAGE: Deed(
        label=lazy_gettext("Write to the other side"),
        form=forms.MessageForm,
        hint=lazy_gettext("Changes neither the state nor the time. Write no names."),
    ),
    Action.FAIL: Deed(
        label=lazy_gettext("It came to nothing"),
        rare=True,
        form=forms.FailForm,
        hint=lazy_gettext("The need is open again, and the sender looks for another way."),
    ),
    Action.WITHDRAW_CONSENT: Deed(
        label=lazy_gettext("The person takes back the consent"),
        rare=True,
        form=forms.WithdrawForm,
        hint=lazy_gettext("It holds at once and is never refused. What you could see of it closes."),
    ),
    Note.REMIND: Deed(label=lazy_gettext("Remind the receiver"), form=forms.WordsForm, main=True),
    Note.ESCALATE: Deed(label=lazy_gettext("Tell the supervisor"), form=forms.WordsForm),
    Note.PROPOSE: Deed(label=lazy_gettext("Propose another service"), form=forms.SuggestingForm),
}


def offered(allowed: Collection[str]) -> list[tuple[str, Deed]]:
    """The buttons, out of what the referral says that this actor may do, and of nothing else."""
    known = {*allowed, *({WE_HELPED} if {Action.ACCEPT, Action.START_SERVICE} & set(allowed) else ())}
    return [(str(name), deed) for name, deed in DEEDS.items() if name in known]
