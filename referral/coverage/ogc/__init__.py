"""OGC API Features: public services and regions, for QGIS and whatever else speaks the standard."""
