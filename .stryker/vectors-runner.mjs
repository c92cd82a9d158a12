/**
 * A test runner for Stryker: the vectors of one loss in one dtype are a test, asked in this process. A mutant is a number
 * in a global variable, so nothing is loaded for it, except where it lies in what runs once, when a module is loaded: then
 * the reference is loaded anew, and the suite that judges it is not.
 */
import { register } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, determineHitLimitReached, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';

/** What Stryker's instrumented code looks at. */
globalThis.__stryker__ ??= {};
const state = globalThis.__stryker__;

/** From Stryker's copy of the checkout, in which this process runs. */
const load = (path) => import(new URL(path, pathToFileURL(join(process.cwd(), '/'))).href);

class VectorsRunner {
  #loads = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    register('./fresh.mjs', import.meta.url);
    const { firstFailure, parts } = await load('.stryker/asking.ts');
    this.firstFailure = firstFailure;
    this.parts = parts();
    this.subject = await this.#loadSubject();
  }

  async #loadSubject() {
    const { default: subject } = await load(`reference/subject.ts?fresh=${this.#loads++}`);
    return subject;
  }

  async dryRun() {
    const tests = [];
    for (const part of this.parts) {
      state.currentTestId = part.name;
      const start = performance.now();
      const failureMessage = await this.firstFailure(this.subject, part);
      const timeSpentMs = Math.round(performance.now() - start);
      const outcome =
        failureMessage === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage };
      tests.push({ id: part.name, name: part.name, timeSpentMs, ...outcome });
    }
    state.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests, mutantCoverage: state.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, sandboxFileName }) {
    Object.assign(state, { activeMutant: activeMutant.id, hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    try {
      const subject = mutantActivation === 'static' ? await this.#loadSubject() : this.subject;
      return await this.#judge(subject, this.#chosen(testFilter, sandboxFileName));
    } catch (error) {
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: String(error), nrOfTests: 0 };
    } finally {
      state.activeMutant = undefined;
    }
  }

  /** A loss's own vectors first: they are the likeliest to show what is wrong with its file. */
  #chosen(testFilter, file) {
    const own = `${basename(file, '.ts')} `;
    const chosen = this.parts.filter(({ name }) => testFilter?.includes(name) ?? true);
    return chosen.sort((a, b) => Number(b.name.startsWith(own)) - Number(a.name.startsWith(own)));
  }

  async #judge(subject, parts) {
    for (const [index, part] of parts.entries()) {
      const failureMessage = await this.firstFailure(subject, part);
      const endless = determineHitLimitReached(state.hitCount, state.hitLimit);
      if (endless) return endless;
      if (failureMessage === undefined) continue;
      return { status: MutantRunStatus.Killed, killedBy: [part.name], failureMessage, nrOfTests: index + 1 };
    }
    return { status: MutantRunStatus.Survived, nrOfTests: parts.length };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'vectors', VectorsRunner)];
