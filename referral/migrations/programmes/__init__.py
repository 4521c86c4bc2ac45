"""What migration 0017 makes, in pieces that a person can read. Frozen, as every migration is."""
