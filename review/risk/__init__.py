"""How likely a change is to be taken back or mended later: one number, made of what is known before it is merged."""
