"""What happens to the site once it is built: made light, listed, served, deployed."""
