/** What is used of the engine's WebAssembly, which Node and browsers have and the types of neither ECMAScript nor Node know. */

export interface Engine {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<object>;
  readonly Module: {
    imports(module: object): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, object>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: abstract new (...words: never) => Memory;
}

/** Its buffer is another one whenever the module has made it grow. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

const everything: object = globalThis;

export const engine: Engine = Reflect.get(everything, 'WebAssembly');
