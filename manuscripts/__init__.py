"""Manuscripts: texts that were spun into copies, their templates, and who or what wrote them."""
