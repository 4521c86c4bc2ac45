"""`make bench`: measures side by side in one run and prints each ratio beside its limit.

    python -m tests.performance [search] [people] [peers] [server] [lists] [tiles] [import] [referrals] [coverage]
        [--services 200000]

Databases are made once under build/bench and used again by the next run. Nothing in here is part of the test suite.
"""

import argparse
import sys
from pathlib import Path

from tests.performance import coverage, imports, lists, peers, people, referrals, search, server, tiles
from tests.performance.report import Table
from tests.performance.workbench import Workbench

PARTS = {
    "search": search.measure,
    "people": people.measure,
    "peers": peers.measure,
    "server": server.measure,
    "lists": lists.measure,
    "tiles": tiles.measure,
    "import": imports.measure,
    "referrals": referrals.measure,
    "coverage": coverage.measure,
}


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.performance")
    words.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    words.add_argument("--services", type=int, default=200_000, help="services of the large country")
    words.add_argument("--small", type=int, default=10_000, help="services of the small country")
    words.add_argument("--imported", type=int, default=100_000, help="services of the import")
    words.add_argument("--referrals", type=int, default=1_000_000, help="referrals of the work list")
    words.add_argument("--open", type=int, default=200_000, help="open referrals of the sweep")
    words.add_argument("--entries", type=int, default=300_000, help="entries of the audit")
    words.add_argument("--seconds", type=int, default=6, help="length of each load")
    words.add_argument("--folder", type=Path, default=Path("build/bench"))
    asked = words.parse_args()
    table = Table()
    with Workbench(asked.folder.resolve(), asked) as bench:
        for name in asked.parts or PARTS:
            PARTS[name](bench, table)
    table.show()
    return 0 if table.all_met else 1


if __name__ == "__main__":
    sys.exit(main())
