"""The wire's shapes of programmes."""
