"""The parts of a profile: each one file of this folder, a module with `PART`."""
