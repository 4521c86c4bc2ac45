"""What is served by the standard, and what may be asked of it. Pure."""
