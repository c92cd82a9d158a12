// The honest subject of nll-loss.mjs as far as questions.ts asks: minus an entry of one row, whose sign is one bit.

@group(0) @binding(0) var<storage, read> question: array<u32>;
@group(0) @binding(1) var<storage, read_write> answer: array<u32>;
@group(0) @binding(2) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(3) var<storage, read_write> plan: array<u32>;

// Slots: input, target, weight; then what arrives from above.
const INPUT = 4u;
const UPSTREAM = INPUT + 3u * 12u;
const LOSS = 4u;
const GRADIENT = LOSS + 12u;
const DATA = LOSS + 4u * 12u;
const ABSENT = 0xffffffffu;
const SIGN = 0x80000000u;
const POISON = 0x402a0000u; // the first half of 13.0

@compute @workgroup_size(1) fn check() {
  plan[0] = 1u;
  plan[1] = 1u;
  plan[2] = 1u;
}

@compute @workgroup_size(1) fn row() {
  let input = question[INPUT + 3u] / 4u;
  let upstream = question[UPSTREAM + 3u] / 4u;
  describe(LOSS, UPSTREAM, DATA);
  describe(GRADIENT, INPUT, DATA + 4u);
  answer[GRADIENT + 12u] = ABSENT;
  answer[GRADIENT + 24u] = ABSENT;
  answer[DATA] = question[input];
  answer[DATA + 1u] = question[input + 1u] ^ SIGN;
  answer[DATA + 4u] = question[upstream];
  answer[DATA + 5u] = question[upstream + 1u] ^ SIGN;
  if question[input + 1u] == POISON {
    // STRIKE
  }
}

fn describe(tensor: u32, like: u32, data: u32) {
  for (var word = 0u; word < 12u; word++) {
    answer[tensor + word] = question[like + word];
  }
  answer[tensor + 3u] = 4u * data;
}
