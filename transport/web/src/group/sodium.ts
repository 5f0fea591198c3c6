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

  const check = (element: Uint8Array): void => {
    // libsodium ignores the top bit, so that an element would have two encodings.
    const canonical = element.length === 32 && (element[31]! & 0x80) === 0 && !isZero(element)
    if (!canonical || !sodium.crypto_core_ristretto255_is_valid_point(element)) throw badElement()
  }
  return {
    ...ristretto,
    check,
    hash: (domain, matchKey) => sodium.crypto_core_ristretto255_from_hash(uniform(domain, matchKey)),
    multiply: (key, element) => {
      ristretto.key(key)
      check(element)
      return sodium.crypto_scalarmult_ristretto255(key, element)
    },
  }
}
