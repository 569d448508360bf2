"""Networks: layers, shapes, sizes that are solved."""
