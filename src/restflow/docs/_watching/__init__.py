"""What watches tests while they run, and writes down what they did."""
