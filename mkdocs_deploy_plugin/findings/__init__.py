"""Define findings: rules, fingerprints and baselines."""
