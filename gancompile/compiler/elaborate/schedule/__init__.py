"""The schedule: phases, modes, early stopping."""
