// The platform's set of a vector, made as §5.3 says: only tests need it.
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { ascii, be64, bigFrom, compare, concat, unhex, type Bytes } from '../src/bytes.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { domain, type Suite } from '../src/group/suite.js'
import { opensslP256 } from '../src/node/openssl.js'
import { matchKey } from '../src/identity/profile.js'

const sodium = await sodiumRistretto()
const openssl = opensslP256()

export const fastSuite = (name: string): Suite => (name === 'P256' ? openssl : sodium)

// HKDF-Expand of one block. Noble's own refuses a PRK shorter than the hash.
const okm = (secret: Bytes, ...info: Bytes[]): Bytes => hmac(sha512, secret, concat(...info, Uint8Array.of(1)))

/** scalar is scalar(u) of §5.3, as a key of the suite. */
export function scalar(suite: Suite, u: Bytes): Bytes {
  const p256 = suite.name === 'P256'
  const n = p256 ? (bigFrom(u, 'big') % (suite.order - 1n)) + 1n : bigFrom(u, 'little') % suite.order || 1n
  const big = unhex(n.toString(16).padStart(64, '0'))
  return p256 ? big : big.reverse()
}

export interface Epoch {
  sections: Bytes[]
  key: Bytes
}

const made = new Map<string, Epoch>()

export function epochOf(v: any): Epoch {
  const id = JSON.stringify([v.params, v.dataset_key, v.epoch_secret, v.groups, v.capacities])
  let epoch = made.get(id)
  if (!epoch) made.set(id, (epoch = makeEpoch(v)))
  return epoch
}

function makeEpoch(v: any): Epoch {
  const suite = fastSuite(v.params.suite)
  const secret = unhex(v.epoch_secret)
  const key = scalar(suite, okm(secret, ascii('Blindmatch-V1 epoch key')))
  const d = unhex(v.dataset_key)
  const sections: Bytes[][] = v.capacities.map(() => [])
  v.groups.forEach((group: any[], g: number) => {
    const s = v.capacities.findIndex((c: any) => c.width >= group.length)
    const elements = group.map(({ type, normal }) => {
      const dst = domain(v.params.suite, v.params.purpose, v.params.profile, type)
      return suite.multiply(key, suite.multiply(d, suite.hash(dst, matchKey(normal))))
    })
    for (let j = 0; elements.length < v.capacities[s].width; j++) {
      const u = okm(secret, ascii('Blindmatch-V1 fill'), be64(g), Uint8Array.of(j))
      elements.push(suite.hash(ascii(`Blindmatch-V1/${v.params.suite}/fill`), u.subarray(0, 32)))
    }
    sections[s]!.push(concat(...elements.sort(compare)))
  })
  sections.forEach((records, s) => {
    const { width, size } = v.capacities[s]
    for (let i = 0; records.length < size; i++) {
      const elements = Array.from({ length: width }, (_, j) => {
        const u = okm(secret, ascii('Blindmatch-V1 sentinel'), Uint8Array.of(width), be64(i), Uint8Array.of(j))
        return suite.multiply(scalar(suite, u), suite.generator)
      })
      records.push(concat(...elements.sort(compare)))
    }
  })
  return { key, sections: sections.map((records) => concat(...records.sort(compare))) }
}
