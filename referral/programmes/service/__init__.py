"""What is done with programmes: framing them, setting targets, enrolling, recording what was reached."""
