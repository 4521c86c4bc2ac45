"""The wire's shapes of the door."""
