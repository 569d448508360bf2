"""The formats that a trained game is exported in: a module each, whose function `export` is an `Exporter`."""
