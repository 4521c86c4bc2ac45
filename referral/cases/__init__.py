"""Cases: the people, what they agreed to, and the duties that follow from it."""
