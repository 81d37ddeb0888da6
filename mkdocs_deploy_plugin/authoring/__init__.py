"""Write procedures: new ones from the template, and existing ones converted from tables."""
