"""The Blueprint that the views of cases share: what a verb finds impossible is told like a wrong shape."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from referral.cases.schemas.fields import told
from referral.kit.http import Blueprint
from referral.kit.problems import InvalidInput


class CasesBlueprint(Blueprint):
    """Answers 422, with the field, where a verb refuses values that only it could see to be wrong."""

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        super().add_url_rule(rule, endpoint, _telling(view_func), *args, **options)


def _telling(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def telling(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except ValueError as error:
            field, message = told(error)
            if not field:
                raise
            errors = [{"in": "body", "field": field, "message": message}]
            raise InvalidInput(f"{field}: {message}", errors=errors) from None

    return telling


blp = CasesBlueprint(
    "cases", __name__, description="Cases: the people, what they agreed to, and their rights"
)
