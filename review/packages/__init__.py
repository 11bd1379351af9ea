"""The packages that manifests and lock files name: one file per ecosystem, read from hostile bytes."""
