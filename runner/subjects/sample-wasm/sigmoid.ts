/**
 * A sample to copy, in AssemblyScript: sigmoid in float32, value and gradient.
 *
 *     npx asc sigmoid.ts --outFile sigmoid.wasm --runtime stub -O3
 *     npx lossproof run ./sigmoid.wasm --loss sigmoid --dtype float32
 */

const HELLO = String.UTF8.encode(
  `{ "protocol": 1, "name": "sample module", "version": "1.0", "profiles": ["float32"], "gradients": true,
     "losses": { "sigmoid": { "dtypes": ["float32"], "parameters": [], "inputs": [] } } }`,
  true, // with a NUL at its end
);

/** @returns where the hello is */
export function hello(): usize {
  return changetype<usize>(HELLO);
}

// Memory: the question, and the answer behind it. All of it is forgotten with the question.

const START: usize = (heap.alloc(16) + 31) & ~15;
let free = START;

function take(bytes: usize): usize {
  const place = free;
  free = (place + bytes + 15) & ~15;
  const pages = <i32>((free + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return place;
}

export function allocate(bytes: i32): usize {
  return take(bytes);
}

export function reset(question: usize): void {
  free = question;
}

// Where things stand, as runner/README.md lays them out. Slots of the question: input, target, then the gradient from above.

const FLOAT32: u32 = 1;
const ABSENT: u32 = 0xffffffff;
const REFUSED: u32 = 1;
const HEADER: usize = 16;
const DESCRIPTOR: usize = 48;
const ANSWER_BYTES: usize = HEADER + 3 * DESCRIPTOR;

/** Where the descriptor of a slot is, or in an answer that of the loss, then of each gradient. */
function tensor(block: usize, place: usize): usize {
  return block + HEADER + DESCRIPTOR * place;
}

function numbers(block: usize, place: usize): usize {
  return block + load<u32>(tensor(block, place), 12);
}

export function sigmoid(question: usize): usize {
  const answer = take(ANSWER_BYTES);
  store<u32>(answer, 0);
  const input = tensor(question, 0);
  const upstream = tensor(question, 2);
  const wantsGradient = (load<u32>(question, 4) & 1) != 0;
  const isLegal = load<u32>(input) == FLOAT32 && (!wantsGradient || haveSameShape(input, upstream));
  if (!isLegal) {
    store<u32>(answer, REFUSED);
    return answer;
  }
  declare(answer, 0, input);
  store<u32>(tensor(answer, 1), ABSENT);
  store<u32>(tensor(answer, 2), ABSENT);
  if (wantsGradient) declare(answer, 1, input);

  const elements: usize = load<u32>(input, 8);
  for (let i: usize = 0; i < elements; i++) {
    const x: f64 = load<f32>(numbers(question, 0) + 4 * i);
    const e = Math.exp(-abs(x)); // so that neither side is a difference
    const larger = 1 / (1 + e);
    store<f32>(numbers(answer, 0) + 4 * i, <f32>(x < 0 ? e * larger : larger));
    if (!wantsGradient) continue;
    const arrives: f64 = load<f32>(numbers(question, 2) + 4 * i);
    store<f32>(numbers(answer, 1) + 4 * i, <f32>(arrives * larger * (e * larger)));
  }
  return answer;
}

function haveSameShape(a: usize, b: usize): bool {
  const rank = load<u32>(a, 4);
  return rank == load<u32>(b, 4) && memory.compare(a + 16, b + 16, 4 * rank) == 0;
}

/** Gives an answer a tensor of another's dtype and shape, with numbers of its own. */
function declare(answer: usize, place: usize, like: usize): void {
  memory.copy(tensor(answer, place), like, DESCRIPTOR);
  store<u32>(tensor(answer, place), <u32>(take(4 * load<u32>(like, 8)) - answer), 12);
}
