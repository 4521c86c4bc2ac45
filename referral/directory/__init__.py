"""The directory of services: HSDS 3.2.3 whole, with what the standard lacks kept beside it."""
