// Receipts: a C2SP tlog-proof with the entry as its extra data (§13.3).
import { ascii, equal, unbase64, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'
import { rootFrom } from '../merkle.js'
import { leafHash } from '../set.js'
import { verifyCheckpoint, type Checkpoint, type Verifier } from './note.js'
import { memberOf } from './schema.js'

/** Entry is one entry of the ledger; its member is that which goes with its type (§13.2). */
export interface Entry {
  seq: number
  time: string
  type: string
  session?: string
  member: { [name: string]: unknown }
}

export interface Receipt {
  entry: Entry
  checkpoint: Checkpoint
}

const bad = (what: string): Failure => new Failure('bad_receipt', `a receipt ${what}`)

/** verifyReceipt reads a receipt, and verifies that its entry is in the tree that the log has signed. */
export function verifyReceipt(text: string, log: Verifier): Receipt {
  const end = text.indexOf('\n\n')
  if (end < 0) throw bad('has no checkpoint')
  const [version, extra, index, ...path] = text.slice(0, end).split('\n')
  if (version !== 'c2sp.org/tlog-proof@v1') throw bad('is of another version')
  if (!extra?.startsWith('extra ')) throw bad('has no entry')
  const at = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '')
  if (!at) throw bad('has no index')
  const line = decode(extra.slice('extra '.length))
  const hashes = path.map(decode)
  if (hashes.some((hash) => hash.length !== 32)) throw bad('has a hash that is not 32 bytes')
  let checkpoint
  try {
    checkpoint = verifyCheckpoint(text.slice(end + 2), log)
  } catch (cause) {
    throw bad(`can’t be verified: ${(cause as Error).message}`)
  }
  const root = rootFrom(leafHash(line), Number(at[1]), checkpoint.size, hashes)
  if (!root || !equal(root, checkpoint.root)) throw bad('does not prove that its entry is in the log')
  return { entry: readEntry(line, Number(at[1])), checkpoint }
}

function decode(text: string): Bytes {
  try {
    return unbase64(text)
  } catch {
    throw bad('has malformed base64')
  }
}

/** readEntry reads an entry: canonical JSON (RFC 8785) and a newline, as the schema has it, that says its own index. */
export function readEntry(line: Bytes, index: number): Entry {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)
  let from: any
  try {
    from = JSON.parse(text)
  } catch {
    throw bad('has an entry that is not JSON')
  }
  if (line.length > 65_535 || !equal(line, ascii(`${canonical(from)}\n`))) throw bad('has an entry that is not canonical JSON')
  const member = memberOf(from)
  if (member === undefined) throw bad('has an entry that is none of version 1: its members are other than the schema says')
  if (from.seq !== index) throw bad('has an entry that says it is another one')
  const { seq, time, type, session } = from
  return { seq, time, type, member: from[member], ...(session !== undefined && { session }) }
}

/** canonical is RFC 8785: names in the order of UTF-16, numbers and texts as ECMAScript writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}
