"""The wire's shapes of cases. What comes in becomes values of the room; what is impossible is told at its place."""
