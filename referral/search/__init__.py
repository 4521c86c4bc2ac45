"""Search: a need and a place in, the services that would take them out, with reasons."""
