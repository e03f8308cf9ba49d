"""Roads: the network, how people travel on it, and which projects would mend it."""
