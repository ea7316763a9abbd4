"""Questions in Cypher: the files, the catalogue that checks them, and how one is asked."""
