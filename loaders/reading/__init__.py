"""Reading: files of every packing and kind, streamed, as raw records with their places."""
