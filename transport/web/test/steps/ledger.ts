import assert from 'node:assert/strict'
import { ed25519 } from '@noble/curves/ed25519.js'
import { ascii, base64, concat, hex, unhex, type Bytes } from '../../src/bytes.js'
import { parseVerifier, verifyCheckpoint, verifyNote, witness } from '../../src/ledger/note.js'
import { readEntry, verifyReceipt } from '../../src/ledger/receipt.js'
import { continues, tilePath, type Fetch } from '../../src/ledger/tiles.js'
import { rootOf } from '../../src/merkle.js'
import { leafHash } from '../../src/set.js'
import { memory } from './memory.js'

/** tilesOf serves the tiles of a tree of entries: where a tile is full, its partial ones are gone. */
export function tilesOf(hashes: Bytes[]): Fetch {
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

// Of signatures, what was made of the same text before.
const publicKey = memory((seed) => ed25519.getPublicKey(unhex(seed, 32)), (seed) => seed)
const sign = memory(({ text, seed }) => ed25519.sign(ascii(text), unhex(seed, 32)), ({ text, seed }) => [text, seed])
const received = memory(({ receipt, logKey }) => verifyReceipt(receipt, parseVerifier(logKey)), ({ receipt, logKey }) => [receipt, logKey])
const noted = memory(({ note, key }) => verifyNote(note, parseVerifier(key)), ({ note, key }) => [note, key])
const checkpointOf = memory(({ note, key }) => verifyCheckpoint(note, parseVerifier(key)), ({ note, key }) => [note, key])
const witnessed = memory(({ w, checkpoint }) => {
  const signer = witness(w.name, unhex(w.seed, 32))
  return { verifier: signer.verifier, note: signer.sign(checkpoint, w.time) }
}, ({ w, checkpoint }) => [w.name, w.seed, w.time, checkpoint.note])

export async function log(v: any): Promise<void> {
  const key = parseVerifier(v.log_key)
  assert.equal(key.name, v.origin)
  assert.equal(hex(key.key), hex(publicKey(v.seed)))
  const hashes = v.entries.map((line: string) => leafHash(ascii(line)))
  assert.deepEqual(hashes.map(hex), v.leaf_hashes)
  assert.equal(hex(rootOf(hashes)), v.root)
  v.entries.forEach((line: string, i: number) => readEntry(ascii(line), i))
  // Ed25519 has one signature of a text.
  const signature = sign({ text: v.checkpoint, seed: v.seed })
  assert.equal(v.note, `${v.checkpoint}\n— ${v.origin} ${base64(concat(key.hash, signature))}\n`)
  assert.equal(noted({ note: v.note, key: v.log_key }), v.checkpoint)
  const checkpoint = checkpointOf({ note: v.note, key: v.log_key })
  assert.deepEqual([checkpoint.size, hex(checkpoint.root)], [v.entries.length, v.root])
  for (const { index, receipt } of v.receipts) {
    const { entry, checkpoint } = received({ receipt, logKey: v.log_key })
    assert.deepEqual([entry.seq, checkpoint.note], [index, v.note])
  }
  assert.deepEqual(witnessed({ w: v.witness, checkpoint }), { verifier: v.witness.key, note: v.witness.note })
  assert.equal(noted({ note: v.witness.note, key: v.witness.key }), v.checkpoint)
  for (const older of v.older ?? []) await continues(checkpoint, checkpointOf({ note: older, key: v.log_key }), tilesOf(hashes))
}
