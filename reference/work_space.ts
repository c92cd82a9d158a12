/** Room for numbers on the way to an answer, kept between calls: making it anew takes as long as ten exponentials. */

/** What is longer is not kept: 512 kB are soon filled beside what they are made for. */
const LONGEST = 2 ** 16;

/** Gives the same array again and again, of at least `size` entries and with whatever was left in it. */
export function workSpace(): (size: number) => Float64Array {
  let kept = new Float64Array(0);
  return (size) => {
    if (kept.length >= size) return kept;
    const made = new Float64Array(size);
    if (size <= LONGEST) kept = made;
    return made;
  };
}
