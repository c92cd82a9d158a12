/** Compiles the WGSL of a loss into the pipelines that answer a question of it. */
import { entryPoints, type Source } from './source.ts';

/** Runs first, once, and plans the rest. */
const CHECK = 'check';

/** Question, answer, scratch, plan: the same four for every entry point, whichever of them it reads. */
const BUFFER_TYPES = ['read-only-storage', 'storage', 'storage', 'storage'] as const;

export interface Kernel {
  readonly layout: GPUBindGroupLayout;
  readonly check: GPUComputePipeline;
  /** All further entry points in source order: the i-th is dispatched as often as the i-th three words of plan say. */
  readonly steps: readonly { readonly name: string; readonly pipeline: GPUComputePipeline }[];
}

/** @throws Error whose message says where in which file the WGSL is wrong */
export async function compile(device: GPUDevice, source: Source): Promise<Kernel> {
  // What is wrong is told with its place by the module and its pipelines; the scope keeps it from being told again.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code: source.code });
  void device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length > 0) {
    throw new Error(
      errors.map((error) => `${source.place(error.lineNum, error.linePos)}: ${error.message}`).join('; '),
    );
  }
  const names = entryPoints(source.code);
  if (!names.includes(CHECK)) {
    throw new Error(
      `${source.place(1, 1)}: there is no entry point ${CHECK}: @compute @workgroup_size(1) fn ${CHECK}()`,
    );
  }
  const layout = device.createBindGroupLayout({
    entries: BUFFER_TYPES.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const pipelineOf = (entryPoint: string): Promise<GPUComputePipeline> =>
    device
      .createComputePipelineAsync({ layout: pipelineLayout, compute: { module, entryPoint } })
      .catch((error: unknown) => {
        throw new Error(`${source.place(1, 1)}: no pipeline comes of ${entryPoint}: ${messageOf(error)}`);
      });
  const steps = names.filter((name) => name !== CHECK);
  const [check, ...pipelines] = await Promise.all([pipelineOf(CHECK), ...steps.map(pipelineOf)]);
  return { layout, check, steps: pipelines.map((pipeline, index) => ({ name: steps[index] ?? '', pipeline })) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error));
