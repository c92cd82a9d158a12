/** One life of a subject, from hello to its end: numbers the questions, matches replies to them, keeps the clock. */
import { type Adapter, type Channel, describe, type End, MESSAGE_LIMIT, type Target } from '../channel.ts';
import { type Hello, PROTOCOL, type RunRequest } from '../protocol.ts';
import { excerpt, type Faults } from './faults.ts';
import { type Greeting, greeting } from './hello.ts';
import { OpenQuestions } from './open-questions.ts';
import { CannotStart, type FaultKind, type NoAnswer, type Outcome, type Question } from './outcome.ts';
import { isReply, meantAsReplyTo, notJson, readHello, readRunReply } from './replies.ts';

/** More than this between two replies, and the subject is given up: nothing sensible follows. */
const GARBAGE_LIMIT = { lines: 1000, bytes: 4 * MESSAGE_LIMIT };

export interface Surroundings {
  readonly faults: Faults;
  /** Milliseconds without the answer that is due, after which the subject is silent. */
  readonly patience: number;
  /** Milliseconds it may take to say hello. */
  readonly startPatience: number;
  readonly signal: AbortSignal | undefined;
  readonly stderr: (chunk: Uint8Array) => void;
  /** Something changed: an outcome, or the end. */
  readonly changed: () => void;
}

/** Why a life ended while it was still wanted. */
export interface Loss {
  readonly because: NoAnswer;
  readonly detail: string;
}

export class Life {
  /** Questions that were given up although the subject goes on. */
  silences = 0;
  /** Replies it gave that could be read, whatever they say. */
  replies = 0;
  readonly #target: Target;
  readonly #around: Surroundings;
  readonly #channel: Channel;
  readonly #greeting: Greeting;
  readonly #open = new OpenQuestions();
  #nextId = 0;
  #byeId: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #garbage = { lines: 0, bytes: 0 };
  #loss: Loss | undefined;

  constructor(adapter: Adapter, target: Target, around: Surroundings) {
    this.#target = target;
    this.#around = around;
    this.#greeting = greeting(around.startPatience, around.signal);
    this.#channel = adapter.open(target, {
      message: (value) => this.#hear(value),
      garbage: (beginning, bytes) => this.#hearGarbage(beginning, bytes),
      tooLong: () =>
        this.#fail('too long', 'too much', `wrote a line longer than ${MESSAGE_LIMIT / 2 ** 20} MiB and was killed`),
      stderr: around.stderr,
      end: (end) => this.#hearEnd(end),
    });
  }

  /** Set once the subject is gone, or had to be killed, before it was told to leave. */
  get loss(): Loss | undefined {
    return this.#loss;
  }

  /** Whether it has said something since its last reply, all of it garbage. */
  get babbles(): boolean {
    return this.#garbage.lines > 0;
  }

  /** Asks who it is. Throws {@link CannotStart}, and then nothing of the subject is left. */
  async begin(): Promise<Hello> {
    this.#channel.send({ id: this.#nextId++, ask: 'hello', protocol: PROTOCOL });
    const reply = await this.#greeting.reply;
    const hello = typeof reply === 'string' ? reply : readHello(reply, PROTOCOL);
    if (typeof hello !== 'string') return hello;
    this.lose('not restarted', hello);
    await this.#channel.close();
    throw new CannotStart(`${describe(this.#target)} ${hello}`);
  }

  /** Asks; `settle` is called once, unless the life is lost first or already. */
  send(question: Question, settle: (outcome: Outcome) => void): void {
    if (this.#loss !== undefined) return;
    const id = this.#nextId++;
    this.#open.add(id, settle, performance.now());
    this.#channel.send(runRequest(id, question));
    this.#timer ??= setTimeout(() => this.#look(), this.#around.patience);
  }

  /** Ends it in good order, or by force when it does not go. */
  async leave(): Promise<void> {
    if (this.#loss === undefined && this.#byeId === undefined) {
      this.#byeId = this.#nextId++;
      this.#channel.send({ id: this.#byeId, ask: 'bye' });
    }
    this.#forget();
    await this.#channel.close();
  }

  /** Ends it by force: whatever is unanswered stays so. */
  lose(because: NoAnswer, detail: string): void {
    if (this.#loss !== undefined) return;
    this.#loss = { because, detail };
    this.#forget();
    this.#channel.kill();
    this.#around.changed();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open.clear();
  }

  #hear(reply: object): void {
    if (this.#loss !== undefined) return;
    const id = 'id' in reply && typeof reply.id === 'number' ? reply.id : undefined;
    if (id === 0 && !this.#greeting.over) this.#greeting.hear(reply);
    else if (isReply(reply)) this.#hearReply(id, reply);
    else this.#hearGarbage(JSON.stringify(reply), 0);
  }

  #hearReply(id: number | undefined, reply: object): void {
    const question = id === undefined ? undefined : this.#open.reply(id, performance.now());
    if (question === undefined) {
      this.#hearStray(id, reply);
      return;
    }
    this.#garbage = { lines: 0, bytes: 0 };
    this.replies++;
    question.settle(readRunReply(reply, question.milliseconds));
    this.#around.changed();
  }

  /** A reply to nothing that is being asked. */
  #hearStray(id: number | undefined, reply: object): void {
    const { faults, patience } = this.#around;
    const text = excerpt(JSON.stringify(reply));
    if (id !== undefined && id === this.#byeId) {
      this.#byeId = -1;
      return;
    }
    if (id === undefined || !Number.isInteger(id) || id < 0 || id >= this.#nextId) {
      faults.add('unknown id', `it replied to a question that nobody asked: ${text}`);
    } else if (this.#open.cameLate(id)) {
      faults.add('late', `its reply came after ${seconds(patience)}, when the question had been given up: ${text}`);
    } else faults.add('duplicate', `it replied once more to the same question: ${text}`);
    this.#countGarbage(0);
  }

  #hearGarbage(beginning: string, bytes: number): void {
    if (this.#loss !== undefined) return;
    this.#greeting.noteGarbage(beginning);
    let meant = 0;
    for (const id of meantAsReplyTo(beginning)) {
      const question = this.#open.reply(id, performance.now());
      if (question === undefined) continue;
      meant++;
      question.settle({ kind: 'broken', detail: notJson(beginning) });
      this.#around.changed();
    }
    if (meant === 0) {
      const text = excerpt(beginning);
      this.#around.faults.add('garbage', `it wrote what is no reply: ${text}; what is meant for people goes to stderr`);
    }
    this.#countGarbage(bytes);
  }

  #countGarbage(bytes: number): void {
    const lines = this.#garbage.lines + 1;
    this.#garbage = { lines, bytes: this.#garbage.bytes + bytes };
    if (lines <= GARBAGE_LIMIT.lines && this.#garbage.bytes <= GARBAGE_LIMIT.bytes) return;
    const detail = `wrote ${lines} times in a row what is no reply to anything and was killed`;
    this.#fail('too much garbage', 'nothing but garbage', detail);
  }

  #hearEnd(end: End): void {
    if (!this.#greeting.over) {
      this.#greeting.hearEnd(end);
      return;
    }
    // Where it was killed for anything but its silence, it may have been stopped in the middle of a line.
    if (end.partial && (this.#loss === undefined || this.#loss.because === 'silent')) {
      this.#around.faults.add('partial line', `it ended in the middle of a line: ${excerpt(end.partial)}`);
    }
    if (this.#byeId !== undefined) return;
    if (end.final) this.lose('not restarted', end.how);
    else this.#fail('died', 'died', end.how);
  }

  #fail(fault: FaultKind, because: NoAnswer, detail: string): void {
    if (this.#loss !== undefined) return;
    if (!this.#greeting.over) {
      this.#greeting.giveUp(detail);
      return;
    }
    const open = this.#open.size;
    const during = open === 0 ? 'while nothing was being asked' : `with ${open} question${open > 1 ? 's' : ''} open`;
    this.#around.faults.add(fault, `it ${detail}, ${during}`);
    this.lose(because, detail);
  }

  /** Judges only after all that has already arrived was heard: this side may have been the slow one. */
  #look(): void {
    setTimeout(() => {
      this.#timer = undefined;
      if (this.#loss === undefined) this.#judgeSilence();
    });
  }

  #judgeSilence(): void {
    const { patience } = this.#around;
    const { passedOver, silent, again } = this.#open.overdue(performance.now(), patience);
    for (const id of passedOver) this.#giveUp(id);
    if (silent) this.#fail('silent', 'silent', `said nothing for ${seconds(patience)} and was killed`);
    else if (again < Infinity) this.#timer = setTimeout(() => this.#look(), Math.ceil(again));
  }

  #giveUp(id: number): void {
    const waited = seconds(this.#around.patience);
    this.silences++;
    this.#around.faults.add('silent', `it passed over a question and had not come back to it after ${waited}`);
    const detail = `answered later questions, and this one not within ${waited}`;
    this.#open.giveUp(id)?.settle({ kind: 'no-answer', because: 'silent', detail });
    this.#around.changed();
  }
}

/** Field by field, so that nothing else the question may carry ever reaches a subject. */
function runRequest(id: number, question: Question): RunRequest {
  const { loss, dtype, inputs, parameters, upstream, gradients, memory } = question;
  const optional = { ...(upstream && { upstream }), ...(memory && { memory }) };
  return { id, ask: 'run', loss, dtype, inputs, parameters, gradients, ...optional };
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
