import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ascii, concat, hex, unhex, type Bytes } from '../src/bytes.js'
import { Failure } from '../src/errors.js'
import { Memory, memoryStore } from '../src/ledger/memory.js'
import { parseVerifier, verifyCheckpoint, verifyNote, witness } from '../src/ledger/note.js'
import { readEntry, verifyReceipt } from '../src/ledger/receipt.js'
import { continues, Forked, tilePath, type Fetch } from '../src/ledger/tiles.js'
import { rootOf } from '../src/merkle.js'
import { leafHash } from '../src/set.js'
import { named, vectors } from './vectors.js'

function outcome(f: () => unknown): string {
  try {
    f()
    return 'ok'
  } catch (cause) {
    if (cause instanceof Failure) return cause.code
    throw cause
  }
}

/** tilesOf serves the tiles of a tree of entries: where a tile is full, its partial ones are gone. */
function tilesOf(hashes: Bytes[]): Fetch {
  const files = new Map<string, Bytes>()
  for (let level = 0, row = hashes; row.length > 0; level++) {
    for (let n = 0; n * 256 < row.length; n++) {
      const tile = row.slice(n * 256, n * 256 + 256)
      const whole = concat(...tile)
      for (let w = tile.length === 256 ? 256 : 1; w <= tile.length; w++) {
        files.set(tilePath(level, n, w), whole.slice(0, 32 * w))
      }
    }
    row = Array.from({ length: Math.floor(row.length / 256) }, (_, i) => rootOf(row.slice(256 * i, 256 * i + 256)))
  }
  return async (file) => files.get(file)
}

test('log', async () => {
  for (const v of vectors('log')) {
    const log = parseVerifier(v.log_key)
    const hashes = v.entries.map((line: string) => leafHash(ascii(line)))
    assert.deepEqual(hashes.map(hex), v.leaf_hashes)
    assert.equal(hex(rootOf(hashes)), v.root)
    v.entries.forEach((line: string, i: number) => readEntry(ascii(line), i))
    assert.equal(verifyNote(v.note, log), v.checkpoint)
    const checkpoint = verifyCheckpoint(v.note, log)
    assert.deepEqual([checkpoint.size, hex(checkpoint.root)], [v.entries.length, v.root])
    for (const { index, receipt } of v.receipts) {
      assert.equal(verifyReceipt(receipt, log).entry.seq, index)
    }
    const signer = witness(v.witness.name, unhex(v.witness.seed))
    assert.equal(signer.verifier, v.witness.key)
    assert.equal(signer.sign(checkpoint, v.witness.time), v.witness.note)
    assert.equal(verifyNote(v.witness.note, parseVerifier(v.witness.key)), v.checkpoint)
    for (const older of v.older ?? []) await continues(checkpoint, verifyCheckpoint(older, log), tilesOf(hashes))
  }
})

test('malformed checkpoints and receipts', () => {
  vectors('malformed_entries', 'checkpoint').forEach((v, i) => {
    assert.equal(outcome(() => verifyCheckpoint(v.body, parseVerifier(v.log_key))), v.outcome, named(v, i))
  })
  vectors('malformed_entries', 'receipt').forEach((v, i) => {
    assert.equal(outcome(() => verifyReceipt(v.body, parseVerifier(v.log_key))), v.outcome, named(v, i))
  })
})

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
