"""Runs a program against stub modules and watches what reaches the sinks."""
