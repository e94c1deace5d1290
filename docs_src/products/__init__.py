"""Products, their categories and photos."""
