"""What migration 0013 makes, in pieces that a person can read. Frozen, as every migration is."""
