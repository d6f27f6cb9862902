"""Which neurons watch for type checks?"""


def activation_of(model, text, layer, neuron):
    """The neuron's activation on each token of text."""
    _, cache = model.run_with_cache(text)
    return cache["mid", layer][0, :, neuron]


# py-solu-2l/0/283 fires on isinstance and hasattr;
# L1N307 waits for yield.
