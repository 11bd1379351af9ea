"""From a signed delivery to a durable row; nothing else happens here."""
