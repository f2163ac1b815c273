"""One open document and its training, on Qt's core but without widgets."""
