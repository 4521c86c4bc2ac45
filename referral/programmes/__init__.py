"""What programmes set out to do and what they reached: targets, enrolments, milestones, activities, instruments."""
