"""Reading back a compte rendu that people filled in, in the word processor they have."""
