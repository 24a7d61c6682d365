"""./demo: the whole thing on one machine."""
