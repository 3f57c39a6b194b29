"""Dragoman reads reports and readouts of talks between states and keeps a sourced, structured record of the negotiation."""
