// A sample to copy: sigmoid in float32, value and gradient. Run it: lossproof run webgpu:runner/subjects/sample-webgpu

@group(0) @binding(0) var<storage, read> question: array<u32>;
@group(0) @binding(1) var<storage, read_write> answer: array<u32>;
@group(0) @binding(2) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(3) var<storage, read_write> plan: array<u32>;

// Words, as runner/README.md lays them out. Slots of the question: input, target, then the gradient from above.
const INPUT = 4u;
const UPSTREAM = INPUT + 2u * 12u;
const LOSS = 4u;
const GRADIENT = LOSS + 12u;
const NO_GRADIENT = GRADIENT + 12u; // that of target
const DATA = NO_GRADIENT + 12u;
const FLOAT32 = 1u;
const ABSENT = 0xffffffffu;

const WORKGROUP = 64u;
const ROW = 65535u; // workgroups in a row; more rows than one hold what is longer

fn wanted() -> bool { return (question[1] & 1u) != 0u; }

fn describe(tensor: u32, data: u32) {
  for (var word = 0u; word < 12u; word++) { answer[tensor + word] = question[INPUT + word]; }
  answer[tensor + 3u] = 4u * data;
}

@compute @workgroup_size(1) fn check() {
  if (question[INPUT] != FLOAT32 || (wanted() && question[UPSTREAM + 2u] != question[INPUT + 2u])) {
    answer[0] = 1u; // refused
    return;
  }
  let elements = question[INPUT + 2u];
  describe(LOSS, DATA);
  answer[GRADIENT] = ABSENT;
  answer[NO_GRADIENT] = ABSENT;
  if (wanted()) { describe(GRADIENT, DATA + elements); }
  let groups = (elements + WORKGROUP - 1u) / WORKGROUP;
  plan[0] = min(groups, ROW);
  plan[1] = (groups + ROW - 1u) / ROW;
  plan[2] = 1u;
}

fn number(tensor: u32, index: u32) -> f32 { return bitcast<f32>(question[question[tensor + 3u] / 4u + index]); }

@compute @workgroup_size(WORKGROUP) fn values(@builtin(global_invocation_id) id: vec3u) {
  let elements = question[INPUT + 2u];
  let index = id.y * ROW * WORKGROUP + id.x;
  if (index >= elements) { return; }
  let x = number(INPUT, index);
  let e = exp(-abs(x));
  let larger = 1.0 / (1.0 + e);
  let smaller = e / (1.0 + e);
  answer[DATA + index] = bitcast<u32>(select(smaller, larger, x >= 0.0));
  if (wanted()) { answer[DATA + elements + index] = bitcast<u32>(number(UPSTREAM, index) * larger * smaller); }
}
