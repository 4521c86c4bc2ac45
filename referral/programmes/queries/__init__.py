"""Every SELECT of the room, each for an actor, or for a programme that was found for one."""
