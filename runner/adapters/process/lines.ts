/** Cuts a stream of bytes into lines, each a JSON object or not, and never holds more than the longest line allowed. */
import type { Listener } from '../../channel.ts';

/** How much of a line that cannot be read is told. */
const TOLD = 4096;

export class Lines {
  readonly #to: Pick<Listener, 'message' | 'garbage' | 'tooLong'>;
  readonly #limit: number;
  #parts: Buffer[] = [];
  #held = 0;
  #closed = false;

  constructor(to: Pick<Listener, 'message' | 'garbage' | 'tooLong'>, limit: number) {
    this.#to = to;
    this.#limit = limit;
  }

  /** The beginning of what came after the last line end. */
  get partial(): string {
    return this.#parts.map(beginning).join('').slice(0, TOLD);
  }

  write(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0 && this.#hold(chunk.subarray(from, end)); ) {
      this.#line(Buffer.concat(this.#parts));
      this.#parts = [];
      this.#held = 0;
      from = end + 1;
      end = chunk.indexOf(0x0a, from);
    }
    this.#hold(chunk.subarray(from));
  }

  /** Keeps a part of a line; false once a line was too long, after which nothing is read any more. */
  #hold(part: Buffer): boolean {
    if (this.#closed) return false;
    this.#held += part.length;
    if (this.#held > this.#limit) this.#overflow();
    else if (part.length > 0) this.#parts.push(part);
    return !this.#closed;
  }

  #overflow(): void {
    this.#closed = true;
    this.#parts = [];
    this.#to.tooLong();
  }

  #line(line: Buffer): void {
    const value = parse(line);
    if (value !== undefined) this.#to.message(value);
    else this.#rescue(line);
  }

  /** A line end may be missing before a reply that is whole: what stands before it must not spoil it. */
  #rescue(line: Buffer): void {
    const start = line.lastIndexOf('{"id"');
    const value = start > 0 ? parse(line.subarray(start)) : undefined;
    const rest = value === undefined ? line : line.subarray(0, start);
    if (/\S/.test(beginning(rest))) this.#to.garbage(beginning(rest), rest.length);
    if (value !== undefined) this.#to.message(value);
  }
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** The object a line holds; undefined when it is no UTF-8, no JSON, or another kind of value. */
function parse(line: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(strict.decode(line));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const beginning = (line: Buffer): string => line.subarray(0, TOLD).toString('utf8');
