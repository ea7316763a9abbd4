"""Signs of fake accounts: each one file of campaign/signs/found/; weak ones, that never decide."""
