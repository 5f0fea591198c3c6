import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare, join, random, records, type Bytes } from '../src/bytes.js'
import { Runs } from '../src/session/runs.js'
import { cut, inMemory } from '../src/session/scratch.js'

const many = (length: number, n: number): Bytes => join(Array.from({ length: n }, () => random(length)))

async function all(pieces: AsyncIterable<Bytes>): Promise<Bytes[]> {
  const out: Bytes[] = []
  for await (const piece of pieces) out.push(piece)
  return out
}

for (const [length, sizes] of [[10, [30_000, 1, 32_768, 32_768, 32_768, 32_768, 5]], [160, [2048, 2048, 2048, 2048, 77]], [20, [3]]] as const) {
  test(`${sizes.length} runs of records of ${length} bytes are merged to what sorting all of them gives`, async () => {
    const pieces = sizes.map((n) => many(length, n))
    const total = length * sizes.reduce((sum, n) => sum + n, 0)
    const before = 1000 // of another section
    const scratch = await inMemory(before + total)
    const runs = new Runs(scratch, length, total)
    let at = before
    for (const piece of pieces) {
      await runs.add(at, piece)
      at += piece.length
    }
    const want = join(records(join(pieces), length).sort(compare))
    const merged = await all(runs.merged())
    assert.equal(merged.length > 1, total > 1 << 20)
    assert.deepEqual(join(merged), want)
    assert.deepEqual(join(await all(runs.merged())), want, 'a second time')
    assert.deepEqual(await scratch.read([{ at: 0, length: before }]), new Uint8Array(before))
    await scratch.close()
  })
}

test('records that all begin alike, and ones that are twice there', async () => {
  const alike = records(many(10, 2000), 10).map((one) => one.map((byte, i) => (i < 2 ? 255 : byte)))
  const total = 10 * 4000
  const scratch = await inMemory(total)
  const runs = new Runs(scratch, 10, 4 << 20)
  await runs.add(0, join(alike))
  await runs.add(total / 2, join(alike))
  assert.deepEqual(join(await all(runs.merged())), join([...alike, ...alike].sort(compare)))
})

test('pieces are cut anew, and none is lost', async () => {
  const bytes = random(1000)
  for (const sizes of [[1000], [1, 999], [333, 333, 334], [10, 0, 990]]) {
    let at = 0
    const pieces = sizes.map((size) => bytes.subarray(at, (at += size)))
    for (const lengths of [[1000], [400, 400, 200], Array.from({ length: 100 }, () => 10)]) {
      const got = await all(cut(pieces, lengths))
      assert.deepEqual(got.map((piece) => piece.length), lengths)
      assert.deepEqual(join(got), bytes)
    }
  }
  assert.deepEqual(await all(cut([], [])), [])
})
