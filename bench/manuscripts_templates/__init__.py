"""Measures recovered templates against the grammars that wrote the copies."""
