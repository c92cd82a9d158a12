/** The order of asking: a window of questions at once, and after a loss the open ones again, one by one. */
import { Life } from './life.ts';
import type { Lives } from './lives.ts';
import type { Answered, Asked, Outcome } from './outcome.ts';
import { Supply } from './supply.ts';

/** A question that is on its way, or has to be asked again. */
interface Entry<A extends Asked> {
  readonly asked: A;
  /** It was open when the subject was lost. It is asked alone, so that the guilty one is found. */
  readonly suspect: boolean;
}

/** Yields every question with its one outcome, as they end. Holds no more than the window of them. */
export async function* ask<A extends Asked>(
  lives: Lives,
  source: Iterable<A> | AsyncIterable<A>,
  window: number,
): AsyncGenerator<Answered<A>, void> {
  const supply = new Supply(source, () => lives.ring());
  const open = new Set<Entry<A>>();
  const outcomes: Answered<A>[] = [];
  let suspects: Entry<A>[] = [];

  const settle = (entry: Entry<A>, outcome: Outcome) => {
    open.delete(entry);
    outcomes.push({ asked: entry.asked, outcome });
  };

  /** Alone, a question did it. In company, each may have: all are asked again. */
  const takeLoss = () => {
    const loss = lives.takeLoss();
    if (loss === undefined) return;
    const [first] = open;
    if (first && open.size === 1) settle(first, { kind: 'no-answer', ...loss });
    suspects = [...Array.from(open, ({ asked }) => ({ asked, suspect: true })), ...suspects];
    open.clear();
  };

  const hasRoom = () => {
    const [first] = open;
    const alone = suspects.length > 0 || first?.suspect === true;
    return open.size < (alone ? 1 : window) && outcomes.length < window;
  };

  const next = (): Entry<A> | undefined => {
    const suspect = suspects.shift();
    if (suspect !== undefined) return suspect;
    const asked = supply.take();
    return asked && { asked, suspect: false };
  };

  const send = async (entry: Entry<A>) => {
    const life = await lives.alive();
    if (!(life instanceof Life)) return settle(entry, { kind: 'no-answer', ...life });
    open.add(entry);
    life.send(entry.asked.question, (outcome) => settle(entry, outcome));
  };

  try {
    for (;;) {
      const ring = lives.nextRing();
      takeLoss();
      while (hasRoom()) {
        const entry = next();
        if (entry === undefined) break;
        await send(entry);
      }
      const outcome = outcomes.shift();
      if (outcome !== undefined) yield outcome;
      else if (open.size === 0 && suspects.length === 0 && supply.isEmpty) return;
      else await ring;
    }
  } finally {
    supply.close();
    if (open.size > 0) await lives.abandon();
  }
}
