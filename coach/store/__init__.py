"""What is kept on disk: recordings and the history of walks."""
