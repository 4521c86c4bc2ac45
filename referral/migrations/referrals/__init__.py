"""What migration 0016 makes of referrals, in parts."""
