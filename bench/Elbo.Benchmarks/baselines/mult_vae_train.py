"""Baseline: Mult-VAE in Python's torch, run by the mult-vae-train benchmark (Debian: python3-torch, libopenblas0-openmp).

Dense multi-hot rows, dense layers, log-softmax times the row, torch's Adam. Without libopenblas0-openmp Debian's torch uses a
reference BLAS, forty times slower, which would be no fair baseline: the script rejects it.

    python3 mult_vae_train.py --size ml-1m --repeats 5 --threads 2 --seed 42
"""
import argparse
import json
import math
import os
import sys
import time

SIZES = {
    # users, items, mean history, batch size, hidden size, latent size, whole epochs
    "ml-20m": (4000, 20108, 73, 500, 600, 200, False),
    "ml-1m": (4480, 3533, 97, 500, 600, 200, True),
}
DROPOUT = 0.5
BETA = 0.2
WARM_UP_STEPS = 3
WARM_UP_EPOCHS = 8


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", choices=SIZES, default="ml-20m")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--batch-size", type=int)
    return parser.parse_args()


def reject_slow_blas():
    with open("/proc/self/maps", encoding="ascii", errors="replace") as file:
        maps = file.read()
    if not any(name in maps for name in ("openblas", "mkl")):
        sys.exit("torch uses a reference BLAS here; install libopenblas0-openmp")


def histories(users, items, mean_length, generator, torch):
    """Rows of item indices; popularity falls as 1 / (rank + 20), lengths are log-normal, as in the C# benchmark."""
    weights = 1.0 / (torch.arange(items, dtype=torch.float64) + 20)
    lengths = torch.exp(math.log(mean_length) - 0.32 + 0.8 * torch.randn(users, generator=generator)).long().clamp(5, items // 4)
    return [torch.multinomial(weights, int(length), generator=generator) for length in lengths]


def peak_mb():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def main():
    options = arguments()
    import torch
    from torch import nn

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    reject_slow_blas()
    users, items, mean_length, batch_size, hidden_size, latent_size, epochs = SIZES[options.size]
    batch_size = options.batch_size or batch_size
    generator = torch.Generator().manual_seed(options.seed)
    rows = histories(users, items, mean_length, generator, torch)
    batches = [rows[first:first + batch_size] for first in range(0, users, batch_size)]

    encoder_in = nn.Linear(items, hidden_size)
    encoder_out = nn.Linear(hidden_size, 2 * latent_size)
    decoder_in = nn.Linear(latent_size, hidden_size)
    decoder_out = nn.Linear(hidden_size, items)
    layers = nn.ModuleList([encoder_in, encoder_out, decoder_in, decoder_out])
    optimizer = torch.optim.Adam(layers.parameters())

    def step(batch):
        x = torch.zeros(len(batch), items)
        for i, row in enumerate(batch):
            x[i, row] = 1
        hidden = torch.tanh(encoder_in(nn.functional.dropout(nn.functional.normalize(x), DROPOUT)))
        mean, log_variance = encoder_out(hidden).chunk(2, 1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = decoder_out(torch.tanh(decoder_in(z)))
        likelihood = -(nn.functional.log_softmax(logits, 1) * x).sum(1).mean()
        divergence = 0.5 * (log_variance.exp() + mean ** 2 - 1 - log_variance).sum(1).mean()
        optimizer.zero_grad()
        (likelihood + BETA * divergence).backward()
        optimizer.step()

    times = []
    for repeat in range(options.repeats + (WARM_UP_EPOCHS if epochs else WARM_UP_STEPS)):
        start = time.perf_counter()
        for batch in batches if epochs else [batches[repeat % len(batches)]]:
            step(batch)
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"milliseconds": times[WARM_UP_EPOCHS if epochs else WARM_UP_STEPS:], "peakMb": peak_mb()}))


main()
