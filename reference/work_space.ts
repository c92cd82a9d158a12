/** Room for numbers on the way to an answer, kept between calls: making it anew takes as long as ten exponentials. */

/** Gives the same array again and again, of at least `size` entries and with whatever was left in it. */
export function workSpace(): (size: number) => Float64Array {
  let kept = new Float64Array(0);
  return (size) => {
    if (kept.length < size) kept = new Float64Array(size);
    return kept;
  };
}
