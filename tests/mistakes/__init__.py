"""The table of mistakes: a folder for each, with the procedures and what a writer should read about them."""
