"""Unified APIs from YAML: one engine maps any provider's API to shared JSON Schema models."""
