"""A third oracle that shares nothing with the other two: it re-derives the answers stored in vector files.

    python3 spec/oracle/stranger.py [--clauses] vectors/losses/*.json

Textbook formulas in mpmath, with as many digits as each result needs, and numerical derivatives: no gradient is written
down here that is not defined as something else. Entries that are left free are not compared. Exit status 1 on any
disagreement, and with --clauses also where a clause that an answered vector lists goes unchecked; 2 when a file cannot
be read. Needs mpmath alone, and is faster where gmpy2 is installed too.
"""

import functools
import inspect
import json
import math
import re
import sys
from typing import Callable, NamedTuple

from mpmath import mp, mpf
from mpmath.libmp import to_rational


class Term(NamedTuple):
    """A summand of one entry of the unreduced loss, as a function of the input entries that it reads."""

    value: Callable  # of all entries, a mapping from (tensor's name, flat index)
    reads: list  # the keys of those that it depends on
    defined: dict = {}  # key → slope, a function like value, where the gradient is defined and no derivative


class Problem(NamedTuple):
    shape: list  # of the unreduced loss
    elements: list  # the terms of each entry, in row-major order; none where ignored
    divisors: dict  # what a reduction divides the sum by; without any, the entries are the answer


class Entries(dict):
    """The input entries by (tensor's name, flat index); those of an absent tensor are 1."""

    def __missing__(self, key):
        return 1


class Unanswerable(Exception):
    """The vector is none of this oracle's business; the message says why."""


def scalar(value):
    """A stored scalar or parameter: numbers as they are, words and long digits as numbers, names as text."""
    if isinstance(value, str) and re.fullmatch(r"-?(\d+|NaN|Infinity)", value):
        return int(value) if value[-1].isdigit() and value != "-0" else float(value)
    return value


@functools.lru_cache(None)  # a row's exponentials recur in every difference but the one that moves them
def exp(x, precision):
    return mp.exp(x)  # at the precision that is set; the argument only tells the cache which


# The losses, as functions of the tensors' shapes and data and of the parameters but the reduction ---------------------


def reduced(count, **others):
    """The divisors of a loss whose mean divides by `count`."""
    return {"none": 1, "sum": 1, "mean": count, **others}


def rows(shape, axis=None):
    """The shape of the positions, and for each its flat indices along the axis (else axis 1, or 0 of a lone axis)."""
    axis = min(1, len(shape) - 1) if axis is None else axis
    outer, classes, inner = shape[:axis], shape[axis], shape[axis + 1 :]
    size = math.prod(inner)
    starts = [n * classes * size + j for n in range(math.prod(outer)) for j in range(size)]
    return outer + inner, [range(start, start + classes * size, size) for start in starts]


def over_labels(shapes, data, ignored, term):
    """Targets are class indices; the mean is weighted."""
    shape, cells = rows(shapes["input"])
    kept = [label for label in data["target"] if label != ignored]
    if not all(0 <= label < len(cells[0]) for label in kept):
        raise ValueError("a label is no class, and yet there is an answer")
    elements = [[] if label == ignored else [term(row, label)] for row, label in zip(cells, data["target"])]
    total = mp.fsum(data["weight"][label] if "weight" in data else 1 for label in kept)
    return Problem(shape, elements, reduced(total))


def nll_loss(shapes, data, ignore_index=-100):
    """Minus the weighted log-probability of the label; nothing else is read."""

    def term(row, label):
        return Term(lambda at: -at["weight", label] * at["input", row[label]], [("input", row[label])])

    return over_labels(shapes, data, ignore_index, term)


def cross_entropy(shapes, data, ignore_index=-100, label_smoothing=0):
    """Against q = (1-ε)·target + ε/C, as an exponential family: A(x)·Σ wq - Σ wq·x, where A is the log-partition."""
    smoothing = mpf(label_smoothing) if label_smoothing > 0 else 0
    soft = shapes["target"] == shapes["input"]

    def term(row, label=None):
        def value(at):
            even = smoothing / len(row)
            shares = [at["target", i] if soft else int(c == label) for c, i in enumerate(row)]
            shares = [(1 - smoothing) * share + even if share else even for share in shares]
            pulls = [(at["weight", c] * q, at["input", row[c]]) for c, q in enumerate(shares) if soft or q]
            partition = mp.fsum(exp(at["input", i], mp.prec) for i in row)
            return mp.fsum(wq for wq, _ in pulls) * mp.log(partition) - mp.fdot(pulls)

        on_targets = [("target", i) for i in row] + [("weight", c) for c in range(len(row))] if soft else []
        return Term(value, [("input", i) for i in row] + on_targets)

    if not soft:
        return over_labels(shapes, data, ignore_index, term)
    shape, cells = rows(shapes["input"])
    return Problem(shape, [[term(row)] for row in cells], reduced(mpf(len(cells))))


def over_entries(shapes, data, term, ignored=None, **others):
    """Every entry of the input is one of the loss; an ignored one is as good as absent."""
    targets = data.get("target", data["input"])
    elements = [[] if target == ignored else [term(i)] for i, target in enumerate(targets)]
    return Problem(shapes["input"], elements, reduced(mpf(len(elements) - elements.count([])), **others))


def binary_cross_entropy_with_logits(shapes, data, ignore_index=None):
    """Bernoulli's minus log-likelihood of the target under σ(x)."""
    shape = shapes["input"]
    weight, positive = spread(shapes.get("weight", []), shape), spread(shapes.get("pos_weight", []), shape)

    def term(i):
        def value(at):
            x, y = at["input", i], at["target", i]
            yes, no = at["pos_weight", positive[i]] * y, 1 - y
            likelihood = yes * mp.log(1 / (1 + exp(-x, mp.prec))) if yes else 0
            likelihood += no * mp.log(1 / (1 + exp(x, mp.prec))) if no else 0
            return -at["weight", weight[i]] * likelihood

        return Term(value, [("input", i), ("target", i)])

    return over_entries(shapes, data, term, ignore_index)


def binary_cross_entropy(shapes, data, ignore_index=None):
    """Bernoulli's minus log-likelihood x^y·(1-x)^(1-y), no probability being less than e^-100.

    Two gradients are defined as what they would be if that floor were not there, and then the slope of x may be no
    steeper than where x(1-x) is 1e-12. Where neither matters, they are the derivatives, and derived.
    """
    weight = spread(shapes.get("weight", []), shapes["input"])

    def term(i):
        def value(at):
            x, y, floor = at["input", i], at["target", i], mp.exp(-100)
            return -at["weight", weight[i]] * mp.log(max(x, floor) ** y * max(1 - x, floor) ** (1 - y))

        def steepest(at):
            return at["weight", weight[i]] * 10**12 * (at["input", i] - at["target", i])

        def odds_of_no(at):
            return at["weight", weight[i]] * mp.log(divide(1 - at["input", i], at["input", i]))

        x = data["input"][i]
        defined = {("input", i): steepest} if x * (1 - x) < 1e-12 else {}
        defined |= {("target", i): odds_of_no} if min(x, 1 - x) < 1e-40 else {}
        return Term(value, [("input", i), ("target", i)], defined)

    return over_entries(shapes, data, term, ignore_index)


def kl_div(shapes, data, log_target=False):
    """y·log(y/q) of a probability y against q = e^x."""

    def term(i):
        def value(at):
            y = exp(at["target", i], mp.prec) if log_target else at["target", i]
            return y * mp.log(divide(y, exp(at["input", i], mp.prec))) if y else mpf(0)

        return Term(value, [("input", i), ("target", i)])

    return over_entries(shapes, data, term, batchmean=mpf(shapes["input"][0] if shapes["input"] else 1))


def self_information(shapes, data):
    """The logarithm of 1/p: what happens once in so many times."""
    return over_entries(shapes, data, lambda i: Term(lambda at: mp.log(divide(mpf(1), at["input", i])), [("input", i)]))


def over_classes(shapes, likelihood):
    """Minus the logarithm of a product over the classes, of which 0^0 = 1 makes no case apart."""
    shape, cells = rows(shapes["input"])

    def term(i):
        return Term(lambda at: -mp.log(likelihood(at, i)), [(name, i) for name in shapes])

    return Problem(shape, [[term(i) for i in row] for row in cells], reduced(mpf(len(cells))))


def entropy(shapes, data):
    """Minus the log-likelihood Π p^p of what is typical."""
    return over_classes(shapes, lambda at, i: at["input", i] ** at["input", i])


def distribution_cross_entropy(shapes, data):
    """Minus the log-likelihood Π q^p of what is typical of p to one who believes q."""
    return over_classes(shapes, lambda at, i: at["input", i] ** at["target", i])


def relative_entropy(shapes, data):
    """Minus the logarithm of the ratio of these two likelihoods."""
    return over_classes(shapes, lambda at, i: at["input", i] ** at["target", i] / at["target", i] ** at["target", i])


def log_softmax(shapes, data, dim):
    """The logarithm of a share of the exponentials."""
    _, cells = rows(shapes["input"] or [1], dim % max(1, len(shapes["input"])))

    def term(row, i):
        def value(at):
            return mp.log(divide(exp(at["input", i], mp.prec), mp.fsum(exp(at["input", k], mp.prec) for k in row)))

        return Term(value, [("input", k) for k in row])

    terms = {i: [term(row, i)] for row in cells for i in row}
    return Problem(shapes["input"], [terms[i] for i in sorted(terms)], {})


def sigmoid(shapes, data):
    """The logistic function as a hyperbolic tangent."""

    def term(i):
        return Term(lambda at: (1 + mp.tanh(at["input", i] / 2)) / 2, [("input", i)])

    return over_entries(shapes, data, term)._replace(divisors={})


def objective(shapes, data, penalty, strength):
    """The average of the losses, and the norm of the parameters or its square."""
    losses, thetas = ([(name, i) for i in range(len(data[name]))] for name in ("input", "theta"))
    order = {"l1": 1, "l2": 2}[penalty]
    cost = Term(lambda at: divide(mp.fsum(at[key] for key in losses), mpf(len(losses))), losses)
    size = Term(lambda at: mpf(strength) * mp.norm([at[key] for key in thetas], order) ** order, thetas)
    return Problem([], [[cost, size]], {})


def spread(source, shape):
    """For each flat index of `shape`, the flat index of what is broadcast to it along the trailing axes."""
    indices = [0]
    for size, wide in zip([1] * (len(shape) - len(source)) + source, shape):
        indices = [i * size + (j if size > 1 else 0) for i in indices for j in range(wide)]
    return indices


LOSSES = (nll_loss, cross_entropy, binary_cross_entropy_with_logits, binary_cross_entropy, kl_div)
INFORMATION = (self_information, entropy, distribution_cross_entropy, relative_entropy)
FUNCTIONS = (log_softmax, sigmoid, objective)
FORMULAS = {formula.__name__: formula for formula in (*LOSSES, *INFORMATION, *FUNCTIONS)}

# Evaluation -----------------------------------------------------------------------------------------------------------


def reduction_of(parameters):
    """Takes the reduction, and the legacy pair that overrides it, out of the parameters."""
    reduction, average, each = (parameters.pop(name, None) for name in ("reduction", "size_average", "reduce"))
    if average is None and each is None:
        return "mean" if reduction in (None, "elementwise_mean") else reduction
    return "none" if each is not None and not each else "sum" if average is not None and not average else "mean"


def divide(a, b):
    """IEEE's quotient."""
    if b != 0 or a != a:
        return a / b
    return mpf("nan") if a == 0 else mp.sign(a) * mpf("inf")


def nearest(x):
    """The binary64 nearest to x, ties to even; from the exact ratio, because float(x) rounds subnormals twice."""
    if not mp.isfinite(x) or x == 0:
        return float(x)
    if abs(mp.mag(x)) > 1100:
        return 0.0 if mp.mag(x) < 0 else float(mp.sign(x) * mpf("inf"))
    p, q = to_rational(mpf(x)._mpf_)
    try:
        return int(p) / int(q)
    except OverflowError:
        return math.inf if p > 0 else -math.inf


class Derivation:
    """Loss and gradients of a vector; an output is a pair (lower, upper) of binary64, equal but for undecided ties."""

    def __init__(self, loss, vector):
        if loss not in FORMULAS:
            raise Unanswerable(f"no textbook formula for {loss} here")
        self.shapes = {name: tensor["shape"] for name, tensor in vector["inputs"].items()}
        self.data = {name: [scalar(x) for x in tensor["data"]] for name, tensor in vector["inputs"].items()}
        self.upstream = [scalar(x) for x in vector.get("upstream", {"data": [1]})["data"]]
        parameters = {name: scalar(value) for name, value in vector.get("parameters", {}).items()}
        reduction = reduction_of(parameters)
        tensors = [[x for x in data if math.isfinite(x)] for data in (*self.data.values(), self.upstream)]
        sizes = [[math.frexp(size)[1] for x in data for size in (x, 1 - x)] for data in tensors]
        self.span = sum(max(map(abs, exponents), default=0) for exponents in sizes)  # bits that nearing 0, 1, ∞ costs
        logits = [x for x in self.data["input"] if math.isfinite(x)]
        self.reach = max([0, *logits]) - min([0, *logits])
        mp.prec = 200 + 2 * self.span
        self.entries = Entries({(name, i): mpf(x) for name, data in self.data.items() for i, x in enumerate(data)})
        far = 10**4 + 4 * self.reach  # where derivatives at infinity are taken, in the limit
        self.limits = Entries({key: mp.sign(x) * far if mp.isinf(x) else x for key, x in self.entries.items()})
        exp.cache_clear()
        unknown = parameters.keys() - inspect.signature(FORMULAS[loss]).parameters.keys()
        if unknown:
            raise Unanswerable(f"no formula here takes {', '.join(sorted(unknown))}")
        self.problem = FORMULAS[loss](self.shapes, self.data, **parameters)
        self.reduction = reduction if self.problem.divisors else "none"
        if self.problem.divisors and reduction not in self.problem.divisors:
            raise Unanswerable(f"no reduction {reduction!r} here")
        self.count = self.problem.divisors.get(self.reduction, 1)

    def settle(self, compute):
        """compute(step) as binary64, from the fewest bits that decide it; step is the width for differences.

        160 bits behind the point are enough for most results, 1140 for what underflows. Where a saturated result lies
        on a tie, e^-reach decides; it is resolved up to a reach of 10^4, beyond which both neighbours are right.
        """
        tail = int(1.5 * self.reach)
        for bits in (160, 1140, *([1200 + tail] if tail < 15000 else [])):
            grid = bits + self.span
            mp.prec = 3 * grid // 2 + 3 * self.span + 64
            x = compute(mp.ldexp(1, -(grid // 2 + 2 * self.span + 16)))  # its square, the error, is far below the grid
            if not mp.isfinite(x):
                return float(x), float(x)
            x = mp.ldexp(mp.nint(mp.ldexp(x, grid)), -grid)  # what is exactly zero or a tie comes out so
            doubt = mp.ldexp(1, 40 - bits)
            low, high = nearest(x - doubt), nearest(x + doubt)
            if low == high:
                return low, high
        return (nearest(x), nearest(x)) if tail < 15000 else (low, high)

    def loss(self):
        """What settles to the entries of the loss."""
        values = [functools.partial(self.value, terms) for terms in self.problem.elements]
        if self.reduction == "none":
            return values
        return [lambda step: divide(sum((value(step) for value in values), mpf(0)), self.count)]

    def value(self, terms, step):
        return sum((term.value(self.entries) for term in terms), mpf(0))

    def gradient(self, name):
        """What settles to the entries of the gradient."""
        readers = [[] for _ in self.data[name]]
        for i, terms in enumerate(self.problem.elements):
            above = self.upstream[i if self.reduction == "none" else 0]
            for term in terms:
                for source, index in term.reads:
                    if source == name:
                        readers[index].append((term, above))

        def compute(index, step):
            slopes = [mpf(above) * self.slope(term, (name, index), step) for term, above in readers[index]]
            return mp.fsum(divide(slope, self.count) for slope in slopes)

        return [functools.partial(compute, i) for i in range(len(readers))]

    def slope(self, term, key, step):
        """As it is defined, or the central difference."""
        if key in term.defined:
            return term.defined[key](self.entries)
        entry = self.limits[key]
        self.limits[key] = entry + step
        above = term.value(self.limits)
        self.limits[key] = entry - step
        below = term.value(self.limits)
        self.limits[key] = entry
        return (above - below) / (2 * step)


# Comparison -----------------------------------------------------------------------------------------------------------


def compare(loss, vector):
    """(outputs compared, of them in agreement, complaints) for the first answer among the vector's outcomes."""
    stored = next(outcome["answer"] for outcome in vector["outcomes"] if "answer" in outcome)
    derived = Derivation(loss, vector)
    tensors = [("loss", stored["loss"], derived.problem.shape if derived.reduction == "none" else [], derived.loss)]
    for name, tensor in stored.get("gradients", {}).items():
        tensors.append((name, tensor, derived.shapes[name], functools.partial(derived.gradient, name)))
    compared, agreed, complaints = 0, 0, []
    for name, tensor, shape, derive in tensors:
        if tensor["shape"] != shape or len(tensor["data"]) != math.prod(shape):
            complaints.append(f"{name} is stored with shape {tensor['shape']}, and should have {shape}")
            continue
        level = tensor.get("level", "must")
        levels = level if isinstance(level, list) else [level] * len(tensor["data"])
        for i, (stored_entry, level, compute) in enumerate(zip(tensor["data"], levels, derive())):
            if level == "unspecified" or stored_entry == "any":
                continue
            claim, (low, high) = float(scalar(stored_entry)), derived.settle(compute)
            agrees = claim in (low, high) or (claim != claim and low != low)
            compared, agreed = compared + 1, agreed + agrees
            if not agrees:
                complaints.append(f"{name}[{i}] is stored as {claim!r}, and comes out as {low!r}")
    return compared, agreed, complaints


def check(path):
    """Reports on a file; (whether all is well, clauses listed with an answer, clauses of compared vectors)."""
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    loss, totals, refusals, well, listed, covered = content["loss"], [0, 0], 0, True, set(), set()
    for vector in content["vectors"]:
        if not any("answer" in outcome for outcome in vector["outcomes"]):
            refusals += 1
            continue
        listed |= set(vector["clauses"])
        try:
            *counts, complaints = compare(loss, vector)
        except Unanswerable as reason:
            print(f"  left: {loss}/{vector['id']}: {reason}")
            continue
        except (LookupError, TypeError, ValueError) as error:
            counts, complaints = [0, 0], [f"cannot be derived: {type(error).__name__}: {error}"]
        for complaint in complaints:
            print(f"  WRONG: {loss}/{vector['id']}: {complaint}")
        totals, well = [a + b for a, b in zip(totals, counts)], well and not complaints
        covered |= set(vector["clauses"])  # an empty batch has nothing to compare, and that is derived too
    left = f"; left: {refusals} vectors that only refuse" if refusals else ""
    print(f"{loss}: {totals[0]} outputs compared, {totals[1]} agree{left}")
    return well, listed, covered


def main(arguments):
    paths = [argument for argument in arguments if argument != "--clauses"]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    well, listed, covered = True, set(), set()
    for path in paths:
        try:
            result = check(path)
        except (OSError, LookupError, TypeError, ValueError) as error:
            print(f"{path} is not a vector file: {type(error).__name__}: {error}", file=sys.stderr)
            return 2
        well, listed, covered = well and result[0], listed | result[1], covered | result[2]
    for clause in sorted(listed - covered):
        print(f"  clause not covered: {clause}")
    return 0 if well and (listed <= covered or "--clauses" not in arguments) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
