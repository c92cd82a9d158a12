/** One unit of generation: a loss's questions, or a share of them, answered with one arithmetic. */
import { commonClauses, loadLosses } from '../spec/load.ts';
import type { Clause, Loss } from '../spec/loss.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { mpfr } from '../spec/oracle/mpfr.ts';
import { type Answered, answer } from './answer.ts';
import { VectorError } from './format.ts';
import { type LawInstance, planLaws, stateLaw } from './laws.ts';
import { type Planned, plan } from './plan.ts';

export type ArithmeticName = 'bigint' | 'mpfr';

/** Answers of one loss; `progress` hears of each. */
export class Workshop {
  private readonly losses = loadLosses();
  private readonly shared = commonClauses();

  names(): readonly string[] {
    return [...this.losses.keys()];
  }

  loss(name: string): Loss {
    const loss = this.losses.get(name);
    if (!loss) throw new Error(`no loss "${name}"; there are: ${this.names().join(', ')}`);
    return loss;
  }

  /** Its own clauses and those that all losses share. */
  clauses(name: string): ReadonlyMap<string, Clause> {
    return new Map([...this.shared, ...this.loss(name).clauses]);
  }

  plan(name: string, existing: readonly string[]): readonly Planned[] {
    return plan(this.loss(name), existing);
  }

  async answer(name: string, planned: Planned, arithmetic: ArithmeticName): Promise<Answered> {
    const loss = this.loss(name);
    const clauses = this.clauses(name);
    try {
      return arithmetic === 'bigint'
        ? answer(bigint, loss, clauses, planned)
        : answer(await shared(), loss, clauses, planned);
    } catch (error) {
      throw new VectorError(`${loss.file}: ${planned.id}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  async laws(name: string, planned: readonly Planned[], arithmetic: ArithmeticName): Promise<readonly LawInstance[]> {
    const loss = this.loss(name);
    const numbers = arithmetic === 'bigint' ? bigint : await shared();
    return planLaws(loss, planned).flatMap((one) => stateLaw(numbers as Arithmetic<never>, this.losses, loss, one));
  }
}

let instance: ReturnType<typeof mpfr> | undefined;
const shared = (): ReturnType<typeof mpfr> => (instance ??= mpfr());
