// The platform's set of a vector, made as §5.3 says: only tests need it.
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { ascii, be64, bigFrom, compare, concat, join, unhex, type Bytes } from '../src/bytes.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { domain, suiteNamed, type Suite } from '../src/group/suite.js'
import { opensslP256 } from '../src/node/openssl.js'
import { matchKey } from '../src/identity/profile.js'

/** once is f that computes nothing twice: a vector with one byte changed is almost the vector. */
function once(f: (a: Bytes, b: Bytes) => Bytes): (a: Bytes, b: Bytes) => Bytes {
  let known = new Map<string, Bytes>()
  return (a, b) => {
    const id = Buffer.concat([Uint8Array.of(a.length), a, b]).toString('latin1')
    let out = known.get(id)
    if (!out) {
      if (known.size > 150_000) known = new Map()
      known.set(id, (out = f(a, b)))
    }
    return out
  }
}

export const remembering = (suite: Suite): Suite => ({ ...suite, hash: once(suite.hash), multiply: once(suite.multiply) })

const suites = [await sodiumRistretto(), opensslP256()]

/** fastSuite is the implementation of a suite that does many elements. */
export const fastSuite = (name: string): Suite => suites.find((suite) => suite.name === name) ?? suiteNamed(name)

// HKDF-Expand of one block. Noble's own refuses a PRK shorter than the hash.
const okm = once((secret, info) => hmac(sha512, secret, concat(info, Uint8Array.of(1))))

/** derived is what follows from an epoch's secret: of §5.3's table the output of HKDF-Expand. */
export const derived = {
  epochKey: (secret: Bytes): Bytes => okm(secret, ascii('Blindmatch-V1 epoch key')),
  sentinel: (secret: Bytes, width: number, number: number, slot: number): Bytes =>
    okm(secret, concat(ascii('Blindmatch-V1 sentinel'), Uint8Array.of(width), be64(number), Uint8Array.of(slot))),
  fill: (secret: Bytes, number: number, slot: number): Bytes =>
    okm(secret, concat(ascii('Blindmatch-V1 fill'), be64(number), Uint8Array.of(slot))),
}

export const fillDomain = (suite: string): Bytes => ascii(`Blindmatch-V1/${suite}/fill`)

/** scalar is scalar(u) of §5.3, as a key of the suite. */
export function scalar(suite: Suite, u: Bytes): Bytes {
  const p256 = suite.name === 'P256'
  return keyOf(suite, p256 ? (bigFrom(u, 'big') % (suite.order - 1n)) + 1n : bigFrom(u, 'little') % suite.order || 1n)
}

function keyOf(suite: Suite, n: bigint): Bytes {
  const big = unhex(n.toString(16).padStart(64, '0'))
  return suite.name === 'P256' ? big : big.reverse()
}

/** A group of P: its number in the dataset, or 2^63 + that of a sentinel; and its elements, ascending, each with its slot. */
export interface Group {
  number: bigint
  slots: number[]
  elements: Bytes[]
  record: Bytes
}

export const firstSentinel = 1n << 63n
const fill = 255

export interface Epoch {
  suite: Suite
  /** e and b = e·d. */
  epochKey: Bytes
  key: Bytes
  groups: Group[][]
  sections: Bytes[]
}

const groupOf = (number: bigint, elements: { slot: number; element: Bytes }[]): Group => {
  elements.sort((x, y) => compare(x.element, y.element))
  const bytes = elements.map((x) => x.element)
  return { number, slots: elements.map((x) => x.slot), elements: bytes, record: concat(...bytes) }
}

/** epochOf makes an epoch of its parameters, keys, groups and capacities. */
export function epochOf(v: any, suite = fastSuite(v.params.suite)): Epoch {
  const secret = unhex(v.epoch_secret, 32)
  const epochKey = scalar(suite, derived.epochKey(secret))
  const key = keyOf(suite, (suite.key(epochKey) * suite.key(unhex(v.dataset_key))) % suite.order)
  const { purpose, profile, types } = v.params
  const groups: Group[][] = v.capacities.map(() => [])
  v.groups.forEach((group: any[], g: number) => {
    const s = v.capacities.findIndex((c: any) => c.width >= group.length)
    if (s < 0) throw new RangeError(`no section has room for group ${g}`)
    const elements = group.map(({ type, normal }, slot) => {
      if (!types.includes(type)) throw new RangeError(`group ${g} has a type that the dataset does not have`)
      return { slot, element: suite.multiply(key, suite.hash(domain(suite.name, purpose, profile, type), matchKey(normal))) }
    })
    for (let j = 0; elements.length < v.capacities[s].width; j++) {
      elements.push({ slot: fill, element: suite.hash(fillDomain(suite.name), derived.fill(secret, g, j).subarray(0, 32)) })
    }
    groups[s]!.push(groupOf(BigInt(g), elements))
  })
  groups.forEach((section, s) => {
    const { width, size } = v.capacities[s]
    for (let i = 0; section.length < size; i++) {
      const elements = Array.from({ length: width }, (_, slot) => {
        const r = scalar(suite, derived.sentinel(secret, width, i, slot))
        return { slot, element: suite.multiply(r, suite.generator) }
      })
      section.push(groupOf(firstSentinel + BigInt(i), elements))
    }
    section.sort((x, y) => compare(x.record, y.record))
  })
  return { suite, epochKey, key, groups, sections: groups.map((section) => join(section.map((group) => group.record))) }
}
