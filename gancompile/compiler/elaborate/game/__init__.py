"""The game: draws, values, players, penalties, states."""
