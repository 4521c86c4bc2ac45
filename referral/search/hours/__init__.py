"""Opening hours in the index: which pattern a site has, when each is open, and who is open at a moment."""
