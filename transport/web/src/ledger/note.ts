// Signed notes, checkpoints and cosignatures of C2SP: signed-note, tlog-checkpoint, tlog-cosignature.
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ascii, base64, be64, concat, equal, unbase64, unhex, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'

const algorithms = { ed25519: 1, cosignature: 4 }

/** Verifier is a verifier key: a name, the hash of name and key, and the key. */
export interface Verifier {
  name: string
  hash: Bytes
  algorithm: number
  key: Bytes
}

const badNote = (what: string): Failure => new Failure('bad_checkpoint', `a signed note ${what}`)

/** parseVerifier reads `verifier` of Appendix A: an Ed25519 key of a log or an auditor, or of a witness. */
export function parseVerifier(text: string): Verifier {
  const match = /^([!-*,-~]{1,128})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (!match) throw badNote('can’t be verified with a malformed key')
  const bytes = decode(match[3]!)
  const known = Object.values(algorithms).includes(bytes[0]!)
  if (!known || bytes.length !== 33) throw badNote('can’t be verified with a key of another kind than Ed25519')
  const hash = keyHash(match[1]!, bytes)
  if (!equal(hash, unhex(match[2]!))) throw badNote('can’t be verified with a key whose hash is another')
  return { name: match[1]!, hash, algorithm: bytes[0]!, key: bytes.slice(1) }
}

const keyHash = (name: string, key: Bytes): Bytes => sha256(concat(ascii(`${name}\n`), key)).slice(0, 4)

function decode(text: string): Bytes {
  try {
    return unbase64(text)
  } catch {
    throw badNote('has malformed base64')
  }
}

interface Signed {
  text: string
  signatures: { name: string; hash: Bytes; signature: Bytes }[]
}

/** parseNote takes a note apart: its text, an empty line, and one line for each signature. */
function parseNote(note: string): Signed {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(note)) throw badNote('is malformed')
  const lines = note.slice(end + 2, -1).split('\n')
  const signatures = lines.map((line) => {
    const match = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/u.exec(line)
    if (!match) throw badNote('has a malformed signature')
    const bytes = decode(match[2]!)
    if (bytes.length < 5) throw badNote('has a signature that is too short')
    return { name: match[1]!, hash: bytes.slice(0, 4), signature: bytes.slice(4) }
  })
  return { text: note.slice(0, end + 1), signatures }
}

/** verifyNote gives the text of a note that the key has signed. The first signature of the key counts, and no other is looked at. */
export function verifyNote(note: string, verifier: Verifier): string {
  const { text, signatures } = parseNote(note)
  const own = signatures.find((s) => s.name === verifier.name && equal(s.hash, verifier.hash))
  if (!own) throw badNote('is not signed by the key that it should be')
  const { message, signature } =
    verifier.algorithm === algorithms.cosignature ? cosigned(text, own.signature) : { message: ascii(text), signature: own.signature }
  if (signature.length !== 64 || !ed25519.verify(signature, message, verifier.key, { zip215: false })) {
    throw badNote('has a signature that does not verify')
  }
  return text
}

function cosigned(text: string, signature: Bytes): { message: Bytes; signature: Bytes } {
  if (signature.length !== 72) throw badNote('has a cosignature of another length')
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
  return { message: ascii(`cosignature/v1\ntime ${time}\n${text}`), signature: signature.slice(8) }
}

/** Checkpoint is how much a log has signed: its size, and the root of its tree. */
export interface Checkpoint {
  note: string
  size: number
  root: Bytes
}

/** verifyCheckpoint reads a log's checkpoint: three lines, signed, of which the first is the key's name. */
export function verifyCheckpoint(note: string, log: Verifier): Checkpoint {
  const lines = verifyNote(note, log).split('\n')
  const [origin, size, root] = lines
  if (lines.length !== 4 || origin !== log.name) throw badNote('is not a checkpoint of this log')
  if (!/^(0|[1-9]\d{0,15})$/.test(size!) || !Number.isSafeInteger(Number(size))) throw badNote('has a malformed size')
  const bytes = decode(root!)
  if (bytes.length !== 32) throw badNote('has a root that is not 32 bytes')
  return { note, size: Number(size), root: bytes }
}

/** Witness is a key that cosigns the checkpoints of one log. */
export interface Witness {
  /** The verifier key, as text. */
  verifier: string
  sign(checkpoint: Checkpoint, time: number): string
}

/** witness makes a witness of a name and the seed of an Ed25519 key (RFC 8032), 32 bytes. */
export function witness(name: string, seed: Bytes): Witness {
  const key = concat(Uint8Array.of(algorithms.cosignature), ed25519.getPublicKey(seed))
  const hash = keyHash(name, key)
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    verifier: `${name}+${hex}+${base64(key)}`,
    sign: ({ note }, time) => {
      const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
      const signature = ed25519.sign(ascii(`cosignature/v1\ntime ${time}\n${text}`), seed)
      return `${note}— ${name} ${base64(concat(hash, be64(time), signature))}\n`
    },
  }
}
