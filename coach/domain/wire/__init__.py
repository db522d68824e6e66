"""What sensors send, byte for byte: one file a sensor."""
