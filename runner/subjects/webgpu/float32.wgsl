// How float32 lies in memory: a word each.

const DTYPE = 1u;
const BYTES = 4u;

fn load(source: Tensor, i: u32) -> Real {
  return from_bits(question[source.start + i]);
}

fn store(to: Tensor, i: u32, x: Real) {
  atomicStore(&answer[to.start + i], to_bits(x));
}

/* The number as this dtype holds it. */
fn stored(x: Real) -> Real {
  return x;
}
