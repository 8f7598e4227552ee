"""Makes a fictitious county's month of inspection papers; see generate.py."""
