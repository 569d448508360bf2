"""Feature networks: what turns examples into the vectors that metrics compare. One file each."""
