/** What runner and subject say to each other: the same messages over stdio, in a worker, in a page. */
import type { Dtype, FloatDtype, Tensor } from '../spec/tensor.ts';

export const PROTOCOL = 1;

/** Runner to subject. Requests are numbered from 0 in the order they are sent; several may be on their way at once. */
export type Request = HelloRequest | RunRequest | ByeRequest;

export interface HelloRequest {
  readonly id: number;
  readonly ask: 'hello';
  readonly protocol: number;
}

export interface RunRequest {
  readonly id: number;
  readonly ask: 'run';
  readonly loss: string;
  /** The dtype of every floating tensor that does not say otherwise, and of the answer. */
  readonly dtype: FloatDtype;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** The gradient that arrives from above, of the loss's shape; absent when no gradient is asked for. */
  readonly upstream?: Tensor;
  /** Names of the inputs whose gradients are wanted. */
  readonly gradients: readonly string[];
  /** How the floating inputs must lie in memory; only asked of a subject whose hello lists it. */
  readonly memory?: 'contiguous' | 'strided' | 'offset';
}

export type ParameterValue = number | string | boolean | null;

export interface ByeRequest {
  readonly id: number;
  readonly ask: 'bye';
}

/** Subject to runner: exactly one per request, in any order. */
export type Reply =
  | HelloReply
  | AnswerReply
  | RefusedReply
  | DeclinedReply
  | FailedReply
  | BrokenReply
  | UnknownReply
  | ByeReply;

export interface HelloReply {
  readonly id: number;
  readonly hello: Hello;
}

export interface Hello {
  readonly protocol: number;
  readonly name: string;
  readonly version: string;
  readonly language?: string;
  readonly device?: string;
  readonly dialect?: string;
  /** The arithmetics it claims, by profile name: float64, float32, float16, bfloat16-eager, … */
  readonly profiles: readonly string[];
  readonly extensions?: readonly string[];
  /** Whether it computes gradients at all. */
  readonly gradients: boolean;
  /** Memory layouts it can be asked in, besides contiguous. */
  readonly memory?: readonly ('strided' | 'offset')[];
  /** Whether its answers say if the inputs are unchanged. */
  readonly unchanged?: boolean;
  readonly losses: Readonly<Record<string, LossSupport>>;
}

export interface LossSupport {
  readonly dtypes: readonly Dtype[];
  readonly parameters: readonly string[];
  /** Inputs it takes besides input and target (weight, pos_weight, theta); all when absent. */
  readonly inputs?: readonly string[];
}

export interface AnswerReply {
  readonly id: number;
  readonly answer: Answer;
}

export interface Answer {
  readonly loss: Tensor;
  readonly gradients?: Readonly<Record<string, Tensor>>;
  /** False when an input's bytes differ after the call. */
  readonly unchanged?: boolean;
}

/** The question is not a legal one: the subject raised its error. */
export interface RefusedReply {
  readonly id: number;
  readonly refused: string;
}

/** The question is legal, and outside what the subject's hello offers. */
export interface DeclinedReply {
  readonly id: number;
  readonly declined: string;
}

/** The subject broke on this question and can go on with the next. */
export interface FailedReply {
  readonly id: number;
  readonly failed: string;
}

/** What answered is no answer: said by the host of a subject that speaks bytes, and not JSON. A breach of the protocol. */
export interface BrokenReply {
  readonly id: number;
  readonly broken: string;
}

/** The subject does not know this `ask`; so the protocol can grow. */
export interface UnknownReply {
  readonly id: number;
  readonly unknown: string;
}

export interface ByeReply {
  readonly id: number;
  readonly bye: true;
}

type WithoutId<R> = R extends Reply ? Omit<R, 'id'> : never;

/** The default export of a module that is a subject. */
export interface ModuleSubject {
  hello(): Hello | Promise<Hello>;
  /** May answer at once or later; what it throws counts as `failed`. */
  run(request: RunRequest): WithoutId<Reply> | Promise<WithoutId<Reply>>;
}
