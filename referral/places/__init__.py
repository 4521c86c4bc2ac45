"""Settlements, regions, country profiles and the public cells of confidential places. Knows nothing of services."""
