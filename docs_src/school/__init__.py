"""A school: teachers register and keep a list of students."""
