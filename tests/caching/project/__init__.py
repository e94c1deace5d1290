"""A project for the matrix of correctness cases."""
