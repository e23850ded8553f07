"""Findings for people and programs: terminal, JSON, HTML and Excel."""
