"""Running the examples, and writing down what each of them did."""
