"""Where services are and whom they reach, shown to others: open data for maps."""
