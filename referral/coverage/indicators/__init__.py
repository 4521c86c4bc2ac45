"""The indicators as functions over numpy arrays: no database, no clock. Each is told by its formula and its source."""
