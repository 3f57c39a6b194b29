"""Dragoman reads reports and readouts of talks between states and keeps a sourced, structured record of the negotiation."""

__version__ = "0.1.0"
