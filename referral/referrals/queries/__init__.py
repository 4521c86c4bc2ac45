"""Every SELECT of the room, each for an actor, or for a referral that was found for one."""
