/** How the WASM adapter reaches a hostile subject: its text and what the kind does on poison, assembled here. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../../channel.ts';
import { assemble } from './wasm.ts';

const folder = mkdtempSync(join(tmpdir(), 'lossproof-hostile-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const endless = '(loop $again (br $again))';

/** Instructions in front of an honest answer, where it can be told from others: what is empty strikes without them. */
const strikes: Readonly<Record<string, string>> = {
  honest: '',
  dies: 'unreachable',
  hangs: endless,
  // A function cannot be silent and go on; one that is silent never returns.
  skips: endless,
  // The answer begins where the memory ends.
  'half-line': '(return (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 32)))',
  // The hello is no answer.
  noise: '(return (call $hello))',
  'wrong-length': '(i32.store offset=8 (global.get $loss) (i32.const 2))',
  'long-line': `(i32.store (global.get $loss) (i32.const 6))
    (i32.store offset=8 (global.get $loss) (i32.const 9000000))`,
  // A function returns once.
  twice: '',
  never: '',
  'will-not-start': '',
};

export default (kind: string): Target => {
  const strike = strikes[kind];
  if (strike === undefined) throw new Error(`the WASM host has no strike for ${kind}; add one to ${import.meta.url}`);
  const file = join(folder, `${kind}.wasm`);
  const memory = kind === 'will-not-start' ? '"hidden"' : '"memory"';
  writeFileSync(file, assemble([';; STRIKE', strike], ['"memory"', memory]));
  return file;
};
