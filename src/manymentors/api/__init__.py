"""What other programs speak to: podcast apps by the gpodder API, private feeds."""
