"""The wire's shapes of the directory."""
