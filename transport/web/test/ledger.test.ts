import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ascii, unhex, type Bytes } from '../src/bytes.js'
import { Failure } from '../src/errors.js'
import { Memory, memoryStore } from '../src/ledger/memory.js'
import { parseVerifier, verifyCheckpoint } from '../src/ledger/note.js'
import { continues, Forked, tilePath } from '../src/ledger/tiles.js'
import { rootOf } from '../src/merkle.js'
import { leafHash } from '../src/set.js'
import { tilesOf } from './steps/ledger.js'
import { vectors } from './vectors.js'

const leaves = (n: number, salt = ''): Bytes[] => Array.from({ length: n }, (_, i) => leafHash(ascii(`${i}${salt}`)))
const checkpointOf = (hashes: Bytes[]) => ({ note: `${hashes.length}`, size: hashes.length, root: rootOf(hashes) })

test('a tree continues each that it grew from, and no other', async () => {
  const all = leaves(66_000)
  const cases: [number, number[]][] = [
    ...[1, 2, 3, 255, 256, 257, 511, 513, 1000].map((n): [number, number[]] => [n, [0, 1, 2, 3, 200, 256, 257, 512, 999, n - 1, n]]),
    [65_537, [1, 65_535, 65_536]],
    [66_000, [300, 65_536, 65_999]],
  ]
  for (const [n, sizes] of cases) {
    const grown = checkpointOf(all.slice(0, n))
    const fetch = tilesOf(all.slice(0, n))
    for (const m of sizes.filter((m) => m <= n)) {
      await continues(grown, checkpointOf(all.slice(0, m)), fetch)
      if (m === 0) continue
      const other = checkpointOf([...all.slice(0, m - 1), leafHash(ascii('other'))])
      await assert.rejects(continues(grown, other, fetch), Forked, `${n} ${m}`)
    }
  }
  await assert.rejects(continues(checkpointOf(all.slice(0, 5)), checkpointOf(all.slice(0, 6)), tilesOf(all)), Forked)
})

test('tiles of another tree prove nothing, and a missing partial tile is taken from the full one', async () => {
  const all = leaves(600)
  const grown = checkpointOf(all.slice(0, 500))
  const older = checkpointOf(all.slice(0, 300))
  await continues(grown, older, tilesOf(all)) // has tile 1 with 256 hashes, and none with 244
  const cant = (cause: Failure): boolean => cause.code === 'bad_log' && !(cause instanceof Forked)
  await assert.rejects(continues(grown, older, tilesOf(leaves(600, 'x'))), cant)
  await assert.rejects(continues(grown, older, async () => undefined), cant)
})

test('paths of tiles', () => {
  assert.equal(tilePath(0, 5, 256), 'tile/0/005')
  assert.equal(tilePath(1, 1234067, 7), 'tile/1/x001/x234/067.p/7')
})

test('what is remembered grows, stays when something older is observed, and stays when the log forks', async () => {
  const longest = vectors('log').reduce((a, b) => (a.entries.length > b.entries.length ? a : b))
  const log = parseVerifier(longest.log_key)
  const store = memoryStore()
  const memory = new Memory(log, store, tilesOf(longest.leaf_hashes.map((hash: string) => unhex(hash))))
  const [, first, sixteen] = longest.older.map((note: string) => verifyCheckpoint(note, log))
  const all = verifyCheckpoint(longest.note, log)
  assert.equal(await memory.last(), undefined)
  for (const [x, last] of [[first, 1], [all, all.size], [sixteen, all.size], [all, all.size]]) {
    await memory.observe(x)
    assert.equal((await memory.last())?.size, last)
  }
  const forged = { ...sixteen, root: new Uint8Array(32) }
  await assert.rejects(memory.observe(forged), Forked)
  assert.equal((await memory.last())?.size, all.size)
  assert.equal(store.proofs.length, 1)
})
