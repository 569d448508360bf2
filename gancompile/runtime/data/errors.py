"""What is wrong with the user's data."""


class DataError(Exception):
    """Data that cannot be read, in the user's words: it names the file."""
