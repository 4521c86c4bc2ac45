"""The audit: what was done, by whom, to what, in a chain that shows every tampering."""
