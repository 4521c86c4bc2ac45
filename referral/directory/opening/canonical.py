"""Rules that say the same brought to one form: one row for each weekday, or one for all of them; 24/7 however told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from referral.directory.opening.hours import DAY, WEEK, Rule
from referral.directory.opening.recurrence import in_order

# 23:59, with which forms that know no 24:00 end the day.
LAST_MINUTE = DAY - 60


def canonical(rules: Iterable[Rule]) -> list[Rule]:
    """The same days and hours in as few rules as their weekdays allow."""
    together: dict[tuple[Rule, str], set[str]] = {}
    for each in rules:
        rule = replace(each, freq="WEEKLY") if each.freq == "DAILY" and each.interval == 1 else each
        days = rule.byday or (WEEK if _weekly(rule) else ())
        together.setdefault((replace(rule, byday=()), _kind(days)), set()).update(days)
    return [_shortest(replace(rule, byday=in_order(days))) for (rule, _), days in together.items()]


def round_the_clock(rules: list[Rule]) -> list[Rule] | None:
    """The rules of a place that is open day and night, without end; None where it is not.

    What lies within them is left out.
    """
    whole: dict[tuple[date | None, int | None], set[str]] = {}
    for rule in rules:
        if _whole_days(rule):
            days = rule.byday or (WEEK if rule.freq == "DAILY" else ())
            whole.setdefault((rule.first, rule.offset if rule.first else None), set()).update(days)
    full = [times for times, days in whole.items() if len(days) == len(WEEK)]
    if not full:
        return None
    first, offset = min(full, key=lambda times: times[0] or date.min)
    earlier = (rule for rule in rules if first and not (rule.first and rule.first >= first))
    # A single date is open on a public holiday, too.
    others = {*earlier, *(rule for rule in rules if rule.dated)}
    return [Rule("DAILY", 0, DAY, first=first, offset=offset), *others]


def _kind(byday: Iterable[str]) -> str:
    """Rules with the same kind of weekdays may become one; one without any is about other days."""
    return "".join(sorted({"numbered" if day[:-2] else "plain" for day in byday}))


def _weekly(rule: Rule) -> bool:
    """Whether a rule without weekdays names all of them."""
    dates = rule.bymonthday or rule.byweekno or rule.byyearday
    return rule.freq == "WEEKLY" and rule.interval == 1 and not rule.byday and not dates


def _shortest(rule: Rule) -> Rule:
    if len(rule.byday) == len(WEEK) and _weekly(replace(rule, byday=())):
        return replace(rule, freq="DAILY", byday=())
    return rule


def _whole_days(rule: Rule) -> bool:
    if rule.span is None or rule.last is not None or rule.interval != 1:
        return False
    if rule.freq == "DAILY":
        return rule.span[1] - rule.span[0] >= DAY or (rule.opens == 0 and rule.span[1] >= LAST_MINUTE)
    return rule.opens == 0 and rule.span[1] >= LAST_MINUTE and _weekly(replace(rule, byday=()))
