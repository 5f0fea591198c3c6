import assert from 'node:assert/strict'
import { ed25519 } from '@noble/curves/ed25519.js'
import { ascii, base64, concat, hex, unhex, type Bytes } from '../../src/bytes.js'
import { parseVerifier, verifyCheckpoint, verifyNote, witness } from '../../src/ledger/note.js'
import { readEntry, verifyReceipt } from '../../src/ledger/receipt.js'
import { continues, tilePath, type Fetch } from '../../src/ledger/tiles.js'
import { rootOf } from '../../src/merkle.js'
import { leafHash } from '../../src/set.js'

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

export async function log(v: any): Promise<void> {
  const key = parseVerifier(v.log_key)
  assert.equal(key.name, v.origin)
  assert.equal(hex(key.key), hex(ed25519.getPublicKey(unhex(v.seed, 32))))
  const hashes = v.entries.map((line: string) => leafHash(ascii(line)))
  assert.deepEqual(hashes.map(hex), v.leaf_hashes)
  assert.equal(hex(rootOf(hashes)), v.root)
  v.entries.forEach((line: string, i: number) => readEntry(ascii(line), i))
  // Ed25519 has one signature of a text.
  const signature = ed25519.sign(ascii(v.checkpoint), unhex(v.seed))
  assert.equal(v.note, `${v.checkpoint}\n— ${v.origin} ${base64(concat(key.hash, signature))}\n`)
  assert.equal(verifyNote(v.note, key), v.checkpoint)
  const checkpoint = verifyCheckpoint(v.note, key)
  assert.deepEqual([checkpoint.size, hex(checkpoint.root)], [v.entries.length, v.root])
  for (const { index, receipt } of v.receipts) {
    const { entry, checkpoint } = verifyReceipt(receipt, key)
    assert.deepEqual([entry.seq, checkpoint.note], [index, v.note])
  }
  const signer = witness(v.witness.name, unhex(v.witness.seed, 32))
  assert.equal(signer.verifier, v.witness.key)
  assert.equal(signer.sign(checkpoint, v.witness.time), v.witness.note)
  assert.equal(verifyNote(v.witness.note, parseVerifier(v.witness.key)), v.checkpoint)
  for (const older of v.older ?? []) await continues(checkpoint, verifyCheckpoint(older, key), tilesOf(hashes))
}
