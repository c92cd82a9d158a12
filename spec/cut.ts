/** Cuts one flat list into the named ones that it was joined from. */

/** @param lengths of the named lists, in the order in which they were joined */
export function cut<List extends { slice(start: number, end: number): List }>(
  flat: List,
  lengths: Iterable<readonly [name: string, length: number]>,
): Map<string, List> {
  const lists = new Map<string, List>();
  let start = 0;
  for (const [name, length] of lengths) {
    lists.set(name, flat.slice(start, start + length));
    start += length;
  }
  return lists;
}
