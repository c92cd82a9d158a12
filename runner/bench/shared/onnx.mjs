/** ONNX Runtime, whichever build: small models, made here. It has no gradients but for training, so they are composed. */
import proto from 'onnx-proto';
import { versionOf } from './version.mjs';

const { onnx } = proto;

const OPSET = 17;
const { FLOAT, INT64 } = onnx.TensorProto.DataType;

const value = (name, elemType, shape) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});
const node = (opType, input, output, attributes = []) => ({ opType, input, output, attribute: attributes });
const integer = (name, i) => ({ name, i, type: onnx.AttributeProto.AttributeType.INT });
const word = (name, text) => ({ name, s: Buffer.from(text), type: onnx.AttributeProto.AttributeType.STRING });
const constant = (name, dataType, dims, numbers) => ({ name, dataType, dims, rawData: new Uint8Array(numbers.buffer) });

function model(inputs, outputs, nodes, constants) {
  const graph = { name: 'loss', input: inputs, output: outputs, node: nodes, initializer: constants };
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: OPSET }], graph }).finish();
}

/** The loss, and with `gradient` softmax · 1/N with 1/N taken away at each label. */
function crossEntropyModel(rows, columns, gradient) {
  const inputs = [value('input', FLOAT, [rows, columns]), value('target', INT64, [rows])];
  const outputs = [value('loss', FLOAT, [])];
  const nodes = [node('SoftmaxCrossEntropyLoss', ['input', 'target'], ['loss'], [word('reduction', 'mean')])];
  if (!gradient) return model(inputs, outputs, nodes, []);
  const constants = [
    constant('share', FLOAT, [], Float32Array.of(1 / rows)),
    constant('less', FLOAT, [rows, 1], new Float32Array(rows).fill(-1 / rows)),
    constant('column', INT64, [2], BigInt64Array.of(BigInt(rows), 1n)),
  ];
  nodes.push(
    node('Softmax', ['input'], ['p'], [integer('axis', 1)]),
    node('Mul', ['p', 'share'], ['scaled']),
    node('Reshape', ['target', 'column'], ['labels']),
    node('ScatterElements', ['scaled', 'labels', 'less'], ['gradient'], [integer('axis', 1), word('reduction', 'add')]),
  );
  return model(inputs, [...outputs, value('gradient', FLOAT, [rows, columns])], nodes, constants);
}

function binaryModel(count, gradient) {
  const inputs = [value('input', FLOAT, [count]), value('target', FLOAT, [count])];
  const outputs = [value('loss', FLOAT, [])];
  const nodes = [
    node('Softplus', ['input'], ['both']),
    node('Mul', ['input', 'target'], ['right']),
    node('Sub', ['both', 'right'], ['losses']),
    node('ReduceMean', ['losses'], ['loss'], [integer('keepdims', 0)]),
  ];
  if (!gradient) return model(inputs, outputs, nodes, []);
  nodes.push(
    node('Sigmoid', ['input'], ['p']),
    node('Sub', ['p', 'target'], ['slopes']),
    node('Mul', ['slopes', 'share'], ['gradient']),
  );
  const constants = [constant('share', FLOAT, [], Float32Array.of(1 / count))];
  return model(inputs, [...outputs, value('gradient', FLOAT, [count])], nodes, constants);
}

/** @param bound whether this build writes into tensors that are given to it, which saves making them */
export function onnxRuntime(packageName, { InferenceSession, Tensor }, options, bound) {
  async function calls(models, feeds, count) {
    const open = (bytes) => InferenceSession.create(bytes, { executionMode: 'sequential', ...options });
    const [loss, both] = await Promise.all(models.map(open));
    const outputs = bound
      ? {
          loss: new Tensor('float32', new Float32Array(1), []),
          gradient: new Tensor('float32', new Float32Array(count), feeds.input.dims),
        }
      : { loss: null, gradient: null };
    let gradient;
    return {
      async value() {
        return (await loss.run(feeds, { loss: outputs.loss })).loss.data[0];
      },
      async value_and_gradient() {
        const answer = await both.run(feeds, outputs);
        gradient = answer.gradient.data;
        return answer.loss.data[0];
      },
      gradient: () => gradient,
    };
  }
  return {
    role: 'peer',
    version: versionOf(packageName),
    losses: {
      cross_entropy({ rows, columns, input, target }) {
        const labels = BigInt64Array.from(target, BigInt);
        const feeds = {
          input: new Tensor('float32', input, [rows, columns]),
          target: new Tensor('int64', labels, [rows]),
        };
        return calls(
          [crossEntropyModel(rows, columns, false), crossEntropyModel(rows, columns, true)],
          feeds,
          input.length,
        );
      },
      binary_cross_entropy_with_logits({ rows, input, target }) {
        const feeds = { input: new Tensor('float32', input, [rows]), target: new Tensor('float32', target, [rows]) };
        return calls([binaryModel(rows, false), binaryModel(rows, true)], feeds, rows);
      },
    },
  };
}
