/** Runs a subject that a web page offers, or a module at an address, in a browser that shows no window. */
import { type Adapter, describe } from '../channel.ts';
import { openHosted } from './process/hosted.ts';

export default {
  name: 'page',
  example: 'http://localhost:8080/my-page',
  opens: (target) => typeof target === 'string' && /^https?:\/\//.test(target),
  open(target, listener) {
    const channel = openHosted('./page/host', import.meta.url, [describe(target)], listener);
    // Its browser goes with a host that leaves by itself, and would outlive one that is killed.
    return { ...channel, kill: () => void channel.close() };
  },
} satisfies Adapter;
