# What does py-solu-2l/1/172 do? And L0N7?
# Neither py-solu-2l/1/9999 nor another-model/0/1 is there.
def probe(cache):
    return cache["mid", 1][..., 172]
