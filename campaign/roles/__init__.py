"""The role of each member in the spreading, with its evidence and a confidence."""
