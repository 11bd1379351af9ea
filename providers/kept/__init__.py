"""The rules by which calls are remembered: values in, values out, wherever the values are kept."""
