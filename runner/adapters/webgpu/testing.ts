/** For tests: whether a GPU is here, or a driver in software. */
import type { Target } from '../../channel.ts';
import { CannotStart, openSession } from '../../session.ts';
import webgpu from '../webgpu.ts';

/**
 * @param honest a folder of kernels in which nothing is wrong
 * @returns why no kernel can be tried on this machine, if so; in CI that is no excuse, and is not looked for
 */
export async function whyNoGpu(honest: Target): Promise<string | undefined> {
  if (process.env.CI) return undefined;
  try {
    await (await openSession(webgpu, honest, { stderr: () => {} })).close();
    return undefined;
  } catch (error) {
    if (error instanceof CannotStart) return error.message;
    throw error;
  }
}
