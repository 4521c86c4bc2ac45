"""Who reaches whom, shown to others: presence, reach, gaps, released counts of referrals; open data for maps."""
