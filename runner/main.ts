/** The command line: each file in commands/ is one command, and whatever goes wrong ends in a sentence and a code. */
import { readdirSync } from 'node:fs';
import { CommanderError, Command as CommandLine } from 'commander';
import { SpecError } from '../spec/yaml.ts';
import { VectorError } from '../vectors/format.ts';
import { CannotOpen } from './channel.ts';
import type { Command } from './command.ts';
import { type Exit, exits, Failure } from './failure.ts';
import { CannotStart } from './session.ts';

const folder = new URL('commands/', import.meta.url);

/** Never throws. @returns the process's exit code */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return exits[await run(argv)];
  } catch (error) {
    return exits[explain(error)];
  }
}

async function run(argv: readonly string[]): Promise<Exit> {
  const split = argv.indexOf('--');
  const words = split < 0 ? argv : argv.slice(0, split);
  const target = split < 0 ? [] : argv.slice(split + 1);
  if (split >= 0 && target.length === 0)
    throw new Failure('usage', 'nothing follows "--"; it takes a command to start');
  let exit: Exit = 'conforms';
  const program = new CommandLine('lossproof')
    .description('Asks an implementation of machine-learning losses and tells where it is wrong.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
      outputError: (message, write) => write(message.replace(/^error: /, 'lossproof: ')),
    })
    .showHelpAfterError('"lossproof help" shows all commands.');
  for (const name of neededCommands(words[0])) {
    const command = await loadCommand(name);
    const line = program
      .command(name)
      .description(command.summary)
      .showHelpAfterError(`"lossproof help ${name}" shows what it takes.`);
    command.describe(line);
    line.action(async () => {
      exit = await command.run({ words: line.args, options: line.opts() }, target);
    });
  }
  await program.parseAsync([...words], { from: 'user' });
  return exit;
}

/** The command that is named; all of them where none is, for help and for suggestions. */
function neededCommands(word: string | undefined): readonly string[] {
  const names = commandNames();
  return word !== undefined && names.includes(word) ? [word] : names;
}

/** Discovered: TypeScript in a checkout, JavaScript once compiled. */
const commandNames = (): readonly string[] =>
  readdirSync(folder)
    .flatMap((file) => /^([a-z-]+)\.[jt]s$/.exec(file)?.[1] ?? [])
    .sort();

async function loadCommand(name: string): Promise<Command> {
  const file = readdirSync(folder).find((candidate) => new RegExp(`^${name}\\.[jt]s$`).test(candidate));
  const module: { readonly default: Command } = await import(new URL(file ?? '', folder).href);
  return module.default;
}

/** Says what went wrong, for people; what nobody foresaw is the suite's own fault. */
function explain(error: unknown): Exit {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 'conforms' : 'usage';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`lossproof: ${message}\n`);
  if (error instanceof Failure) return error.exit;
  if (error instanceof CannotStart) return 'subjectAtFault';
  if (error instanceof CannotOpen) return 'usage';
  if (error instanceof SpecError || error instanceof VectorError) return 'suiteAtFault';
  if (process.env.LOSSPROOF_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  else process.stderr.write('This is a fault of lossproof itself; LOSSPROOF_DEBUG=1 shows where.\n');
  return 'suiteAtFault';
}
