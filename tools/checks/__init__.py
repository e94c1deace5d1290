"""What is checked beside the tests: versions, the wheel, another builder of sites."""
