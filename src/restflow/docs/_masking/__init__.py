"""What may not be shown, and what changes from run to run: taken out of all texts."""
