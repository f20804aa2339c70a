"""Measures the service with question sets. Sits on top: nothing in the product imports it."""
