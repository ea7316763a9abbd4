"""What is still found of a manuscript that is said in other words."""
