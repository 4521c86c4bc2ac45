"""The verbs of the room. Each is one act of one actor in the caller's unit of work, with its audit entry at the end."""
