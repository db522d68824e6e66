"""The widgets, and the pure drawing behind them."""
