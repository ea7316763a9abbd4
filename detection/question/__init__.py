"""What a run is asked: which posts, which time, around whom, and what they allow to say."""
