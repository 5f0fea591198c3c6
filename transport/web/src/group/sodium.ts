import type * as Sodium from 'libsodium-wrappers-sumo'
import { isZero } from '../bytes.js'
import { badElement, ristretto, uniform, type Suite } from './suite.js'

/**
 * sodiumRistretto is ristretto255 by libsodium's WebAssembly: the same as `ristretto`, several times as fast, and in
 * code that was written to take the same time for every key. `ristretto` is what to read, and what it is tested against.
 */
export async function sodiumRistretto(): Promise<Suite> {
  const module = await import('libsodium-wrappers-sumo')
  const sodium: typeof Sodium = 'default' in module ? (module.default as typeof Sodium) : module
  await sodium.ready

  // libsodium ignores the top bit, so that an element would have two encodings.
  const canonical = (e: Uint8Array): boolean => e.length === 32 && (e[31]! & 0x80) === 0 && !isZero(e)
  return {
    ...ristretto,
    check: (element) => {
      if (!canonical(element) || !sodium.crypto_core_ristretto255_is_valid_point(element)) throw badElement()
    },
    hash: (domain, matchKey) => sodium.crypto_core_ristretto255_from_hash(uniform(domain, matchKey)),
    multiply: (key, element) => {
      ristretto.key(key)
      if (!canonical(element)) throw badElement()
      try {
        return sodium.crypto_scalarmult_ristretto255(key, element)
      } catch {
        throw badElement()
      }
    },
  }
}
