/** Memory as a stack: a question, then its answer and what is needed on the way there. */

const ALIGNMENT: usize = 16;
/** Bytes behind everything taken. Rows are read and written four numbers at a time, past an end that is not aligned. */
const SLACK: usize = 16;

/** Where the next bytes are taken from. */
let free: usize = aligned(__heap_base);
/** Where an answer begins: behind the last question. */
let questionsEnd: usize = free;

// @ts-ignore: decorator
@inline
function aligned(place: usize): usize {
  return (place + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/** So many bytes, of which nothing is known. It traps where there is no memory left. */
export function take(bytes: usize): usize {
  const place = free;
  free = aligned(place + bytes + SLACK);
  const pages = <i32>((free - 1) >> 16) + 1 - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return place;
}

export function takeZeros(bytes: usize): usize {
  const place = take(bytes);
  memory.fill(place, 0, bytes);
  return place;
}

export function takeQuestion(bytes: usize): usize {
  const place = take(bytes);
  questionsEnd = free;
  return place;
}

/** Forgets answers, so that a question can be asked any number of times. */
export function forgetAnswers(): void {
  free = questionsEnd;
}

export function forgetQuestion(question: usize): void {
  free = question;
  questionsEnd = question;
}
