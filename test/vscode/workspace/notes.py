# Which neuron stands for conditions? py-solu-2l/1/172 looks like one, and L0N7 is worth a look.
# Neither py-solu-2l/1/9999 nor another-model/0/1 is there.
def probe(cache):
    return cache['mid', 1][..., 172]
