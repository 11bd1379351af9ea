"""Who knows what: people by the files they changed, files by the words they speak, and who could review a change."""
