"""From events to communities of bursts."""
