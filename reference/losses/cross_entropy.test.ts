/** Cross-entropy against PyTorch 1.13.1 (float64), and against mpmath at 800 digits on the tails */
import { expect, test } from 'vitest';
import type { IndexTensor } from '../tensor.ts';
import { expectClose, f32, f64, i32, i64, numbers, scalar } from '../testing.ts';
import {
  type CrossEntropyOptions,
  crossEntropy,
  crossEntropyAndGradient,
  crossEntropyGradient,
} from './cross_entropy.ts';

const logits = f64([4, 3], [2, -1, 0.5, 0, 1, -2, 0.25, 0.25, 0.25, 5, -5, 0]);
const labels = i32([4], [0, 2, 1, 0]);
const probabilities = f64([4, 3], [0.5, 0.25, 0.25, 0, 1, 0, 0.125, 0.125, 0.75, 1, 0, 0]);
const weight = f64([3], [0.5, 2, 3]);
/** What arrives from above: of the loss's shape. */
const upstreamOf = ({ reduction }: CrossEntropyOptions) =>
  reduction === 'none' ? f64([4], [0.5, -1.25, 2, 0.75]) : scalar(0.75);

test('class indices: the losses and gradients PyTorch computes', () => {
  // biome-ignore format: three lines a case
  const table: [CrossEntropyOptions, loss: number[], byInput: number[]][] = [
    [{ reduction: 'none', labelSmoothing: 0.125 },
      [0.428811296657157, 3.1406788834348527, 1.0986122886681098, 0.6317604435471211],
      [-0.06553481603869542, -0.0012770466979896097, 0.066811862736685, -0.2722872420946906, -0.8296473075394681, 1.1019345496341586, 0.5833333333333333, -1.1666666666666667, 0.5833333333333333, 0.05744676763163084, -0.031216179469072732, -0.026230588162558036]],
    [{ reduction: 'none', weight, labelSmoothing: 0.125 },
      [0.598374197771438, 9.266972368692532, 2.1743368213223007, 1.4628402956980806],
      [0.03269901152975862, -0.028629142243104182, -0.004069869286654438, -0.899766017367485, -2.412439537491121, 3.312205554858606, 1.2777777777777777, -2.3472222222222223, 1.0694444444444442, 0.15288117842108723, -0.06247745297938182, -0.09040372544170536]],
    [{ reduction: 'none', weight, ignoreIndex: 1, labelSmoothing: 1 },
      [3.9424040438714543, 3.806522397408341, 0, 11.679060813169722],
      [0.6367972817068362, -0.2974801411685365, -0.3393171405382997, -0.38634605495137714, -0.7831728416001361, 1.169518896551513, 0, 0, 0, 1.24073574065799, -0.4999379956933, -0.7407977449646898]],
    [{ reduction: 'sum' },
      [4.695696245640574],
      [-0.1608022240580431, 0.029334429953015585, 0.1314677941050275, 0.19462234525681435, 0.5290383845236809, -0.7236607297804952, 0.25, -0.5, 0.25, -0.005053232368369159, 3.382053092726618e-05, 0.0050194118374419635]],
    [{ reduction: 'sum', ignoreIndex: 1, labelSmoothing: 0.125 },
      [4.201250623639131],
      [-0.09830222405804309, -0.001915570046984413, 0.10021779410502751, 0.16337234525681435, 0.4977883845236809, -0.6611607297804952, 0, 0, 0, 0.05744676763163084, -0.031216179469072732, -0.026230588162558036]],
    [{ reduction: 'sum', weight, labelSmoothing: 0.125 },
      [13.50252368348435],
      [0.04904851729463794, -0.04294371336465627, -0.006104803929981653, 0.5398596104204909, 1.4474637224946725, -1.9873233329151634, 0.47916666666666663, -0.8802083333333334, 0.40104166666666663, 0.15288117842108723, -0.06247745297938182, -0.09040372544170536]],
    [{ reduction: 'sum', weight, ignoreIndex: 1, labelSmoothing: 0.125 },
      [11.32818686216205],
      [0.04904851729463794, -0.04294371336465627, -0.006104803929981653, 0.5398596104204909, 1.4474637224946725, -1.9873233329151634, 0, 0, 0, 0.15288117842108723, -0.06247745297938182, -0.09040372544170536]],
    [{ reduction: 'mean' },
      [1.1739240614101436],
      [-0.04020055601451077, 0.007333607488253896, 0.03286694852625688, 0.04865558631420359, 0.13225959613092023, -0.1809151824451238, 0.0625, -0.125, 0.0625, -0.0012633080920922898, 8.455132731816545e-06, 0.0012548529593604909]],
    [{ reduction: 'mean', ignoreIndex: 1 },
      [1.1990279856574881],
      [-0.05360074135268103, 0.009778143317671862, 0.04382259803500917, 0.06487411508560478, 0.1763461281745603, -0.24122024326016506, 0, 0, 0, -0.0016844107894563864, 1.1273510309088726e-05, 0.0016731372791473212]],
    [{ reduction: 'mean', weight, ignoreIndex: 1, labelSmoothing: 0.125 },
      [2.8320467155405127],
      [0.012262129323659485, -0.010735928341164068, -0.0015262009824954133, 0.13496490260512273, 0.3618659306236681, -0.49683083322879085, 0, 0, 0, 0.03822029460527181, -0.015619363244845455, -0.02260093136042634]],
  ];
  for (const [options, loss, byInput] of table) {
    expectClose(crossEntropy(logits, labels, options), loss, 1e-14, 0.1);
    expectClose(crossEntropyGradient(logits, labels, upstreamOf(options), options).input, byInput, 1e-14, 0.1);
  }
});

test('class probabilities: the losses and the gradients by all three inputs that PyTorch computes', () => {
  // biome-ignore format: one line each for loss, byInput, byTarget and byWeight
  const table: [CrossEntropyOptions, loss: number[], byInput: number[], byTarget: number[], byWeight: number[]][] = [
    [{ reduction: 'none', labelSmoothing: 0.125 },
      [1.4131862966571571, 0.515678883434853, 1.0986122886681098, 0.6317604435471211],
      [0.1532151839613046, -0.11065204669798961, -0.042563137263314996, -0.2722872420946905, 0.2641026924605319, 0.008184549634158673, 0.3645833333333333, 0.3645833333333333, -0.7291666666666666, 0.05744676763163084, -0.031216179469072732, -0.026230588162558036],
      [0.1055736922875062, 1.4180736922875061, 0.7618236922875062, -1.475482112090204, -0.3817321120902038, -3.6629821120902033, 1.922571505169192, 1.922571505169192, 1.922571505169192, 0.004436541077798269, 6.566936541077798, 3.2856865410777982],
      []],
    [{ reduction: 'none', weight },
      [2.9869669449857357, 0.6980244335363727, 2.8151939897120313, 0.003380221773560586],
      [0.4641977759419569, -0.22066557004698442, -0.2435322058949725, -0.6487411508560479, 0.736538718254397, -0.08779756739834932, 1.5833333333333333, 1.2083333333333333, -2.791666666666667, -0.0025266161841845797, 1.691026546363309e-05, 0.0025097059187209818],
      [0.06032782416428926, 3.241311296657157, 2.6119669449857357, -0.8431326354801165, -0.8725305419204659, -12.558795812880698, 1.0986122886681098, 4.394449154672439, 6.591673732008658, 0.0025351663301704393, 15.01014066532068, 11.265210997981024],
      [0.34005122899165763, 0.24355171328893915, 1.8655823450843092]],
    [{ reduction: 'none', weight, labelSmoothing: 0.125 },
      [3.1063965823464508, 1.0865866790203687, 2.7150600571511356, 1.4628402956980806],
      [0.48577271416256684, -0.23026739143717845, -0.2555053227253884, -0.615941763867964, 0.5465747732725804, 0.0693669905953835, 1.4965277777777777, 1.0434027777777777, -2.539930555555556, 0.15288117842108723, -0.06247745297938182, -0.09040372544170536],
      [0.0527868461437531, 2.8361473845750123, 2.285471076862519, -0.737741056045102, -0.7634642241804076, -10.98894633627061, 0.961285752584596, 3.845143010338384, 5.767714515507576, 0.0022182705388991346, 13.133873082155596, 9.857059623233395],
      [0.3240733790079048, 0.6667196361013594, 1.7422464389223085]],
    [{ reduction: 'sum', labelSmoothing: 0.125 },
      [3.659237912307241],
      [0.2298227759419569, -0.16597807004698442, -0.06384470589497249, 0.16337234525681435, -0.1584616154763191, -0.004910729780495202, 0.13671875, 0.13671875, -0.2734375, 0.05744676763163084, -0.031216179469072732, -0.026230588162558036],
      [0.1583605384312593, 2.127110538431259, 1.1427355384312594, 0.8852892672541223, 0.22903926725412227, 2.197789267254122, 0.720964314438447, 0.720964314438447, 0.720964314438447, 0.004436541077798269, 6.566936541077798, 3.2856865410777982],
      []],
    [{ reduction: 'mean' },
      [0.7051740614101436],
      [0.05354944398548923, -0.039541392511746105, -0.01400805147374312, 0.04865558631420359, -0.055240403869079774, 0.006584817554876199, 0.0390625, 0.0390625, -0.078125, -0.0012633080920922898, 8.455132731816545e-06, 0.0012548529593604909],
      [0.045245868123216945, 0.607745868123217, 0.32649586812321696, 0.25293979064403493, 0.06543979064403493, 0.6279397906440349, 0.20598980412527057, 0.20598980412527057, 0.20598980412527057, 0.0012675831650852197, 1.876267583165085, 0.9387675831650852],
      []],
    [{ reduction: 'mean', weight, labelSmoothing: 0.125 },
      [2.092720903554009],
      [0.18216476781096255, -0.0863502717889419, -0.09581449602202065, 0.0923912645801946, -0.08198621599088705, -0.010405048589307521, 0.14029947916666666, 0.09781901041666666, -0.23811848958333334, 0.03822029460527181, -0.015619363244845455, -0.02260093136042634],
      [0.019795067303907413, 1.0635552692156296, 0.8570516538234445, 0.11066115840676528, 0.11451963362706113, 1.6483419504405916, 0.09012053930480587, 0.3604821572192235, 0.5407232358288352, 0.0005545676347247836, 3.283468270538899, 2.464264905808349],
      [0.06449446431862543, 0.3275444872107527, 0.2940681570282295]],
  ];
  for (const [options, loss, byInput, byTarget, byWeight] of table) {
    const gradients = crossEntropyGradient(logits, probabilities, upstreamOf(options), options);
    expectClose(crossEntropy(logits, probabilities, options), loss, 1e-14, 0.1);
    expectClose(gradients.input, byInput, 1e-14, 0.1);
    expectClose(gradients.target ?? scalar(Number.NaN), byTarget, 1e-14, 0.1);
    if (options.weight) expectClose(gradients.weight ?? scalar(Number.NaN), byWeight, 1e-14, 0.1);
  }
});

/** Whole-number logits and labels with weights; published figures, four decimals. */
test('the worked example: three positions of two classes', () => {
  const input = f32([3, 2], [1, 2, 1, 3, 1, 3]);
  const target = i64([3], [0n, 1n, 1n]);
  const table: [weights: number[] | undefined, none: number[], sum: number, mean: number][] = [
    [undefined, [1.3133, 0.1269, 0.1269], 1.5671, 0.5224],
    [[1, 2], [1.3133, 0.2539, 0.2539], 1.821, 0.3642],
    [[0.7, 0.3], [0.9193, 0.0381, 0.0381], 0.9954, 0.7657],
  ];
  for (const [weights, none, sum, mean] of table) {
    const weight = weights && f32([2], weights);
    const rounded = (reduction: 'none' | 'sum' | 'mean') =>
      numbers(crossEntropy(input, target, { reduction, weight })).map((value) => Number(value.toFixed(4)));
    expect(rounded('none')).toEqual(none);
    expect(rounded('sum')).toEqual([sum]);
    expect(rounded('mean')).toEqual([mean]);
  }
});

test('further axes follow the class axis: (N, C, d1, d2), one position ignored', () => {
  // biome-ignore format: one line
  const input = f64([2, 3, 2, 2], [-1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1, 0, -1, 0.75, -0.25, -1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1, 0, -1, 0.75, -0.25, -1.25, 0.5]);
  const target = i32([2, 2, 2], [0, 1, 2, -100, 2, 2, 1, 0]);
  expectClose(crossEntropy(input, target, { weight }), [1.4998085653695115], 1e-14);
  // biome-ignore format: one line
  const byInput = [-0.022826677241351918, 0.04168122847891953, 0.023754222266174192, 0, 0.017743173050782327, -0.09520098524462113, 0.10645903830469396, 0, 0.00508350419056959, 0.05351975676570161, -0.13021326057086816, 0, 0.0625218427183793, 0.023754222266174192, 0.07828704955743093, -0.016365407165984402, 0.017912807847354016, 0.10645903830469396, -0.08471324191262175, 0.0029854679745590033, -0.08043465056573329, -0.13021326057086816, 0.006426192355190814, 0.013379939191425402];
  expectClose(crossEntropyGradient(input, target, scalar(0.75), { weight }).input, byInput, 1e-14, 0.1);
  expect(crossEntropy(input, target, { reduction: 'none' }).shape).toEqual([2, 2, 2]);
});

test('tiny losses and gradients keep their relative accuracy, huge logits do not overflow', () => {
  const table: [logits: number[], label: number, loss: number, byInput: number[]][] = [
    [[40, 0], 0, 4.248354255291589e-18, [-4.248354255291589e-18, 4.248354255291589e-18]],
    [[40, 0], 1, 40, [1, -1]],
    [[30, 0, 0], 0, 1.8715245937678598e-13, [-1.8715245937676846e-13, 9.357622968838423e-14, 9.357622968838423e-14]],
    [[20, 0, 1], 0, 7.66395003060776e-9, [-7.663950001239695e-9, 2.0611536066419795e-9, 5.602796394597716e-9]],
    [[700, 0], 0, 9.85967654375977e-305, [-9.85967654375977e-305, 9.85967654375977e-305]],
    [[0, 1000], 0, 1000, [-1, 1]],
    [[1000, 0], 0, 0, [0, 0]],
    [[3e38, 0], 1, 3e38, [1, -1]],
    [[0, 0, 0], 2, 1.0986122886681098, [0.3333333333333333, 0.3333333333333333, -0.6666666666666666]],
    [[7], 0, 0, [0]],
  ];
  for (const [row, label, loss, byInput] of table) {
    const input = f64([row.length], row);
    expectClose(crossEntropy(input, i32([], [label])), [loss], 4e-16);
    expectClose(crossEntropyGradient(input, i32([], [label]), scalar(1)).input, byInput, 7e-16);
    const oneHot = f64(
      [row.length],
      row.map((_, c) => Number(c === label)),
    );
    expectClose(crossEntropyGradient(input, oneHot, scalar(1)).input, byInput, 7e-16);
  }
});

test('a probability of 1e-20 beside one of 1 still moves the gradient', () => {
  const { input } = crossEntropyGradient(f64([2], [50, 0]), f64([2], [1, 1e-20]), scalar(1));
  expectClose(input, [9.807125015203608e-21, -9.807125015203608e-21], 4e-16);
});

test('float32 is rounded once, from a double', () => {
  const input = f32([2], [20, 0]);
  // log(1 + e^−20) and 1/(1 + e^20) = 2.061153622438558e-9 and 2.0611536181902037e-9 (mpmath), to the nearest float32.
  expect(numbers(crossEntropy(input, i32([], [0])))).toEqual([Math.fround(2.061153620314381e-9)]);
  const gradient = crossEntropyGradient(input, i32([], [0]), f32([], [1])).input;
  expect(gradient.dtype).toBe('float32');
  expect(numbers(gradient)).toEqual([-Math.fround(2.0611536181902037e-9), Math.fround(2.0611536181902037e-9)]);
});

test('a logit of −∞ is a class that cannot be', () => {
  const input = f64([3], [-Infinity, 0, 0]);
  expectClose(crossEntropy(input, i32([], [1])), [Math.LN2], 0);
  expectClose(crossEntropyGradient(input, i32([], [1]), scalar(1)).input, [0, -0.5, 0.5], 0);
  expectClose(crossEntropy(input, i32([], [0])), [Infinity], 0);
  expectClose(crossEntropyGradient(input, i32([], [0]), scalar(1)).input, [-1, 0.5, 0.5], 0);
});

test('nothing in an ignored position leaks, whatever its logits', () => {
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    for (const labelSmoothing of [0, 0.5]) {
      const input = f64([2, 2], [bad, 0, 0, 0]);
      const options = { ignoreIndex: 7, labelSmoothing };
      expectClose(crossEntropy(input, i32([2], [7, 0]), options), [Math.LN2], 1e-15);
      const { input: gradient } = crossEntropyGradient(input, i32([2], [7, 0]), scalar(1), options);
      expect(numbers(gradient).slice(0, 2)).toEqual([0, 0]);
      expect(numbers(gradient).slice(2).every(Number.isFinite)).toBe(true);
    }
  }
});

test('a mean over nothing is NaN with gradient 0, over weights that sum to 0 NaN with gradient NaN', () => {
  const input = f64([2, 2], [1, 2, 3, 4]);
  for (const labelSmoothing of [0, 0.5]) {
    const none = i32([2], [-100, -100]);
    expectClose(crossEntropy(input, none, { labelSmoothing }), [Number.NaN], 0);
    expectClose(crossEntropyGradient(input, none, scalar(1), { labelSmoothing }).input, [0, 0, 0, 0], 0);
    expectClose(crossEntropy(input, none, { labelSmoothing, reduction: 'sum' }), [0], 0);
  }
  const weightless = { weight: f64([2], [0, 1]) };
  expectClose(crossEntropy(input, i32([2], [0, 0]), weightless), [Number.NaN], 0);
  const { input: gradient } = crossEntropyGradient(input, i32([2], [0, 0]), scalar(1), weightless);
  expect(numbers(gradient).every(Number.isNaN)).toBe(true);
});

test('an empty batch has mean NaN, sum 0 and no losses', () => {
  for (const target of [i32([0], []), f64([0, 3], [])]) {
    const input = f64([0, 3], []);
    expectClose(crossEntropy(input, target), [Number.NaN], 0);
    expectClose(crossEntropy(input, target, { reduction: 'sum' }), [0], 0);
    expect(crossEntropy(input, target, { reduction: 'none' }).shape).toEqual([0]);
    expect(crossEntropyGradient(input, target, scalar(1)).input.shape).toEqual([0, 3]);
  }
});

test('with smoothing 1 the true class no longer matters, not even when it is impossible', () => {
  const input = f64([2], [0, 0]);
  expectClose(crossEntropy(input, i32([], [0]), { labelSmoothing: 1 }), [Math.LN2], 1e-15);
  expectClose(crossEntropyGradient(input, i32([], [0]), scalar(1), { labelSmoothing: 1 }).input, [0, 0], 0);
  expectClose(crossEntropy(f64([2], [-Infinity, 0]), i32([], [0]), { labelSmoothing: 1 }), [Infinity], 0);
});

test('an impossible class, and classes hundreds and thousands below the largest, in float32: exact by hand', () => {
  const input = f32([4, 3], [-Infinity, 0, 0, -300, 0, -Infinity, 300, -300, 0, -9000, 9000, 9000]);
  const target = i32([4], [0, 0, 1, 0]);
  expectClose(
    crossEntropy(input, target, { reduction: 'none' }),
    [Infinity, 300, 600, Math.fround(18000 + Math.LN2)],
    0,
  );
  const { input: gradient } = crossEntropyGradient(input, target, scalar(1), { reduction: 'sum' });
  expectClose(gradient, [-1, 0.5, 0.5, -1, 1, 0, 1, -1, 0, -1, 0.5, 0.5], 0);
});

test('a float32 input and a float64 target: the loss has all the digits of float64', () => {
  const input = f32([1, 3], [0.5, -1.25, 2]);
  const target = f64([1, 3], [0.25, 0.75, 0]);
  expectClose(crossEntropy(input, target), [3.045121983102033], 1e-15);
});

test('a loss and its gradient asked for in one are what they are one by one', () => {
  const each: CrossEntropyOptions[] = [{}, { reduction: 'none', weight }, { reduction: 'sum', labelSmoothing: 0.25 }];
  for (const options of each) {
    for (const target of [labels, probabilities]) {
      const upstream = upstreamOf(options);
      const { loss, gradients } = crossEntropyAndGradient(logits, target, upstream, options);
      expect(loss).toEqual(crossEntropy(logits, target, options));
      expect(gradients).toEqual(crossEntropyGradient(logits, target, upstream, options));
    }
  }
});

test.each<CrossEntropyOptions & { readonly weights?: number[] }>([
  { reduction: 'mean' },
  { reduction: 'sum', ignoreIndex: 1 },
  { reduction: 'none', ignoreIndex: 3 },
  { reduction: 'mean', ignoreIndex: 0, weights: [0.5, 2, 3] },
  { reduction: 'none', weights: [0.5, 2, 3] },
])('float32 rows, more than a block of them, are answered as doubles are: %o', ({ weights, ...options }) => {
  const count = 1100;
  const rows = Array.from({ length: 3 * count }, (_, i) => Math.fround(20 * Math.sin(i * i)));
  const classes = Array.from({ length: count }, (_, n) => (7 * n) % 3);
  const upstream = options.reduction === 'none' ? classes.map((_, n) => Math.fround(Math.cos(n))) : [-3];
  const shape = options.reduction === 'none' ? [count] : [];
  const ask = (dtype: typeof f32 | typeof f64, target: IndexTensor) => {
    const asked = { ...options, weight: weights && dtype([3], weights) };
    const input = dtype([count, 3], rows);
    const both = crossEntropyAndGradient(input, target, dtype(shape, upstream), asked);
    return { ...both, alone: crossEntropy(input, target, asked) };
  };
  const double = ask(f64, i64([count], classes.map(BigInt)));
  for (const target of [i32([count], classes), i64([count], classes.map(BigInt))]) {
    const single = ask(f32, target);
    expectClose(single.alone, numbers(double.alone), 2 ** -23, 1e-6);
    expectClose(single.loss, numbers(double.loss), 2 ** -23, 1e-6);
    expectClose(single.gradients.input, numbers(double.gradients.input), 2 ** -23, 1e-12);
  }
});

test('a float64 target of a float32 input gives a float64 loss, and each gradient its own dtype', () => {
  const input = f32([1, 2], [1, 2]);
  const target = f64([1, 2], [0.25, 0.75]);
  expect(crossEntropy(input, target).dtype).toBe('float64');
  const gradients = crossEntropyGradient(input, target, scalar(1));
  expect([gradients.input.dtype, gradients.target?.dtype]).toEqual(['float32', 'float64']);
});

test('a negative ignoreIndex has no effect on probabilities: −100 is a number there', () => {
  const input = f64([2], [0, 0]);
  expectClose(crossEntropy(input, f64([2], [-100, 1])), [-99 * Math.LN2], 1e-15);
});
