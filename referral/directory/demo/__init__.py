"""Data to look at and to measure with: the five programmes written by hand, and a synthetic country of any size.

Both are deterministic: the same files and numbers give the same rows and ids on every machine.
"""
