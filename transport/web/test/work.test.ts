// Work in workers is the same as the readable curves here, and refuses the same.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import {
  Failure, domain, generateKey, here, hex, p256x, pool, readReply, replyTo, ristretto, sodiumRistretto, type Bytes, type Helper,
} from '../src/index.js'
import { compare, join, random, records } from '../src/bytes.js'
import { sortRecords } from '../src/set.js'

const workers = [0, 1].map(() => new Worker(new URL('worker.js', import.meta.url)))
after(() => Promise.all(workers.map((worker) => worker.terminate())))

const helpers: Helper[] = workers.map((worker) => (job) =>
  new Promise((resolve, reject) => {
    worker.once('message', (reply) => {
      try {
        resolve(readReply(reply))
      } catch (cause) {
        reject(cause as Error)
      }
    })
    worker.postMessage(job, [job.items.buffer as ArrayBuffer, job.key.buffer as ArrayBuffer]) // as in a browser
  }))

const key = generateKey(ristretto)
const dst = domain('ristretto255', 'audience-matching', 'default-v1', 'email')

for (const n of [0, 1, 1023, 1024, 1025, 2047]) {
  test(`${n} items, shared by workers`, async () => {
    const keys = random(32 * n)
    const seen: number[] = []
    const masked = await pool(helpers, 'ristretto255').mask(key, dst, keys, (done, total) => {
      assert.equal(total, n)
      seen.push(done)
    })
    const sodium = await sodiumRistretto()
    assert.deepEqual(masked, await here(sodium).mask(key, dst, keys))
    for (const i of n ? [0, n - 1] : []) {
      const want = ristretto.multiply(key, ristretto.hash(dst, keys.subarray(32 * i, 32 * i + 32)))
      assert.equal(hex(masked.subarray(32 * i, 32 * i + 32)), hex(want))
    }
    assert.equal(seen.at(-1) ?? 0, n)
    const twice = await pool(helpers, 'ristretto255').multiply(key, masked)
    assert.deepEqual(twice, await here(sodium).multiply(key, masked))
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b))
  })
}

test('P256 in workers', async () => {
  const p = generateKey(p256x)
  const keys = random(96)
  assert.deepEqual(await pool(helpers, 'P256').mask(p, dst, keys), await here(p256x).mask(p, dst, keys))
})

// Of an element and its encodings that are not canonical, libsodium takes the one with the top bit.
const topBit = (element: Bytes): Bytes => element.map((byte, i) => (i === 31 ? byte | 0x80 : byte))
const beyondP = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0xee : i === 31 ? 0x7f : 0xff))
const bad: [string, Bytes][] = [
  ['the top bit', topBit(ristretto.generator)],
  ['the identity', new Uint8Array(32)],
  ['a negative number', ristretto.generator.map((byte, i) => (i === 0 ? byte ^ 1 : byte))],
  ['p + 1', beyondP],
]
for (const [what, element] of bad) {
  test(`an element that is ${what} is refused, wherever it is`, async () => {
    const good = ristretto.generator
    const items = join(Array.from({ length: 1500 }, (_, i) => (i === 1300 ? element : good)))
    for (const work of [pool(helpers, 'ristretto255'), here(await sodiumRistretto())]) {
      await assert.rejects(work.multiply(key, items), (cause: Failure) => cause instanceof Failure && cause.code === 'bad_element')
    }
    assert.throws(() => ristretto.multiply(key, element), (cause: Failure) => cause.code === 'bad_element')
  })
}

test('a signal ends the work, and a worker forgets the key of a job', async () => {
  const signal = AbortSignal.abort()
  await assert.rejects(pool(helpers, 'ristretto255', signal).multiply(key, random(32)), { name: 'AbortError' })
  const job = { suite: 'ristretto255', key: key.slice(), items: ristretto.generator }
  assert.deepEqual(readReply(replyTo(job, [])), ristretto.multiply(key, ristretto.generator))
  assert.deepEqual(job.key, new Uint8Array(32))
})

test('records are sorted, whatever they begin with', () => {
  for (const length of [10, 20, 160]) {
    const all = [...records(random(length * 400), length), ...records(new Uint8Array(length * 3), length)]
    all.push(new Uint8Array(length).fill(255), ...all.slice(0, 50).map((record) => record.map((byte, i) => (i < 2 ? byte : byte ^ 1))))
    assert.deepEqual(sortRecords(join(all), length), join([...all].sort(compare)))
  }
  assert.equal(sortRecords(new Uint8Array(0), 10).length, 0)
})
