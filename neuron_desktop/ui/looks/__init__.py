"""What everything on screen shares: colours, icons, symbols, and numbers and names as text."""
