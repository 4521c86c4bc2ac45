"""Referrals: a consented case passes between organisations, and nobody sees more than was agreed."""
