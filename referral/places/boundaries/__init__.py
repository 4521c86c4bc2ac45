"""Official boundaries from a file: read, understood, repaired, reported. Nothing here touches the database."""
