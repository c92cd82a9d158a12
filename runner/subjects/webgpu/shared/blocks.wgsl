// The four blocks that every kernel has, and the tensors in question and answer. Answer, scratch and plan hold zeros when a
// question comes.

@group(0) @binding(0) var<storage, read> question: array<u32>;
// Atomic, since two halves share a word, and two invocations may write them at once.
@group(0) @binding(1) var<storage, read_write> answer: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(3) var<storage, read_write> plan: array<u32>;

const FLOAT16 = 2u;
const INT64 = 4u;
const INT32 = 5u;
const ABSENT = 0xffffffffu;
const HEADER = 4u; // words
const DESCRIPTOR = 12u;

struct Tensor {
  dtype: u32,
  rank: u32,
  elements: u32,
  start: u32, // in words
}

/* A slot of the question. The one after the last is what arrives from above. */
fn tensor(slot: u32) -> Tensor {
  let at = HEADER + DESCRIPTOR * slot;
  return Tensor(question[at], question[at + 1u], question[at + 2u], question[at + 3u] / 4u);
}

fn upstream_slot() -> u32 {
  return question[2];
}

fn dtype_of(slot: u32) -> u32 {
  return question[HEADER + DESCRIPTOR * slot];
}

fn rank_of(slot: u32) -> u32 {
  return question[HEADER + DESCRIPTOR * slot + 1u];
}

fn elements_of(slot: u32) -> u32 {
  return question[HEADER + DESCRIPTOR * slot + 2u];
}

fn size_of(slot: u32, axis: u32) -> u32 {
  return question[HEADER + DESCRIPTOR * slot + 4u + axis];
}

fn is_given(slot: u32) -> bool {
  return dtype_of(slot) != ABSENT;
}

/* Of the dtype that the answer is to have. */
fn is_floating(slot: u32) -> bool {
  return dtype_of(slot) == question[0];
}

/* What was declared of the answer: 0 is the loss, 1 + slot a gradient. */
fn declared(place: u32) -> Tensor {
  let at = HEADER + DESCRIPTOR * place;
  return Tensor(
    atomicLoad(&answer[at]),
    atomicLoad(&answer[at + 1u]),
    atomicLoad(&answer[at + 2u]),
    atomicLoad(&answer[at + 3u]) / 4u,
  );
}

fn is_wanted(slot: u32) -> bool {
  return ((question[1] >> slot) & 1u) == 1u;
}
