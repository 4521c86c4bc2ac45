"""Target groups by which coverage is told: people of a sex and age, and people in a situation."""

from dataclasses import dataclass

from referral.directory.eligibility.vocabulary import TargetGroup

ALL = "all"


@dataclass(frozen=True, slots=True)
class Group:
    """`sexes` and completed years of age (both included, None without end) where it is told by these; else the
    situation's bit in the mask of target groups.
    """

    code: str
    label: str
    sexes: tuple[str, ...] = ("female", "male", "other")
    age_from: int = 0
    age_to: int | None = None
    bit: int | None = None

    @property
    def by_age(self) -> bool:
        """Whether it has a population of its own in a table by sex and age."""
        return self.bit is None and self.code != ALL


def _situation(group: TargetGroup, label: str) -> Group:
    return Group(group.value, label, bit=group.bit)


GROUPS: tuple[Group, ...] = (
    Group(ALL, "Everybody"),
    Group("women", "Women, 18 and older", ("female",), 18),
    Group("men", "Men, 18 and older", ("male",), 18),
    Group("children", "Children, under 18", age_to=17),
    Group("older", "People of 60 and older", age_from=60),
    _situation(TargetGroup.RETURNEE, "Returnees"),
    _situation(TargetGroup.REFUGEE, "Refugees"),
    _situation(TargetGroup.TRAFFICKING_VICTIM, "Victims of trafficking"),
    _situation(TargetGroup.VIOLENCE_SURVIVOR, "Survivors of violence"),
    _situation(TargetGroup.UNACCOMPANIED_CHILD, "Unaccompanied children"),
    _situation(TargetGroup.DISABILITY, "People with disability"),
    _situation(TargetGroup.ROMA_EGYPTIAN, "Roma, Ashkali and Egyptian communities"),
)
BY_CODE = {group.code: group for group in GROUPS}
