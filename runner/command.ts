/** What a file in commands/ exports: its own part of the command line, and what it does. */
import type { Command as CommandLine } from 'commander';
import type { Exit } from './failure.ts';

export interface Command {
  readonly summary: string;
  /** Adds arguments and options. */
  readonly describe: (line: CommandLine) => void;
  /**
   * @param given what stands on the command line, as `describe` names it
   * @param target the words after "--"
   */
  readonly run: (given: Given, target: readonly string[]) => Promise<Exit>;
}

export interface Given {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** An option that may be given once. */
export const text = ({ options }: Given, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

/** For `option` in `describe`: it may be given several times, and each time takes one word. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** An option that may be repeated. */
export const list = ({ options }: Given, name: string): readonly string[] | undefined => {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : undefined;
};

export const flag = ({ options }: Given, name: string): boolean => options[name] === true;
