/**
 * Makes a subject of a WASM module, in Node and in browsers alike: its functions are called with pointers to blocks of
 * bytes in its memory. runner/README.md documents what it exports.
 */
import type { Hello, ModuleSubject, RunRequest } from '../../protocol.ts';
import { unpackAnswer } from '../packed/answer.ts';
import { ALIGNMENT, type Slots, slotsOf } from '../packed/layout.ts';
import { packQuestion } from '../packed/question.ts';
import { engine } from './engine.ts';
import { Breach, hexadecimal, Instance } from './instance.ts';

type Reply = Awaited<ReturnType<ModuleSubject['run']>>;

/**
 * @param candidates builds of the same module, the one to prefer first; the first that the engine understands is run
 * @throws Error with a sentence when none can be, or when what it exports is no subject
 */
export async function wasmSubject(...candidates: readonly Uint8Array<ArrayBuffer>[]): Promise<ModuleSubject> {
  const module = await compile(candidates);
  let instance = new Instance(module);
  const hello = introduce(instance);
  const slots = new Map(
    Object.entries(Object(hello.losses)).map(([loss, support]) => [loss, slotsOf(Object(support))]),
  );
  for (const loss of slots.keys()) instance.requireFunction(loss, `${loss}(question: i32): i32, since hello lists it`);
  return {
    hello: () => hello,
    run(request) {
      const taken = slots.get(request.loss);
      if (taken === undefined) return { declined: `has no loss ${request.loss}` };
      try {
        return ask(instance, request, taken);
      } catch (error) {
        // After a trap nothing is known of its memory. The next question is asked of a module that starts anew.
        instance = new Instance(module);
        if (!(error instanceof Breach)) throw error;
        return { broken: error.message };
      }
    },
  };
}

async function compile(candidates: readonly Uint8Array<ArrayBuffer>[]): Promise<object> {
  const understood = candidates.find((bytes) => engine.validate(bytes)) ?? candidates.at(-1);
  if (understood === undefined) throw new Error('there is no module to choose from');
  if (!['\0', 'a', 's', 'm'].every((letter, index) => understood[index] === letter.charCodeAt(0))) {
    throw new Error('it is no WASM module: it does not begin with the bytes 00 61 73 6d');
  }
  return engine.compile(understood);
}

/** Only what the bytes of a question depend on is looked at; whoever asks for a hello holds it against the protocol. */
function introduce(instance: Instance): Hello {
  const text = instance.text(instance.pointer('hello', 0, 1));
  const hello = parse(text);
  if ('memory' in hello) {
    throw new Error('its hello lists memory, and a block of bytes holds contiguous tensors only; leave memory out');
  }
  return { ...hello, unchanged: true };
}

function parse(text: string): Hello {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`its hello is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  return Object(value);
}

function ask(instance: Instance, request: RunRequest, slots: Slots): Reply {
  const question = packQuestion(request, slots);
  if (!(question instanceof Uint8Array)) return question;
  const at = instance.pointer('allocate', question.length, question.length);
  if (at % ALIGNMENT !== 0) {
    throw new Breach(`its allocate returned the pointer ${hexadecimal(at)}; it takes a multiple of ${ALIGNMENT}`);
  }
  instance.from(at).set(question);
  const reply = read(instance, instance.pointer(request.loss, at, 1), request, slots);
  const after = instance.from(at);
  const unchanged = question.every((byte, index) => after[index] === byte);
  instance.reset(at);
  return 'answer' in reply ? { answer: { ...reply.answer, unchanged } } : reply;
}

function read(instance: Instance, pointer: number, { loss }: RunRequest, slots: Slots): Reply & object {
  try {
    return unpackAnswer(instance.from(pointer), slots);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Breach(`its ${loss} returned the pointer ${hexadecimal(pointer)}, where no answer is: ${why}`);
  }
}
