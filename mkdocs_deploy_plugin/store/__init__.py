"""Results of earlier runs, stored so that nothing is computed twice."""
