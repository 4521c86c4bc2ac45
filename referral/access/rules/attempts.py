"""How often something may be tried: by whom it is counted, and when it is locked for how long.

Wrong keys are counted after the fact and a right key always opens: 256 random bits cannot be guessed. Passwords can, so
each try takes a place before the password is looked at, and a right one gives its place back. A lock is of one account
or of one network, ends by itself, and does not touch who signs in from a device that was right before: nobody can lock
out everybody.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FAILURES = 20
FAILURE_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Limit:
    """So many tries within so long, counted from the first."""

    most: int
    window: timedelta


ACCOUNT = Limit(10, timedelta(minutes=15))
NETWORK = Limit(50, timedelta(minutes=15))
DEVICE = Limit(10, timedelta(minutes=15))
SECOND_FACTOR = Limit(5, timedelta(minutes=15))
CODES = Limit(20, timedelta(minutes=15))
MAILS = Limit(5, timedelta(hours=1))


def source_network(address: str) -> str:
    """What attempts are counted by: an IPv4 address, or the /64 that one IPv6 subscriber has for himself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def locked_for(failures: list[datetime], moment: datetime) -> int:
    """Seconds for which a source is locked after these failures, or 0. The oldest that counts sets the
    end.
    """
    counted = sorted(each for each in failures if each > moment - FAILURE_WINDOW)
    if len(counted) < MOST_FAILURES:
        return 0
    ends = counted[-MOST_FAILURES] + FAILURE_WINDOW
    return max(1, int((ends - moment).total_seconds()) + 1)


def wait_for(limit: Limit, *, taken: int, since: datetime, moment: datetime) -> int:
    """Seconds until the next try, or 0 where the place that was taken (the first is 1) is within the limit."""
    if taken <= limit.most:
        return 0
    return max(1, int((since + limit.window - moment).total_seconds()) + 1)
