"""When a campaign acted, changes of its own, how long before an event it began."""
