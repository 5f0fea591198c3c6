import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js'
import { ed25519, ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'
import { p256, p256_hasher } from '@noble/curves/nist.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { ascii, bigFrom, concat, isZero, random, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'

/** A suite is a prime-order group with a hash to it (§3). Elements and keys are 32 bytes. */
export interface Suite {
  readonly name: string
  readonly order: bigint
  /** The generator G, as an element. */
  readonly generator: Bytes
  /** key reads a key as a number; zero and what is not below the order is refused with bad_key. */
  key(bytes: Bytes): bigint
  /** hash is H(x) under a domain (§4.3). */
  hash(domain: Bytes, matchKey: Bytes): Bytes
  /** check refuses what is not the encoding of an element with bad_element. */
  check(element: Bytes): void
  /** multiply is k·E; what does not decode is refused with bad_element. */
  multiply(key: Bytes, element: Bytes): Bytes
}

export const badElement = (): Failure => new Failure('bad_element', 'these 32 bytes are not an element')

function readKey(bytes: Bytes, order: bigint, endian: 'big' | 'little'): bigint {
  const k = bytes.length === 32 ? bigFrom(bytes, endian) : 0n
  if (k === 0n || k >= order) throw new Failure('bad_key', 'a key is not 1 … order − 1 in 32 bytes')
  return k
}

/** uniform is what ristretto255_XMD:SHA-512_R255MAP_RO_ maps to the group: 64 bytes (RFC 9380, Appendix B). */
export const uniform = (domain: Bytes, matchKey: Bytes): Bytes => expand_message_xmd(matchKey, domain, 64, sha512)

const R = ristretto255.Point
const ristrettoOrder = ed25519.Point.Fn.ORDER

export const ristretto: Suite = {
  name: 'ristretto255',
  order: ristrettoOrder,
  generator: R.BASE.toBytes(),
  key: (bytes) => readKey(bytes, ristrettoOrder, 'little'),
  hash: (domain, matchKey) => ristretto255_hasher.hashToCurve(matchKey, { DST: domain }).toBytes(),
  check: (element) => void ristrettoPoint(element),
  multiply: (key, element) => ristrettoPoint(element).multiply(ristretto.key(key)).toBytes(),
}

function ristrettoPoint(element: Bytes) {
  if (element.length !== 32 || isZero(element)) throw badElement()
  try {
    return R.fromBytes(element)
  } catch {
    throw badElement()
  }
}

const P = p256.Point

/** P-256, points up to sign: an element is an x-coordinate, and either of its two points will do (§3). */
export const p256x: Suite = {
  name: 'P256',
  order: P.Fn.ORDER,
  generator: P.BASE.toBytes(true).slice(1),
  key: (bytes) => readKey(bytes, P.Fn.ORDER, 'big'),
  hash: (domain, matchKey) => p256_hasher.hashToCurve(matchKey, { DST: domain }).toBytes(true).slice(1),
  check: (element) => void p256Point(element),
  multiply: (key, element) => p256Point(element).multiply(p256x.key(key)).toBytes(true).slice(1),
}

function p256Point(element: Bytes) {
  if (element.length !== 32 || isZero(element)) throw badElement()
  try {
    return P.fromBytes(concat(Uint8Array.of(2), element))
  } catch {
    throw badElement()
  }
}

export function suiteNamed(name: string): Suite {
  if (name === ristretto.name) return ristretto
  if (name === p256x.name) return p256x
  throw new Failure('mismatch', 'the suite is none that this client knows: ristretto255, P256')
}

/** generateKey draws a key uniformly from 1 … order − 1, by trying again. */
export function generateKey(suite: Suite): Bytes {
  for (;;) {
    const bytes = random(32)
    // ristretto255's order has 253 bits: without the mask 15 of 16 draws would be too large.
    if (suite.name === ristretto.name) bytes[31]! &= 0x1f
    try {
      suite.key(bytes)
      return bytes
    } catch {
      continue
    }
  }
}

/** domain is the DST of §4.3. */
export function domain(suite: string, purpose: string, profile: string, type: string): Bytes {
  return ascii(`Blindmatch-V1/${suite}/${purpose}/${profile}/${type}`)
}
