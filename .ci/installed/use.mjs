/** Everything that the package exports, imported from an installed package and used. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ArgumentError } from 'lossproof/argument_error';
import { crossEntropy, crossEntropyGradient } from 'lossproof/losses/cross_entropy';
import { zeros } from 'lossproof/tensor';

const require = createRequire(import.meta.url);
const input = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(0, 0) };
const target = { dtype: 'int32', shape: [1], data: Int32Array.of(1) };
const upstream = { dtype: 'float32', shape: [], data: Float32Array.of(2) };

assert.equal(crossEntropy(input, target).data[0], Math.fround(Math.LN2));
assert.deepEqual([...crossEntropyGradient(input, target, upstream).input.data], [1, -1]);
assert.throws(() => crossEntropy(input, zeros('float32', [3])), ArgumentError);

assert.equal(require('lossproof/vectors/losses/cross_entropy.json').loss, 'cross_entropy');
assert.equal(require('lossproof/vectors/acceptance/float32/cross_entropy.json').profile, 'float32');
assert.ok(require('lossproof/schema/protocol.schema.json').$defs);
assert.throws(() => require('lossproof/dist/runner/cli.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
console.log('entrances are open');
