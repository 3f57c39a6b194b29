"""Training of the encoder that ships in `dragoman/models`; needs the extra `train`."""
