"""Documents → what a careful listener would write down; every fact carries its quote."""
