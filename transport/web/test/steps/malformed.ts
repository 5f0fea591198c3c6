// Malformed input: each stage gives its outcome.
import assert from 'node:assert/strict'
import { ascii, join, unhex, equal, type Bytes } from '../../src/bytes.js'
import { checkContext } from '../../src/context.js'
import { Failure } from '../../src/errors.js'
import type { Suite } from '../../src/group/suite.js'
import { parseVerifier, verifyCheckpoint } from '../../src/ledger/note.js'
import { readEntry, verifyReceipt } from '../../src/ledger/receipt.js'
import { checkLeaves, elementBytes, handleBytes, leafHash, leavesOf, readSet } from '../../src/set.js'
import { suites } from './crypto.js'
import { checkTags, evaluate } from '../evaluate.js'
import { outcome } from './outcome.js'
import { asked, runOf } from './sessions.js'

/** every is the one outcome of all implementations of a suite. */
function every(name: string, f: (suite: Suite) => unknown): string {
  const [first, ...others] = suites(name).map((suite) => outcome(() => f(suite)))
  for (const other of others) assert.equal(other, first)
  return first!
}

const three = (suite: Suite): Bytes => unhex(suite.name === 'P256' ? `${'00'.repeat(31)}03` : `03${'00'.repeat(31)}`)

/** decodes demands that decoding and multiplication agree. */
function decodes(v: any): string {
  const checked = every(v.suite, (suite) => suite.check(unhex(v.element)))
  assert.equal(every(v.suite, (suite) => suite.multiply(three(suite), unhex(v.element))), checked)
  return checked
}

function platformSet(v: any): string {
  const bytes = unhex(v.bytes)
  const digest = unhex(v.committed.digest, 32)
  if (!v.leaves) return every(v.suite, (suite) => readSet(v.committed, elementBytes, bytes, digest, suite.check))
  return every(v.suite, (suite) => {
    // Who has the hashes of the leaves checks each leaf before its contents.
    const hashes = checkLeaves(v.committed, elementBytes, unhex(v.leaves), digest)
    leavesOf(v.committed.parts, elementBytes).forEach((leaf, i) => {
      const part = bytes.subarray(leaf.offset, leaf.offset + leaf.length)
      if (!equal(leafHash(part), hashes[i]!)) throw new Failure('digest_mismatch', 'a leaf')
    })
    readSet(v.committed, elementBytes, bytes, digest, suite.check)
  })
}

const threefold = (suite: Suite): any => ({ epoch: { suite, key: three(suite) }, tagKey: new Uint8Array(16) })

async function tags(v: any): Promise<string> {
  const run = await runOf({ pads: [], ...v })
  let bytes: Bytes = run.tags
  for (const edit of v.edits) {
    const own = unhex(edit.bytes)
    if (edit.at > bytes.length || (edit.at < bytes.length && edit.at + own.length > bytes.length)) throw new RangeError('an edit behind the end')
    bytes = join([bytes.subarray(0, edit.at), own, bytes.subarray(edit.at + own.length)])
  }
  if (v.length !== undefined) bytes = bytes.subarray(0, v.length)
  const publicKey = v.public_key === undefined ? run.publicKey : unhex(v.public_key)
  return outcome(() => checkTags(asked(v), bytes, v.committed, publicKey))
}


/** stages give the outcome of a vector. What reads requests (`message`) and whole logs (`log`) is not in this package. */
export const stages: Record<string, (v: any) => string | Promise<string>> = {
  key: (v) => every(v.suite, (suite) => suite.key(unhex(v.key))),
  element: decodes,
  public_key: decodes,
  context: (v) => outcome(() => checkContext(v.context)),
  list: (v) => every(v.suite, (suite) => evaluate(threefold(suite), unhex(v.bytes), v.committed)),
  platform_set: platformSet,
  leaves: (v) => outcome(() => checkLeaves(v.committed, elementBytes, unhex(v.bytes), unhex(v.committed.digest, 32))),
  tags,
  handles: (v) => outcome(() => readSet(v.committed, handleBytes, unhex(v.bytes), unhex(v.committed.digest, 32))),
  entry: (v) => outcome(() => readEntry(ascii(v.body), seqOf(v.body)), { bad_receipt: 'bad_entry' }),
  checkpoint: (v) => outcome(() => verifyCheckpoint(v.body, parseVerifier(v.log_key))),
  receipt: (v) => outcome(() => verifyReceipt(v.body, parseVerifier(v.log_key))),
}

/** seqOf is the index that an entry says, if it says one. */
const seqOf = (body: string): number => Number(/"seq":(\d+)/.exec(body)?.[1] ?? 0)

export const elsewhere = ['message', 'log']

export async function malformed(v: any): Promise<void> {
  const stage = Object.hasOwn(stages, v.stage) ? stages[v.stage] : undefined
  assert.ok(stage, `unknown stage ${v.stage}`)
  assert.equal(await stage(v), v.outcome, `stage ${v.stage}`)
}
