"""Engines that run documents: each takes tasks and gives back one reply a task."""
