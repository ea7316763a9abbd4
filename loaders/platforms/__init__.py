"""What formats of one platform or family share."""
