/** A folder of WGSL as a subject of the page, on the browser's GPU: webgpu.js?at=<its address, from here>. */
import { openDevice } from '../../adapters/webgpu/device.ts';
import { webgpuSubject } from '../../adapters/webgpu/subject.ts';

const here = new URL(import.meta.url);
const folder = new URL(`${here.searchParams.get('at')}/`, here);

if (!navigator.gpu) throw new Error('there is no WebGPU in this browser, or not for a page without https');
const subject = await webgpuSubject(await openDevice(navigator.gpu), read);

// Thrown where nobody waits for it, so that it ends the subject.
void subject.lost.then((how) => reportError(new Error(how)));

async function read(file: string): Promise<string | undefined> {
  const response = await fetch(new URL(file, folder));
  return response.ok ? response.text() : undefined;
}

export default subject;
