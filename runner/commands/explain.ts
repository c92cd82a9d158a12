/** `lossproof explain`: one vector, its true answer, what is allowed and why, and what a subject says to it. */
import type { Command } from '../command.ts';
import { examine } from '../examine.ts';
import { Failure } from '../failure.ts';
import { findAdapter } from '../find-adapter.ts';
import { locate } from '../locate.ts';
import { addStrictness, patienceOf, strictnessOf } from '../options.ts';
import { explainLaw, explainVector } from '../reports/explanation.ts';
import { explainVerdict } from '../reports/said.ts';
import { chooseSubject } from '../subjects.ts';

export default {
  summary: 'Explain one vector: question, answer, acceptance, clauses, mistakes',
  describe(line) {
    line
      .argument('<address>', 'loss/vector/dtype')
      .argument('[subject]', 'ask this subject, too; a command goes after --');
    addStrictness(line);
    line.option('--patience <seconds>', 'how long an answer may take', '10');
  },
  async run(given, command) {
    const [address = '', word, extra] = given.words;
    if (extra !== undefined) throw new Failure('usage', `"${extra}" is one word too many; put a command after --`);
    const strictness = await strictnessOf(given);
    const located = locate(address);
    const explanation = located.kind === 'law' ? explainLaw(located.one) : explainVector(located.one);
    process.stdout.write(`${explanation}\n`);
    if (word === undefined && command.length === 0) return 'conforms';
    const subject = chooseSubject(word, command);
    const only = [address.replace(/@[^/]*/, '')];
    const session = { patience: patienceOf(given) };
    const adapter = await findAdapter(subject.target);
    const examination = await examine(adapter, subject, { ...strictness, selection: { only }, session, today: '' });
    for (const verdict of examination.verdicts) {
      process.stdout.write(`${explainVerdict(`${subject.name}, ${verdict.address}`, verdict)}\n`);
    }
    return examination.verdicts.some(({ status }) => status === 'failed') ? 'doesNotConform' : 'conforms';
  },
} satisfies Command;
