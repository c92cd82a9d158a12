/** A WASM module at work: what it may import, what it has to export, and pointers that are held against its memory. */
import { engine, type Memory } from './engine.ts';

/** What the module returned departs from what is documented. Where it breaks down, it throws what the engine throws. */
export class Breach extends Error {
  override readonly name = 'Breach';
}

/** Exports that every subject has; the losses it lists in hello come to these. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  hello: 'hello(): i32',
  allocate: 'allocate(bytes: i32): i32',
  reset: 'reset(question: i32)',
};

export class Instance {
  readonly #memory: Memory;
  readonly #exports: Readonly<Record<string, unknown>>;

  /** @throws Error with a sentence when it cannot run here, or lacks what every subject exports */
  constructor(module: object) {
    refuseImports(module);
    const { exports } = new engine.Instance(module, { env: { abort: this.#abort } });
    if (!(exports.memory instanceof engine.Memory)) throw new Error('it exports no memory; export it as "memory"');
    this.#memory = exports.memory;
    this.#exports = exports;
    for (const [name, signature] of Object.entries(FUNCTIONS)) this.requireFunction(name, signature);
    // What a C or Rust module built as a reactor has to do before anything else is called.
    if (typeof exports._initialize === 'function') exports._initialize();
  }

  requireFunction(name: string, signature: string): void {
    if (typeof this.#exports[name] === 'function') return;
    throw new Error(`it exports no function ${name}; it takes ${signature}`);
  }

  /** All of its memory, from a pointer on. */
  from(pointer: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, pointer);
  }

  /** Calls a function that returns a pointer to at least so many bytes. */
  pointer(name: string, argument: number, bytes: number): number {
    const returned = this.#call(name, argument);
    if (typeof returned !== 'number' || !Number.isInteger(returned)) {
      throw new Breach(`its ${name} returned ${String(returned)}; it takes a pointer of 32 bits`);
    }
    const pointer = returned >>> 0;
    if (pointer === 0) throw new Breach(`its ${name} returned the pointer 0, which is none`);
    const { byteLength } = this.#memory.buffer;
    if (pointer + bytes <= byteLength) return pointer;
    const there = bytes > 1 && pointer < byteLength ? `, which has no room for ${bytes} bytes there` : '';
    throw new Breach(
      `its ${name} returned the pointer ${hexadecimal(pointer)}, outside its memory of ${hexadecimal(byteLength)} bytes${there}`,
    );
  }

  reset(question: number): void {
    this.#call('reset', question);
  }

  /** @returns the text from a pointer to the next NUL */
  text(pointer: number): string {
    const bytes = this.from(pointer);
    const end = bytes.indexOf(0);
    if (end < 0) throw new Breach(`the text at ${hexadecimal(pointer)} has no NUL at its end`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(0, end));
  }

  #call(name: string, argument: number): unknown {
    const exported = this.#exports[name];
    return typeof exported === 'function' ? exported(argument) : undefined;
  }

  /** AssemblyScript calls it where an assertion does not hold, with texts of its own, and then traps. */
  readonly #abort = (message: number, file: number, line: number, column: number): never => {
    throw new Error(`abort: ${this.#utf16(message)} (${this.#utf16(file)}:${line}:${column})`);
  };

  /** Such a text is UTF-16, with its length in bytes before it. */
  #utf16(pointer: number): string {
    const { buffer } = this.#memory;
    if (pointer < 4 || pointer > buffer.byteLength) return '?';
    const length = new DataView(buffer).getUint32(pointer - 4, true);
    return new TextDecoder('utf-16le').decode(new Uint8Array(buffer, pointer).slice(0, length));
  }
}

export const hexadecimal = (value: number): string => `0x${value.toString(16)}`;

function refuseImports(module: object): void {
  const missing = engine.Module.imports(module)
    .map((wanted) => `${wanted.module}.${wanted.name}`)
    .filter((name) => name !== 'env.abort');
  if (missing.length === 0) return;
  throw new Error(
    `it imports ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' and more' : ''}, which nobody provides; ` +
      'build it without WASI and without JavaScript around it, with a memory of its own',
  );
}
