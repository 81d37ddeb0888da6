"""What a finding is: rules, fingerprints, baselines."""
