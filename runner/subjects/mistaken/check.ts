/** `npm run diagnosis`: tries every mistake and random pairs over stdio, and says which were not found. */
import { isRight, pairs, type Result, singles, sweep, type Trial } from './sweep.ts';

let wrong = 0;
for (const [what, trials] of [
  ['mistakes', singles()],
  ['pairs', pairs()],
] as const) {
  const results = await sweep(trials, tell);
  const right = results.filter(isRight).length;
  wrong += results.length - right;
  process.stdout.write(`${right} of ${results.length} ${what} diagnosed, ${ambiguous(results)} of them not alone\n`);
}
process.exitCode = wrong === 0 ? 0 : 1;

function tell(result: Result): void {
  const { found, alternatives } = result;
  if (!isRight(result)) process.stdout.write(`WRONG ${spelled(result)}: found ${found.join(' and ') || 'nothing'}\n`);
  else if (alternatives.length > 0)
    process.stdout.write(`also ${spelled(result)}: ${alternatives.map((set) => set.join(' and ')).join(', or ')}\n`);
}

function spelled({ loss, mistakes, profile }: Trial): string {
  return `${loss} with ${mistakes.join(' and ')} in ${profile}`;
}

function ambiguous(results: readonly Result[]): number {
  return results.filter((result) => isRight(result) && result.alternatives.length > 0).length;
}
