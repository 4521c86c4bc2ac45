"""Vector tiles of regions and of public services, clustered where they are many."""
