"""A small project that uses restflow beside other packages of its field, one a file."""
