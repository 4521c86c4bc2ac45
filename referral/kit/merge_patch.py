"""JSON merge patches (RFC 7386). Pure."""

from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """What the patch makes of the target; neither is changed. In an object null removes; all else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
