"""What pages draw and say: numbers and times in words, time axes, networks. No I/O here."""
