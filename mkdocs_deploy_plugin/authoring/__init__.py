"""Writing procedures: new ones from the template, and old ones from another form."""
