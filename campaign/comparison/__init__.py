"""False comparison: who is set under whom, how often, in which words, and who said so first."""
