"""The table of a run: what was measured, the ratio, the limit."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table as Rich


@dataclass
class Table:
    """Rows as they come; a row without a limit informs only."""

    rows: list[tuple[str, str, str, str, bool]] = field(default_factory=list)

    @property
    def all_met(self) -> bool:
        return all(row[4] for row in self.rows)

    def note(self, what: str, value: str) -> None:
        """A figure without a limit."""
        self.rows.append((what, value, "", "", True))
        print(f"{what}: {value}", flush=True)

    def at_most(self, what: str, figures: str, ratio: float, limit: float) -> None:
        """A ratio that must not be larger."""
        self._add(what, figures, ratio, f"≤ {limit}", ratio <= limit)

    def at_least(self, what: str, figures: str, ratio: float, limit: float) -> None:
        """A ratio that must not be smaller."""
        self._add(what, figures, ratio, f"≥ {limit}", ratio >= limit)

    def _add(self, what: str, figures: str, ratio: float, limit: str, met: bool) -> None:
        self.rows.append((what, figures, f"{ratio:.2f}", limit, met))
        print(
            f"{what}: {figures}; ratio {ratio:.2f}, limit {limit} {'met' if met else 'NOT MET'}", flush=True
        )

    def show(self) -> None:
        """The whole table."""
        drawn = Rich(title="Measured in this run")
        for column in ("what", "figures", "ratio", "limit", ""):
            drawn.add_column(column)
        for what, figures, ratio, limit, met in self.rows:
            drawn.add_row(what, figures, ratio, limit, "met" if met and limit else "" if met else "NOT MET")
        Console(width=180).print(drawn)
