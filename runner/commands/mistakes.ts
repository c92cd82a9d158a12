/** `lossproof mistakes`: which known mistakes the vectors reject, by loss and kind. */
import { loadLosses } from '../../spec/load.ts';
import { loadKills } from '../../vectors/kills.ts';
import { type Fate, fatesOf, kinds } from '../../vectors/score.ts';
import { type Command, flag } from '../command.ts';
import { addLossChoice, chosenLosses } from '../options.ts';

export default {
  summary: 'Show which known mistakes the vectors kill',
  describe(line) {
    addLossChoice(line).option('--all', 'list every mistake');
  },
  async run(given) {
    const chosen = chosenLosses(given, loadLosses());
    const fates = chosen.map((loss) => ({ loss, own: fatesOf(loss, loadKills(loss.name)) }));
    const all = fates.flatMap(({ own }) => own);
    const alive = all.filter(isAlive);
    if (flag(given, 'json')) {
      const spelled = fates.flatMap(({ loss, own }) => own.map((fate) => spell(loss.name, fate)));
      process.stdout.write(`${JSON.stringify({ mistakes: spelled, alive: alive.length }, null, 1)}\n`);
      return alive.length === 0 ? 'conforms' : 'suiteAtFault';
    }
    for (const { loss, own } of fates) {
      for (const kind of kinds) {
        const group = own.filter((fate) => fate.kind === kind);
        if (group.length > 0) process.stdout.write(`${loss.name}  ${kind}: ${summary(group)}\n`);
      }
      if (flag(given, 'all')) for (const fate of own) process.stdout.write(`    ${line(fate)}\n`);
      for (const { seen, why } of loss.outOfReach) {
        if (flag(given, 'all')) process.stdout.write(`    out of reach: ${seen.join(', ')}: ${why}\n`);
      }
    }
    for (const { mistake } of alive) process.stdout.write(`ALIVE ${mistake.name}: ${mistake.says}\n`);
    const outOfReach = chosen.flatMap((loss) => loss.outOfReach).length;
    process.stdout.write(`${summary(all)}, ${outOfReach} kinds of report out of reach\n`);
    return alive.length === 0 ? 'conforms' : 'suiteAtFault';
  },
} satisfies Command;

const isAlive = ({ mistake, vectors }: Fate): boolean => vectors === 0 && mistake.harmless === undefined;

function summary(group: readonly Fate[]): string {
  const able = group.filter(({ mistake }) => mistake.harmless === undefined);
  const killed = able.filter(({ vectors }) => vectors > 0).length;
  const independent = able.filter((fate) => fate.independent > 0).length;
  const harmless = group.length - able.length;
  return (
    `${killed} of ${able.length} killed, ${independent} by a vector that was not written for it` +
    (harmless > 0 ? `, ${harmless} harmless` : '')
  );
}

const line = ({ mistake, vectors }: Fate): string =>
  mistake.harmless === undefined
    ? `${mistake.name}: ${vectors} vector${vectors === 1 ? '' : 's'}`
    : `${mistake.name}: harmless, ${mistake.harmless}`;

const spell = (loss: string, { mistake, kind, vectors, independent }: Fate): object => ({
  loss,
  name: mistake.name,
  kind,
  says: mistake.says,
  seen: mistake.seen,
  vectors,
  independent,
  ...(mistake.harmless === undefined ? {} : { harmless: mistake.harmless }),
});
