"""HSDS lists: the last page against the first."""

import math

from tests.performance.report import Table
from tests.performance.workbench import Workbench


def measure(bench: Workbench, table: Table) -> None:
    """Both databases, the large country; the middle page is told beside them."""
    pages = math.ceil(bench.asked.services / 50)
    for dialect in ("postgis", "spatialite"):
        url = bench.database(dialect, bench.asked.services)
        with bench.serving(url) as address:
            p50 = {
                name: bench.load(address, [f"/api/v1/services?page={page}"], clients=1).p50_us
                for name, page in (("first", 1), ("middle", pages // 2), ("last", pages))
            }
        table.at_most(
            f"{dialect}: last page of /services : first",
            f"{p50['last'] / 1000:.1f} : {p50['first'] / 1000:.1f} ms (middle {p50['middle'] / 1000:.1f})",
            p50["last"] / p50["first"],
            5,
        )
