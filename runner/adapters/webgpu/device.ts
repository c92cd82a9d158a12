/** Opens a GPU for computing, with all it can bind and every feature a kernel may enable. */

/** What WGSL enables by a name of its own, by the feature that a device must have been opened with. */
export const FEATURE_OF: Readonly<Record<string, GPUFeatureName>> = { f16: 'shader-f16', subgroups: 'subgroups' };

/** Dawn crashes or hangs when the object a device came from is collected before the device. */
const held: unknown[] = [];

/** @throws Error with a sentence when there is no GPU */
export async function openDevice(gpu: GPU): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('found no GPU and no software driver in the place of one');
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures: Object.values(FEATURE_OF).filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
  });
  held.push(gpu, adapter, device);
  return device;
}
