/** The one error this folder throws on purpose: an argument it cannot take, and what to give instead. */

/** Message: the argument's name, the fact, the remedy. Everything else that is thrown here is a defect. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  readonly argument: string;

  constructor(argument: string, fact: string, remedy: string) {
    super(`${argument} ${fact}: ${remedy}`);
    this.argument = argument;
  }
}

/** A value as it is quoted in a message: strings in quotes, so that 'mean ' and mean can be told apart. */
export const quote = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));
