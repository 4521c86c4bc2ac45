"""Disclosure control of published counts, pure: a cube declared as data, small cells and their companions suppressed,
and an audit by linear programming of everything that was ever published of it.

`publish` is the door. A cell that is suppressed may, by all that is published, be 0 and may be k - 1 or more; where no
choice of cells achieves that, the level is not published. What was published before, in the same period's earlier
revisions, belongs to what an attacker has.
"""

from referral.kit.disclosure.audit import Vintage, narrowed
from referral.kit.disclosure.cube import Codes, Count, Cube, CubeFault, Level, tabulate
from referral.kit.disclosure.publishing import Published, Standing, publish
from referral.kit.disclosure.thresholds import Thresholds

__all__ = [
    "Codes",
    "Count",
    "Cube",
    "CubeFault",
    "Level",
    "Published",
    "Standing",
    "Thresholds",
    "Vintage",
    "narrowed",
    "publish",
    "tabulate",
]
