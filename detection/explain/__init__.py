"""Why: a ring, an account or a pair of accounts, with its numbers and its posts.

Reads what a run kept and the posts of its collection; concludes nothing that the run has not.
"""
