"""A third oracle that shares nothing with the other two: re-derives the answers stored in vector files.

    python3 spec/oracle/stranger.py [--clauses] vectors/losses/*.json

Textbook formulas in mpmath at hundreds of digits, differentiated numerically: no gradient is written down here. Exit
status 1 on any disagreement, and with --clauses also where a clause that an answered vector lists goes unchecked; 2 when
a file cannot be read. mpmath is the only dependency (faster where gmpy2 is installed too).
"""

import functools
import json
import math
import sys
from typing import Callable, NamedTuple

from mpmath import mp, mpf
from mpmath.libmp import to_rational

@functools.lru_cache(None)  # a row's exponentials recur in every difference but the one that moves them
def exponential(x, precision):
    return mp.exp(x)


def exp(x):
    return exponential(x, mp.prec)



class Element(NamedTuple):
    """One entry of the loss before reduction: a function of the entries that it reads."""

    value: Callable  # read → number, where read(tensor's name, flat index) is one entry
    reads: list  # of (tensor's name, flat index)


class Problem(NamedTuple):
    shape: list  # of the loss under reduction 'none'
    elements: list  # in row-major order; None where the element is ignored
    count: object  # what 'mean' divides by


class Unanswerable(Exception):
    """The vector is none of this oracle's business; the message says why."""


def scalar(value):
    """A stored scalar as int or float: numbers, words for what JSON lacks, digits beyond 2^53."""
    if isinstance(value, str):
        return int(value) if value.lstrip("-").isdigit() and value != "-0" else float(value)
    return value


class Question:
    """A vector's inputs and parameters, as exact numbers."""

    def __init__(self, vector):
        self.shapes = {name: tensor["shape"] for name, tensor in vector["inputs"].items()}
        self.data = {name: [scalar(x) for x in tensor["data"]] for name, tensor in vector["inputs"].items()}
        self.parameters = {name: scalar_or_text(value) for name, value in vector.get("parameters", {}).items()}
        self.used = {"reduction", "size_average", "reduce"}

    def parameter(self, name, default):
        self.used.add(name)
        return self.parameters.get(name, default)

    def reduction(self):
        average, reduce = self.parameters.get("size_average"), self.parameters.get("reduce")
        if average is None and reduce is None:
            return self.parameters.get("reduction", "mean")
        if reduce is not None and not reduce:
            return "none"
        return "sum" if average is not None and not average else "mean"


def scalar_or_text(value):
    try:
        return scalar(value)
    except ValueError:
        return value


# The losses -----------------------------------------------------------------------------------------------------------


def rows(shape):
    """The shape of the positions, and for each its flat indices along the class axis (1, or 0 of a lone axis)."""
    outer, classes, inner = (shape[0], shape[1], shape[2:]) if len(shape) > 1 else (1, shape[0], [])
    size = math.prod(inner)
    cells = [[(n * classes + c) * size + j for c in range(classes)] for n in range(outer) for j in range(size)]
    return ([outer, *inner] if len(shape) > 1 else []), cells


def over_labels(question, element):
    """Elements for targets that are class indices, and the weighted mean's denominator."""
    shape, cells = rows(question.shapes["input"])
    ignored = question.parameter("ignore_index", -100)
    labels = question.data["target"]
    weight = question.data.get("weight", [1] * max(map(len, cells), default=0))
    elements = [None if label == ignored else element(row, label) for row, label in zip(cells, labels)]
    return Problem(shape, elements, sum((mpf(weight[label]) for label in labels if label != ignored), mpf(0)))


def nll_loss(question):
    """Minus the weighted log-probability of the label; nothing else is read."""
    return over_labels(
        question,
        lambda row, label: Element(
            lambda read: -read("weight", label) * read("input", row[label]), [("input", row[label])]
        ),
    )


def cross_entropy(question):
    """Cross-entropy of softmax against (1-ε)·target + ε/C, in exponential-family form: A(x)·Σa − Σ aₖ·xₖ, a = w·q."""
    smoothing = question.parameter("label_smoothing", 0)
    smoothing = mpf(smoothing) if smoothing > 0 else 0
    soft = question.shapes["target"] == question.shapes["input"]

    def element(row, label=None):
        def value(read):
            share = [read("target", i) if soft else int(c == label) for c, i in enumerate(row)]
            mass = [(1 - smoothing) * q + smoothing / len(row) for q in share]
            pulls = [(read("weight", c) * q, read("input", row[c])) for c, q in enumerate(mass) if soft or q != 0]
            log_partition = mp.log(mp.fsum(exp(read("input", i)) for i in row))
            return mp.fsum(a for a, _ in pulls) * log_partition - mp.fsum(a * x for a, x in pulls)

        reads = [("input", i) for i in row]
        if soft:
            reads += [("target", i) for i in row] + [("weight", c) for c in range(len(row))]
        return Element(value, reads)

    if not soft:
        return over_labels(question, element)
    question.parameter("ignore_index", None)  # has no say over probabilities
    shape, cells = rows(question.shapes["input"])
    return Problem(shape, [element(row) for row in cells], mpf(len(cells)))


def spread(source, shape):
    """For each flat index of `shape`, the flat index of what is broadcast to it by the trailing axes."""
    source = [1] * (len(shape) - len(source)) + source
    indices = [0]
    for size, wide in zip(source, shape):
        indices = [i * size + (j if size > 1 else 0) for i in indices for j in range(wide)]
    return indices


def binary_cross_entropy_with_logits(question):
    """Bernoulli's minus log-likelihood of the target under σ(x); an ignored element is as good as absent."""
    shape = question.shapes["input"]
    ignored = question.parameter("ignore_index", None)
    weight = spread(question.shapes.get("weight", []), shape)
    positive = spread(question.shapes.get("pos_weight", []), shape)

    def element(i):
        def value(read):
            x, y = read("input", i), read("target", i)
            yes, no = read("pos_weight", positive[i]) * y, 1 - y
            loss = -yes * mp.log(1 / (1 + exp(-x))) if yes != 0 else mpf(0)
            return read("weight", weight[i]) * (loss - no * mp.log(1 / (1 + exp(x))) if no != 0 else loss)

        return Element(value, [("input", i), ("target", i)])

    elements = [None if target == ignored else element(i) for i, target in enumerate(question.data["target"])]
    return Problem(shape, elements, mpf(sum(element is not None for element in elements)))


FORMULAS = {formula.__name__: formula for formula in (nll_loss, cross_entropy, binary_cross_entropy_with_logits)}

# Evaluation -----------------------------------------------------------------------------------------------------------


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
        return math.copysign(0.0 if mp.mag(x) < 0 else math.inf, x)
    p, q = to_rational(mpf(x)._mpf_)
    try:
        return int(p) / int(q)
    except OverflowError:
        return math.copysign(math.inf, p)


class Derivation:
    """Loss and gradients of one vector, each entry at as few digits as decide its binary64."""

    def __init__(self, loss, vector):
        if loss not in FORMULAS:
            raise Unanswerable(f"no textbook formula for {loss} here")
        self.question = question = Question(vector)
        self.upstream = [scalar(x) for x in vector.get("upstream", {"data": [1]})["data"]]
        finite = [[x for x in data if x and math.isfinite(x)] for data in [*question.data.values(), self.upstream]]
        self.span = sum(max((abs(math.frexp(x)[1]) for x in data), default=0) for data in finite)
        self.largest = max(map(abs, finite[list(question.data).index("input")]), default=0)
        mp.prec = 200 + 2 * self.span
        exponential.cache_clear()
        self.problem = FORMULAS[loss](question)
        unknown = question.parameters.keys() - question.used
        if unknown:
            raise Unanswerable(f"parameter {', '.join(sorted(unknown))} is unknown here")
        self.reduction = question.reduction()
        self.count = self.problem.count if self.reduction == "mean" else 1

    def settle(self, compute):
        """Lower and upper binary64 of compute(step): the same, unless a tie is nearer than e^-20000 can tell apart.

        Three precisions, in bits behind the point: enough for most; enough for the smallest subnormal; enough to see
        e^-(x_i - x_j), which alone decides between neighbours when a saturated result lies on a tie.
        """
        for bits in (160, 1140, 1200 + min(int(3 * self.largest), 1 << 16)):
            grid = bits + self.span
            mp.prec = 3 * grid // 2 + 2 * self.span + 64
            x = compute(mp.ldexp(1, -(grid // 2 + self.span + 16)))  # a step whose square is far below the grid
            if not mp.isfinite(x):
                return float(x), float(x)
            x = mp.ldexp(mp.nint(mp.ldexp(x, grid)), -grid)  # what is exactly zero, or exactly a tie, shall be so
            doubt = mp.ldexp(1, 40 - bits)
            low, high = nearest(x - doubt), nearest(x + doubt)
            if low == high:
                break
        return (nearest(x), nearest(x)) if 3 * self.largest < 1 << 16 else (low, high)

    def loss(self):
        entries = range(len(self.problem.elements)) if self.reduction == "none" else [None]

        def compute(i):
            if i is None:
                values = (element.value(self.read) for element in self.problem.elements if element)
                return divide(sum(values, mpf(0)), self.count)
            return self.problem.elements[i].value(self.read) if self.problem.elements[i] else mpf(0)

        return [self.settle(lambda _, i=i: compute(i)) for i in entries]

    def read(self, name, index):
        return mpf(self.question.data[name][index]) if name in self.question.data else mpf(1)

    def gradient(self, name):
        readers = [[] for _ in self.question.data[name]]
        for i, element in enumerate(self.problem.elements):
            for source, index in element.reads if element else ():
                if source == name:
                    readers[index].append((element, mpf(self.upstream[i if self.reduction == "none" else 0])))

        def compute(index, step):
            slopes = (u * self.slope(element, (name, index), step) for element, u in readers[index])
            return sum((divide(slope, self.count) for slope in slopes), mpf(0))

        return [self.settle(lambda step, i=i: compute(i, step)) if readers[i] else (0.0, 0.0) for i in range(len(readers))]

    def slope(self, element, entry, step):
        """Central difference. An infinite entry is taken as the limit of ever larger ones."""
        far = 10**4 + 4 * self.largest

        def at(shift):
            def read(name, index):
                x = self.read(name, index)
                x = mp.sign(x) * far if mp.isinf(x) else x
                return x + shift if (name, index) == entry else x

            return element.value(read)

        return (at(step) - at(-step)) / (2 * step)


# Comparison -----------------------------------------------------------------------------------------------------------


def compare(loss, vector):
    """(outputs compared, complaints) for the first answer among the vector's outcomes."""
    stored = next(outcome["answer"] for outcome in vector["outcomes"] if "answer" in outcome)
    derived = Derivation(loss, vector)
    shape = derived.problem.shape if derived.reduction == "none" else []
    outputs = [("loss", stored["loss"], shape, derived.loss)]
    for name, tensor in stored.get("gradients", {}).items():
        outputs.append((name, tensor, derived.question.shapes[name], functools.partial(derived.gradient, name)))
    compared, complaints = 0, []
    for name, tensor, shape, derive in outputs:
        if tensor["shape"] != shape or len(tensor["data"]) != math.prod(shape):
            complaints.append(f"{name} is stored with shape {tensor['shape']}, and should have {shape}")
            continue
        for i, (claim, (low, high)) in enumerate(zip(tensor["data"], derive())):
            if claim == "any":
                continue
            compared, claim = compared + 1, float(scalar(claim))
            if not (claim in (low, high) or (claim != claim and low != low)):
                complaints.append(f"{name}[{i}] is stored as {claim!r}, and comes out as {low!r}")
    return compared, complaints


def check(path):
    """Reports on one file; (disagreements, clauses listed with an answer, clauses checked)."""
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    loss, compared, wrong, refusals, listed, covered = content["loss"], 0, 0, 0, set(), set()
    for vector in content["vectors"]:
        if not any("answer" in outcome for outcome in vector["outcomes"]):
            refusals += 1
            continue
        listed |= set(vector["clauses"])
        try:
            outputs, complaints = compare(loss, vector)
        except Unanswerable as reason:
            print(f"  left {loss}/{vector['id']}: {reason}")
            continue
        compared, wrong = compared + outputs, wrong + len(complaints)
        covered |= set(vector["clauses"]) if outputs else set()
        for complaint in complaints:
            print(f"  WRONG {loss}/{vector['id']}: {complaint}")
    print(f"{loss}: {compared} outputs compared, {compared - wrong} agree; {refusals} vectors are refusals only")
    return wrong, listed, covered


def main(arguments):
    paths = [argument for argument in arguments if argument != "--clauses"]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    wrong, listed, covered = 0, set(), set()
    for path in paths:
        try:
            counts = check(path)
        except (OSError, ValueError, KeyError) as error:
            print(f"{path} is not a readable vector file: {type(error).__name__}: {error}", file=sys.stderr)
            return 2
        wrong, listed, covered = wrong + counts[0], listed | counts[1], covered | counts[2]
    for clause in sorted(listed - covered):
        print(f"  clause not covered: {clause}")
    return 1 if wrong or ("--clauses" in arguments and listed - covered) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
