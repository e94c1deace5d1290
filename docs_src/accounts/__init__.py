"""Users, their profiles and the ways to log in."""
