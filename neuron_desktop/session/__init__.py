"""One open document, its training and its files, on Qt's core but without widgets."""
