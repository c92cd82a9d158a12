/** `lossproof coverage`: is every clause shown, every combination of parameters covered, every mistake killed? */
import { commonClauses, loadLosses } from '../../spec/load.ts';
import { adequacyOf, clauseProblems, coverageOf } from '../../vectors/adequacy.ts';
import { type Command, flag } from '../command.ts';
import { addLossChoice, chosenLosses } from '../options.ts';

export default {
  summary: 'Show which clauses, combinations and mistakes the vectors cover',
  describe(line) {
    addLossChoice(line).option('--all', 'list every clause, not only the counts');
  },
  async run(given) {
    const losses = loadLosses();
    const judged = chosenLosses(given, losses).map((loss) => ({ loss, adequacy: adequacyOf(loss) }));
    const common = coverageOf([...commonClauses().values()], [...losses.keys()]);
    const problems = [...clauseProblems(common), ...judged.flatMap(({ adequacy }) => adequacy.problems)];
    const all = [...common, ...judged.flatMap(({ adequacy }) => adequacy.clauses)];
    if (flag(given, 'json')) {
      const clauses = all.map(({ clause, vectors, laws }) => ({
        id: clause.id,
        level: clause.level,
        shown: clause.shown,
        vectors,
        laws,
      }));
      process.stdout.write(`${JSON.stringify({ clauses, problems }, null, 1)}\n`);
      return problems.length === 0 ? 'conforms' : 'suiteAtFault';
    }
    if (flag(given, 'all')) {
      for (const { clause, vectors, laws } of all) {
        const shown =
          clause.shown === 'vector'
            ? `${vectors} vectors`
            : clause.shown === 'law'
              ? `${laws} laws`
              : `${clause.shown}: ${clause.reason}`;
        process.stdout.write(`${clause.id}  ${clause.level}  ${shown}\n`);
      }
    }
    for (const { loss, adequacy } of judged) {
      const by = (shown: string): number => adequacy.clauses.filter(({ clause }) => clause.shown === shown).length;
      process.stdout.write(
        `${loss.name}: ${adequacy.clauses.length} clauses (${by('vector')} by vector, ${by('law')} by law, ${by('document')} by document, ${by('none')} by none); ` +
          `${adequacy.rows} rows cover every triple; ${adequacy.mistakes.filter(({ vectors }) => vectors > 0).length} of ${adequacy.mistakes.length} mistakes killed; ` +
          `accurate within ${adequacy.accuracy.toFixed(1)} u·condition (bound ${loss.accuracy.factor})\n`,
      );
    }
    for (const problem of problems) process.stdout.write(`PROBLEM ${problem}\n`);
    const survivors = judged.flatMap(({ adequacy }) => adequacy.mistakes.filter(({ vectors }) => vectors === 0));
    process.stdout.write(`${all.length} clauses, ${problems.length} problems, ${survivors.length} mistakes alive\n`);
    return problems.length === 0 ? 'conforms' : 'suiteAtFault';
  },
} satisfies Command;
