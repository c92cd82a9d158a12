/** For tests: examinations made by hand. */
import { EvidenceCollector } from '../diagnosis/evidence.ts';
import type { Examination } from '../examine.ts';
import type { Verdict } from '../verdict.ts';

export function verdict(address: string, rest: Partial<Verdict> = {}): Verdict {
  const [loss = '', , dtype = ''] = address.split('/');
  return { address, loss, dtype, status: 'passed', misses: [], deviations: [], worst: 0, unjudged: 0, ...rest };
}

type Made = Partial<Omit<Examination, 'expected' | 'verdicts'>> & { readonly expected?: readonly string[] };

export const examined = (verdicts: readonly Verdict[], { expected = [], ...rest }: Made = {}): Examination => ({
  hello: { protocol: 1, name: 'mine', version: '1.2', profiles: ['float64'], gradients: true, losses: {} },
  verdicts,
  expected: new Set(expected),
  evidence: new EvidenceCollector(),
  faults: [],
  incomplete: undefined,
  stale: [],
  milliseconds: 5,
  ...rest,
});
