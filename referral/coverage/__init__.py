"""Who reaches whom, shown to others: presence of services, reach, gaps, released counts of referrals; open data for maps."""
