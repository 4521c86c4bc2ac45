"""Proving who one is. Each step has its own short transaction: a try is counted before a secret is looked at, and no
database waits while a password is hashed."""
