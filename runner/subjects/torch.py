"""PyTorch as a subject: answers the runner's questions (JSON lines on stdin) with torch.nn.functional, on the CPU.

Needs torch and nothing else; runs with 1.13 and with the newest. Losses, inputs and parameters go by torch's own names,
so a question is one keyword call, and whatever torch makes of a strange argument is the answer.
"""

import json
import math
import os
import platform
import re
import sys
import warnings

# Run as a script, this file's folder comes first in the search path, and there `torch` is this very file.
sys.path = [folder for folder in sys.path if os.path.abspath(folder) != os.path.dirname(os.path.abspath(__file__))]
warnings.simplefilter("ignore")  # deprecated arguments and a missing NumPy are no news to the runner

try:
    import torch
    import torch.nn.functional as functional

    # The first gradient loads a good deal more of torch, and shows when half of it is not installed: before the hello.
    leaf = torch.ones((), requires_grad=True)
    torch.autograd.grad(leaf * 2, [leaf], torch.ones(()))
except ImportError as error:
    sys.exit(f"PyTorch subject: torch does not load in {sys.executable} ({error}); pip install torch")

# Arithmetic claimed → the dtype that asks for it. On the CPU every kernel rounds its results to half.
PROFILES = {"float64": "float64", "float32": "float32", "float16-eager": "float16", "bfloat16-eager": "bfloat16"}
LEGACY = ["reduction", "size_average", "reduce"]
POINTS, CLASS = torch.full((1, 2), 0.5), torch.tensor([0])
LOSSES = {  # name → parameters, optional inputs, calls with input POINTS that must work for a half dtype to be offered
    "cross_entropy": (
        [*LEGACY, "ignore_index", "label_smoothing"],
        ["weight"],
        [{"target": CLASS}, {"target": POINTS, "label_smoothing": 0.5}],
    ),
    "nll_loss": ([*LEGACY, "ignore_index"], ["weight"], [{"target": CLASS}]),
    "binary_cross_entropy": (LEGACY, ["weight"], [{"target": POINTS}]),
    "binary_cross_entropy_with_logits": (LEGACY, ["weight", "pos_weight"], [{"target": POINTS, "pos_weight": POINTS}]),
    "kl_div": ([*LEGACY, "log_target"], [], [{"target": POINTS}, {"target": POINTS, "log_target": True}]),
    "log_softmax": (["dim"], [], [{"dim": 1}]),
    "sigmoid": ([], [], [{}]),
}


def works(loss, dtype, call):
    """Whether the installed torch has this loss and its gradient in the dtype; the halves came bit by bit."""
    kind = getattr(torch, dtype)
    arguments = {name: value.to(kind) if value is POINTS else value for name, value in call.items()}
    leaf = POINTS.to(kind).requires_grad_()
    try:
        answer = getattr(functional, loss)(leaf, **arguments)
        torch.autograd.grad(answer, [leaf], torch.ones_like(answer))
    except RuntimeError:  # "not implemented for 'Half'"
        return False
    return True


def dtypes(loss, calls):
    """What is wider than half is offered unseen: there it is for the runner to find what does not work."""
    return [kind for kind in PROFILES.values() if "16" not in kind or all(works(loss, kind, call) for call in calls)]


HELLO = {
    "protocol": 1,
    "name": "PyTorch",
    "version": str(torch.__version__),
    "language": f"Python {platform.python_version()}",
    "device": "cpu",
    "dialect": "pytorch",
    "profiles": list(PROFILES),
    "extensions": [],
    "gradients": True,
    "memory": ["strided", "offset"],
    "unchanged": True,
    "losses": {
        loss: {"dtypes": dtypes(loss, calls), "parameters": parameters, "inputs": inputs}
        for loss, (parameters, inputs, calls) in LOSSES.items()
    },
}


# Each layout: a flat tensor and its shape → the buffer that is allocated, and the view of it that torch is given.
# What no input element owns is NaN, so that reading it shows.
def contiguous(flat, shape):
    return flat, flat.view(shape)


def strided(flat, shape):
    """Every second element of a buffer in which the axes lie in reverse order."""
    doubled = [*reversed(shape[1:]), 2 * shape[0]] if shape else [2]
    buffer = flat.new_full(doubled, math.nan)
    view = buffer[..., ::2].permute(*reversed(range(len(shape)))) if shape else buffer[1]
    view.copy_(flat.view(shape))
    return buffer, view


def offset(flat, shape):
    """Starts three elements into its buffer, so that it is not aligned either."""
    buffer = flat.new_full((flat.numel() + 5,), math.nan)
    view = buffer[3 : 3 + flat.numel()].view(shape)
    view.copy_(flat.view(shape))
    return buffer, view


LAYOUTS = {"contiguous": contiguous, "strided": strided, "offset": offset}


def decode(tensor, layout=contiguous):
    """The tensor a message describes, as (buffer, view); exact: Python's float is the binary64 that JSON means."""
    dtype = getattr(torch, tensor["dtype"])
    read = float if dtype.is_floating_point else int  # float reads the words for NaN, infinities and -0 too
    flat = torch.tensor([read(scalar) for scalar in tensor["data"]], dtype=dtype)
    return (layout if dtype.is_floating_point else contiguous)(flat, tensor["shape"])


def scalar(value):
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else 0
    return value if math.isfinite(value) else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def encode(tensor):
    data = tensor.detach().reshape(-1).tolist()
    return {"dtype": str(tensor.dtype)[len("torch.") :], "shape": list(tensor.shape), "data": [scalar(x) for x in data]}


def parameter(value):
    """Numbers that JSON lacks come as words, long integers as digits."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+|NaN|-?Infinity", value):
        return int(value) if value.lstrip("-").isdigit() and value != "-0" else float(value)
    return value


# What torch raises when it refuses. Not any exception: a half-installed torch raises ImportError at its first gradient.
REFUSALS = (ValueError, RuntimeError, IndexError, TypeError)  # NotImplementedError is a RuntimeError


def run(request):
    """The reply to one question; anything raised that is no refusal is this adapter's fault."""
    if request["dtype"] not in HELLO["losses"].get(request["loss"], {"dtypes": []})["dtypes"]:
        return {"declined": f"no {request['loss']} in {request['dtype']} here"}
    layout = LAYOUTS[request.get("memory", "contiguous")]
    decoded = {name: decode(tensor, layout) for name, tensor in request["inputs"].items()}
    buffers = [buffer for buffer, _ in decoded.values()]
    before = [buffer.clone() for buffer in buffers]
    inputs = {name: view.detach() for name, (_, view) in decoded.items()}
    parameters = {name: parameter(value) for name, value in request["parameters"].items()}
    upstream = decode(request["upstream"])[1] if "upstream" in request else None
    wanted = request["gradients"] if upstream is not None else []
    try:
        sources = [inputs[name].requires_grad_() for name in wanted]
        loss = getattr(functional, request["loss"])(**inputs, **parameters)
        # A loss of a shape that nobody expected is still torch's answer, but there is no gradient to ask it for.
        asks = bool(sources) and loss.shape == upstream.shape
        gradients = torch.autograd.grad(loss, sources, upstream.to(loss.dtype)) if asks else []
    except REFUSALS as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    # Compared as bytes, so that NaN equals itself and 0 is not -0.
    unchanged = all(torch.equal(old.view(torch.uint8), new.view(torch.uint8)) for old, new in zip(before, buffers))
    answer = {
        "loss": encode(loss),
        "gradients": {name: encode(gradient) for name, gradient in zip(wanted, gradients)},
        "unchanged": unchanged,
    }
    return {"answer": answer}


ASKS = {"hello": lambda _: {"hello": HELLO}, "run": run, "bye": lambda _: {"bye": True}}


def reply(request):
    ask = request["ask"]
    try:
        return {"id": request["id"], **(ASKS[ask](request) if ask in ASKS else {"unknown": ask})}
    except Exception as error:
        return {"id": request["id"], "failed": f"{type(error).__name__}: {error}"}


def read(line):
    try:
        return json.loads(line)
    except ValueError as error:
        print(f"PyTorch subject: a line is not JSON ({error}); it is skipped: {line[:80]!r}", file=sys.stderr)


def serve():
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print goes where it is shown and never judged
    pending = b""
    while chunk := os.read(0, 1 << 20):
        *lines, pending = (pending + chunk).split(b"\n")
        requests = [request for request in map(read, lines) if request]
        replies = "".join(json.dumps(reply(request), allow_nan=False) + "\n" for request in requests).encode()
        while replies:
            replies = replies[os.write(out, replies) :]
        if any(request["ask"] == "bye" for request in requests):
            return


if __name__ == "__main__":
    torch.set_num_threads(1)  # small questions: threads would only cost
    serve()
