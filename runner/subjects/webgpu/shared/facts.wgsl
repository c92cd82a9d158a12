// Facts that are settled once and read by every kernel. They lie in front of scratch.
//#import shared/dtypes.wgsl
//#import shared/parameters.wgsl

const HOW = 0u; // the reduction
const DENOMINATOR = 1u; // of the mean, bits
const SEED = 2u; // the slope of the objective by every loss, bits, unless the losses are not reduced
const FACTS = 4u; // words of them, and one that a loss may use

fn how() -> u32 {
  return scratch[HOW];
}

fn set_denominator(denominator: Real) {
  scratch[DENOMINATOR] = to_bits(denominator);
  if question[1] == 0u {
    return;
  }
  let above = load(tensor(upstream_slot()), 0u);
  scratch[SEED] = to_bits(select_real(over(above, denominator), above, how() == SUM));
}

fn seed(n: u32) -> Real {
  if how() == NONE {
    return load(tensor(upstream_slot()), n);
  }
  return from_bits(scratch[SEED]);
}
