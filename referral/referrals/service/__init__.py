"""The verbs of referrals: drafting, acting, noting; and what they have in common."""
