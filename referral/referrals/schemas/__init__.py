"""Referrals on the wire."""
