"""HSDS as data: objects, nesting, and how values stand on the wire."""
