"""Every SELECT of the room, each for an actor."""
