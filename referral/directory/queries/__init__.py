"""Every SELECT of the directory. What is named `public_…` reads public values only and needs no actor."""
