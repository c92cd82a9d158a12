/** Whether a value would be too long as JSON, told without writing it, and without looking further than needed. */

/** Counts the characters of strings and two for anything else, which is never more than JSON takes. */
export function isLongerThan(value: unknown, limit: number): boolean {
  return roomAfter(value, limit) < 0;
}

function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length - 2;
  if (ArrayBuffer.isView(value)) return room - value.byteLength;
  let left = room - 2;
  if (typeof value !== 'object' || value === null) return left;
  for (const entry of Array.isArray(value) ? value : Object.values(value)) {
    if (left < 0) break;
    left = roomAfter(entry, left);
  }
  return left;
}
