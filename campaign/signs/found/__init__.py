"""Every sign, one file each: a module with `SIGN`."""
