"""Stand-ins for the services Diffdiver talks to; they share no code with it, so that its tests mean something."""
