"""From communities of bursts to rings and audiences, with their members and proof."""
