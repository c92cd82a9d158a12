// Work: a workgroup takes every GROUPS-th run, so that any number of elements or rows fits one dispatch.
//#import shared/blocks.wgsl

const SIZE = 64u;
const GROUPS = 1024u;

fn schedule(step: u32, runs: u32) {
  plan[3u * step] = clamp(runs, 1u, GROUPS);
  plan[3u * step + 1u] = 1u;
  plan[3u * step + 2u] = 1u;
}

fn runs_of(elements: u32, run: u32) -> u32 {
  return elements / run + select(0u, 1u, elements % run > 0u);
}
