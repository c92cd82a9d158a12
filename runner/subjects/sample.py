"""A subject in plain Python, to copy: nll_loss in float64. Try it: lossproof run -- python sample.py"""
import json, math, sys

OFFERS = {"dtypes": ["float64", "int64"], "parameters": ["reduction", "ignore_index"], "inputs": ["weight"]}
HELLO = {"protocol": 1, "name": "sample", "version": "1.0", "language": "Python",
         "profiles": ["float64"], "gradients": True, "losses": {"nll_loss": OFFERS}}

class Refused(Exception):
    """The question is not a legal one. Catch your library's own error instead."""

def require(condition, error):
    if not condition: raise Refused(error)

def nll_loss(input, target, weight=None, reduction="mean", ignore_index=-100, upstream=None):
    """The loss and its gradient. A tensor is {"dtype", "shape", "data"}: data is flat and row-major."""
    shape = input["shape"]
    require(shape, "the input has no class axis")
    batch, classes, rest = (shape[:1], shape[1], shape[2:]) if len(shape) > 1 else ([], shape[0], [])
    require(target["shape"] == batch + rest, "the target's shape is not the input's without its classes")
    require((input["dtype"], target["dtype"]) == ("float64", "int64"), "the dtypes are not float64 and int64")
    require(not weight or (weight["dtype"], weight["shape"]) == ("float64", [classes]), "the weight is not one per class")
    require(reduction in ("none", "sum", "mean"), f"there is no reduction {reduction}")
    require(str(ignore_index).lstrip("-").isdigit(), "ignore_index is no whole number")  # past 2^53 it comes as digits
    ignore_index = int(ignore_index)
    x, y = list(map(float, input["data"])), list(map(int, target["data"]))  # float() reads "NaN" and "-Infinity" too
    w = list(map(float, weight["data"])) if weight else [1.0] * classes
    require(all(c == ignore_index or 0 <= c < classes for c in y), "a target is out of bounds")

    inner, each, slope = math.prod(rest), [0.0] * len(y), [0.0] * len(x)
    kept = [(i, i // inner * classes * inner + c * inner + i % inner, w[c]) for i, c in enumerate(y) if c != ignore_index]
    total = sum(wc for _, _, wc in kept) if reduction == "mean" else 1.0
    for i, at, wc in kept:
        each[i] = -wc * x[at]
        if upstream: slope[at] = divide(-wc * float(upstream["data"][i if reduction == "none" else 0]), total)
    loss = tensor(each, target["shape"]) if reduction == "none" else tensor([divide(sum(each), total)], [])
    return loss, tensor(slope, shape)

def divide(a, b):
    return a / b if b else math.copysign(math.inf, a) if abs(a) > 0 else math.nan  # IEEE 754; Python would raise

def tensor(numbers, shape):
    words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}  # JSON has no numbers for these
    return {"dtype": "float64", "shape": shape, "data": [words.get(repr(v), v) for v in numbers]}

def run(loss, dtype, inputs, parameters, gradients, upstream=None, **_):
    if loss != "nll_loss" or dtype != "float64": return {"declined": "only nll_loss in float64"}
    unknown = set(inputs) - {"input", "target", "weight"} | set(parameters) - set(OFFERS["parameters"])
    try:
        require(not unknown, f"nll_loss has no {', '.join(unknown)}")
        value, slope = nll_loss(**inputs, **parameters, upstream=upstream)
    except Refused as error: return {"refused": str(error)}
    except Exception as error: return {"failed": repr(error)}
    return {"answer": {"loss": value, "gradients": {name: slope for name in gradients}}}

for line in sys.stdin:  # a request a line, a reply a line, nothing else; stderr is yours
    request = json.loads(line)
    id, ask = request.pop("id"), request.pop("ask")
    reply = {"hello": HELLO} if ask == "hello" else {"bye": True} if ask == "bye" else {"unknown": ask}
    print(json.dumps({"id": id, **(run(**request) if ask == "run" else reply)}), flush=True)
