"""PyTorch, whichever python3 has it, on one thread. Speaks as host.mjs does: words on stdin, JSON on stdout."""

import json
import math
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)

loss_of = {}
gradient = None


def hello():
    return {"name": "PyTorch", "language": "native", "role": "peer", "version": torch.__version__.split("+")[0]}


def prepare(loss, rows, columns, folder):
    classes = loss == "cross_entropy"
    x = torch.from_numpy(numpy.fromfile(f"{folder}/input", dtype=numpy.float32))
    y = torch.from_numpy(numpy.fromfile(f"{folder}/target", dtype=numpy.int32 if classes else numpy.float32))
    if classes:
        x, y = x.reshape(int(rows), int(columns)), y.long()
    differentiable = x.clone().requires_grad_()
    function = getattr(F, loss)

    def value():
        with torch.no_grad():
            return function(x, y).item()

    def value_and_gradient():
        global gradient
        answer = function(differentiable, y)
        (gradient,) = torch.autograd.grad(answer, differentiable)
        return answer.item()

    loss_of.update(value=value, value_and_gradient=value_and_gradient)
    return {}


def answer(mode, file):
    numbers = [numpy.float32(loss_of[mode]()).reshape(1)]
    if mode != "value":
        numbers.append(gradient.numpy().ravel())
    numpy.concatenate(numbers).tofile(file)
    return {}


def run(call, count):
    start = time.perf_counter()
    for _ in range(count):
        call()
    return 1000 * (time.perf_counter() - start)


def sample(mode, milliseconds):
    """As in host.mjs."""
    call, at_least = loss_of[mode], float(milliseconds)
    batch = max(1, math.ceil(0.5 / run(call, 1)))
    times = []
    while sum(times) * batch < at_least or len(times) < 3:
        times.append(run(call, batch) / batch)
    return {"milliseconds": sorted(times)[len(times) // 2]}


requests = {"hello": hello, "prepare": prepare, "answer": answer, "sample": sample}

for line in sys.stdin:
    request, *words = line.split()
    try:
        reply = requests[request](*words)
    except Exception as error:
        reply = {"cannot": repr(error)}
    print(json.dumps(reply), flush=True)
