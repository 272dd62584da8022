"""What integrations cover, computed from their specs: operations, parameters and fields."""
