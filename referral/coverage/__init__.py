"""Who reaches whom: presence of services, reach, gaps, and released counts of referrals, by region and need."""
