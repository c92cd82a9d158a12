/** How a command ends: each class of failure has its exit code, and the gravest one wins. */

/** In order of gravity. */
export const exits = {
  suiteAtFault: 5,
  usage: 2,
  subjectAtFault: 3,
  nothingRan: 4,
  incomplete: 6,
  doesNotConform: 1,
  conforms: 0,
} as const;

export type Exit = keyof typeof exits;

const gravity = Object.keys(exits);

/** The gravest of several ends. */
export const gravest = (list: readonly Exit[]): Exit =>
  list.reduce<Exit>((worst, one) => (gravity.indexOf(one) < gravity.indexOf(worst) ? one : worst), 'conforms');

/** Ends a command with a message for people: subject, fact, remedy. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: Exit;

  constructor(exit: Exit, message: string) {
    super(message);
    this.exit = exit;
  }
}

/** So many names a message lists whole; of more it shows the nearest. */
const LISTED = 16;

/** What a message adds to a name that is not known: the one that was meant, or those there are. */
export function nearest(typed: string, known: readonly string[]): string {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (!best) return '';
  if (best.distance <= Math.max(2, best.name.length / 3)) return `; did you mean "${best.name}"?`;
  if (known.length <= LISTED) return `; there are: ${known.join(', ')}`;
  return `; there are ${known.length}, the nearest: ${ranked
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}`;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
