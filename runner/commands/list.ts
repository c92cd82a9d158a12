/** `lossproof list`: the losses, vectors, laws, clauses, mistakes, dialects or subjects there are. */
import { commonClauses, loadLosses } from '../../spec/load.ts';
import { loadVectors } from '../../vectors/format.ts';
import type { Command } from '../command.ts';
import { Failure, nearest } from '../failure.ts';
import { addSelection, selectionOf } from '../options.ts';
import type { Selection } from '../select.ts';
import { knownSubjects } from '../subjects.ts';
import { cases, lawCases } from '../suite.ts';

const chosen = (selection: Selection) =>
  [...loadLosses().values()].filter(({ name }) => selection.loss === undefined || selection.loss.includes(name));

/** What can be listed, and its lines. */
const listings: Readonly<Record<string, (selection: Selection) => Iterable<string>>> = {
  losses: (selection) =>
    chosen(selection).map(({ name, summary }) => `${name}  ${loadVectors(name).vectors.length} vectors  ${summary}`),
  *vectors(selection) {
    for (const { address, vector } of cases(selection)) yield `${address}  ${vector.why}`;
  },
  *laws(selection) {
    const losses = loadLosses();
    for (const { address, loss, instance } of lawCases(selection)) {
      yield `${address}  ${losses.get(loss)?.laws.get(instance.law)?.says}`;
    }
  },
  clauses: (selection) =>
    [...commonClauses().values(), ...chosen(selection).flatMap(({ clauses }) => [...clauses.values()])].map(
      ({ id, level, says }) => `${id}  ${level}  ${says}`,
    ),
  mistakes: (selection) =>
    chosen(selection).flatMap(({ name: loss, mistakes }) =>
      [...mistakes.values()].map(({ name, says, seen }) => `${loss}/${name}  ${says}  (${seen.join(', ')})`),
    ),
  dialects: (selection) =>
    chosen(selection).flatMap(({ name: loss, dialects }) =>
      [...dialects.values()].map(({ name, says }) => `${loss}/${name}  ${says}`),
    ),
  subjects: () =>
    [...knownSubjects().values()].map(
      ({ name, says, bundled }) => `${name}  ${says ?? ''}${bundled ? ' (bundled)' : ''}`,
    ),
};

export default {
  summary: `List ${Object.keys(listings).join(', ')}`,
  describe(line) {
    line.argument('[what]', Object.keys(listings).join(', '), 'losses');
    addSelection(line);
  },
  async run(given) {
    const [what = 'losses'] = given.words;
    const listing = Object.hasOwn(listings, what) ? listings[what] : undefined;
    if (!listing) throw new Failure('usage', `cannot list "${what}"${nearest(what, Object.keys(listings))}`);
    for (const line of listing(await selectionOf(given))) process.stdout.write(`${line}\n`);
    return 'conforms';
  },
} satisfies Command;
