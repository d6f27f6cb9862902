"""Neuron2Graph: what a neuron fires on, as patterns of tokens that can be drawn, measured and simulated."""
