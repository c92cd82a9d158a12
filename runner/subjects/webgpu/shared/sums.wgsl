// Sums: in the workgroup as a tree, of the workgroups in a second pass. The order is always the same.
//#import shared/answer.wgsl
//#import shared/facts.wgsl
//#import shared/work.wgsl

const PARTIALS = FACTS; // where the sums of the first pass wait

var<workgroup> board: array<vec2u, SIZE>;

fn to_board(x: Real) -> vec2u {
  return vec2u(bitcast<u32>(x.finite), x.special);
}

fn from_board(words: vec2u) -> Real {
  return Real(bitcast<f32>(words.x), words.y);
}

/* The sum over each run of `lanes` neighbouring invocations, a power of two. To be called by all of the workgroup. */
fn sum_over(lanes: u32, local: u32, mine: Real) -> Real {
  board[local] = to_board(mine);
  workgroupBarrier();
  for (var reach = lanes / 2u; reach > 0u; reach /= 2u) {
    if local % lanes < reach {
      board[local] = to_board(plus(from_board(board[local]), from_board(board[local + reach])));
    }
    workgroupBarrier();
  }
  let sum = from_board(board[local / lanes * lanes]);
  workgroupBarrier();
  return sum;
}

/* First pass: what one workgroup has summed up. */
fn keep_partial(group: u32, local: u32, mine: Real) {
  let sum = sum_over(SIZE, local, mine);
  if local == 0u {
    scratch[PARTIALS + 2u * group] = bitcast<u32>(sum.finite);
    scratch[PARTIALS + 2u * group + 1u] = sum.special;
  }
}

/* Second pass, of one workgroup: over the partial sums of a step. */
fn sum_of_partials(step: u32, local: u32) -> Real {
  var mine = ZERO;
  for (var group = local; group < plan[3u * step]; group += SIZE) {
    let at = PARTIALS + 2u * group;
    mine = plus(mine, Real(bitcast<f32>(scratch[at]), scratch[at + 1u]));
  }
  return sum_over(SIZE, local, mine);
}

/* The second pass of what the mean divides by. Refuses when an entry was met for which the question is not legal. */
fn settle(step: u32, local: u32) {
  let sum = sum_of_partials(step, local);
  if local == 0u {
    refuse_illegal(sum);
    set_denominator(sum);
  }
}

/* The second pass of the losses. */
fn finish(step: u32, local: u32) {
  let sum = sum_of_partials(step, local);
  if local > 0u {
    return;
  }
  refuse_illegal(sum);
  if how() == SUM {
    store(declared(0u), 0u, sum);
  } else if how() != NONE {
    store(declared(0u), 0u, over(sum, from_bits(scratch[DENOMINATOR])));
  }
}

fn refuse_illegal(sum: Real) {
  if (sum.special & ILLEGAL) != 0u {
    conclude(REFUSED);
  }
}
