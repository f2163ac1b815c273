"""What everything on screen shares: colours, icons, symbols, numbers and names as text."""
