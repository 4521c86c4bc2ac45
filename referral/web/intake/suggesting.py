"""Another service that would be right: found by what was typed of its name, among those that the actor may see."""

from flask_babel import gettext

from referral.directory.queries import lists
from referral.directory.rules import ListFilter, PageWindow, sees
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.ids import as_uuid
from referral.web.page import Form

_MOST = 12


def find_suggested(form: Form) -> None:
    """Puts the service's id into the form where its name fits one alone; else says so, with those that fit."""
    words, chosen = form.data.get("suggested_name"), as_uuid(form.data.get("suggested_service", ""))
    form.data.pop("suggested_service", None)
    if chosen is not None:
        form.data["suggested_service"] = chosen
        return
    if not words:
        return
    found = services_like(words)
    if len(found) == 1:
        form.data["suggested_service"] = found[0][0]
        return
    message = (
        gettext("Choose one of these, or another name.") if found else gettext("No service is called that.")
    )
    form.wrong("suggested_service" if found else "suggested_name", message)


def services_like(words: str) -> list[tuple[str, str]]:
    """Ids and names of services whose texts hold these words, those first whose name is the words."""
    window = PageWindow(0, _MOST, backwards=False)
    eyes = sees(current_actor())
    rows = lists.page(current_session(), "service", ListFilter(search=words), window, eyes)
    found = [(str(row["id"]), str(row["name"])) for row in rows]
    same = [each for each in found if each[1].casefold() == words.strip().casefold()]
    return same if len(same) == 1 else found
