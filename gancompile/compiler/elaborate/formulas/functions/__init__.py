"""The functions of formulas that are typed by code of their own, one file each."""
