"""What podcast apps speak to sync: the gpodder.net API as AntennaPod and others use it, and Nextcloud's form of it."""
