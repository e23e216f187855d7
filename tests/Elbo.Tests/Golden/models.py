"""Golden numbers for the tests of models, losses and optimisers, in plain PyTorch (made with 1.13). Prints C#."""
import math
import torch
import torch.nn.functional as F


def wave(shape, phase):
    """The weights of a test: 0.5 sin(1.7 i + phase), row after row (Waves.cs)."""
    count = math.prod(shape)
    values = [0.5 * math.sin(1.7 * i + phase) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


def filled(shapes):
    """Parameters by name, the n-th in the order of names with phase n."""
    return {name: wave(shapes[name], n).requires_grad_() for n, name in enumerate(sorted(shapes))}


def show(name, values):
    print(f"{name}: [{', '.join(f'{float(v):.7g}' for v in torch.as_tensor(values).flatten())}]")


def kl(mu, logvar):
    return 0.5 * (logvar.exp() + mu ** 2 - 1 - logvar).sum(1)


def result(name, objective, nll, divergence, parameters):
    objective.backward()
    show(f"{name} objective, likelihood, kl", [objective, nll, divergence])
    show(f"{name} gradient norms", [p.grad.norm() for p in parameters.values()])


def mult_vae():
    p = filled({
        "Decoder.layers.0.bias": (3,), "Decoder.layers.0.weight": (3, 2),
        "Decoder.output.bias": (5,), "Decoder.output.weight": (5, 3),
        "Encoder.input.weight": (5, 3), "Encoder.inputBias": (3,),
        "Encoder.layers.0.bias": (4,), "Encoder.layers.0.weight": (4, 3)})
    x = torch.zeros(3, 5)
    x[0, [0, 2, 3]] = 1
    x[1, [1, 4]] = 1
    normed = F.normalize(x, p=2, dim=1)
    h = torch.tanh(normed @ p["Encoder.input.weight"] + p["Encoder.inputBias"])
    mu, logvar = F.linear(h, p["Encoder.layers.0.weight"], p["Encoder.layers.0.bias"]).chunk(2, 1)

    def decode(z):
        hidden = torch.tanh(F.linear(z, p["Decoder.layers.0.weight"], p["Decoder.layers.0.bias"]))
        return F.linear(hidden, p["Decoder.output.weight"], p["Decoder.output.bias"])

    torch.manual_seed(7)
    z = mu + torch.exp(0.5 * logvar) * torch.randn(3, 2)
    nll = -(x * F.log_softmax(decode(z), 1)).sum(1).mean()
    divergence = kl(mu, logvar).mean()
    result("mult-vae", nll + 0.1 * divergence, nll, divergence, p)
    show("mult-vae scores", decode(mu))


def svae():
    p = filled({
        "Decoder.layers.0.bias": (4,), "Decoder.layers.0.weight": (4, 2),
        "Decoder.output.bias": (5,), "Decoder.output.weight": (5, 4),
        "Embedding.weight": (5, 3),
        "Encoder.0.bias": (4,), "Encoder.0.weight": (4, 2), "Encoder.1.bias": (4,), "Encoder.1.weight": (4, 4),
        "Recurrent.bias_hh_l0": (6,), "Recurrent.bias_ih_l0": (6,),
        "Recurrent.weight_hh_l0": (6, 2), "Recurrent.weight_ih_l0": (6, 3)})
    histories = [[0, 2, 3, 1], [4, 0, 1], [1, 3]]
    gru = torch.nn.GRU(3, 2)

    def states(history):
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        inputs = F.embedding(torch.tensor(history), p["Embedding.weight"]).unsqueeze(1)
        output, _ = torch._VF.gru(
            inputs, torch.zeros(1, 1, 2), [p["Recurrent." + n] for n in names], True, 1, 0.0, False, False, False)
        return output.squeeze(1)

    def code(state):
        h = torch.tanh(F.linear(state, p["Encoder.0.weight"], p["Encoder.0.bias"]))
        return F.linear(h, p["Encoder.1.weight"], p["Encoder.1.bias"]).chunk(2, 1)

    def decode(z):
        hidden = torch.tanh(F.linear(z, p["Decoder.layers.0.weight"], p["Decoder.layers.0.bias"]))
        return F.linear(hidden, p["Decoder.output.weight"], p["Decoder.output.bias"])

    # One person at a time; the noise is drawn step after step, longest history first.
    torch.manual_seed(7)
    noise = torch.randn(6, 2)
    steps = [(person, t) for t in range(3) for person in range(3) if t < len(histories[person]) - 1]
    for as_published in (False, True):
        for q in p.values():
            q.grad = None
        nll, divergence = 0, 0
        for person, history in enumerate(histories):
            mu, s = code(states(history[:-1]))
            own = torch.stack([noise[i] for i, step in enumerate(steps) if step[0] == person])
            z = mu + torch.exp(s if as_published else 0.5 * s) * own
            log_probabilities = F.log_softmax(decode(z), 1)
            for t in range(len(history) - 1):
                for item in history[t + 1:t + 3]:
                    nll = nll - log_probabilities[t, item] / 2
            divergence = divergence + (kl(mu, s).mean() if as_published else kl(mu, s).sum())
        nll, divergence = nll / 9, divergence / 9
        result(f"svae as_published={as_published}", nll + 0.5 * divergence, nll, divergence, p)
    for history in histories:
        show(f"svae scores {history}", decode(code(states(history)[-1:])[0]))


def likelihood():
    hidden, weight, bias = (wave(s, n).requires_grad_() for n, s in enumerate([(3, 2), (4, 2), (4,)]))
    x = torch.tensor([[1, 0, 0.25, 0], [0, 0, 0, 0], [0, 0.5, 0, 2]])
    loss = -(x * F.log_softmax(F.linear(hidden, weight, bias), 1)).sum() / 3
    (loss * 3).backward()
    show("likelihood", loss)
    for name, tensor in (("hidden", hidden), ("weight", weight), ("bias", bias)):
        show(f"likelihood {name} gradient, times 3", tensor.grad)


def optimisers():
    for name, make in (("Adam", torch.optim.Adam), ("AdamW", torch.optim.AdamW),
                       ("Adagrad", torch.optim.Adagrad), ("RmsProp", torch.optim.RMSprop)):
        parameter = wave((7,), 0).requires_grad_()
        optimiser = make([parameter], lr=0.05, weight_decay=0.1)
        for step in range(20):
            parameter.grad = wave((7,), step)
            optimiser.step()
        show(name, parameter)


mult_vae()
svae()
likelihood()
optimisers()
