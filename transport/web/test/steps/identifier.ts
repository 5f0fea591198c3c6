import assert from 'node:assert/strict'
import { hex, unhex } from '../../src/bytes.js'
import { hashedKey } from '../../src/identity/hashed.js'
import { matchKey, normalise } from '../../src/identity/profile.js'
import { Reject } from '../../src/identity/reject.js'

export function identifier(v: any): void {
  const text = unhex(v.text)
  // What is hashed has no normal form, but a profile with rules for its type.
  assert.deepEqual(unlessRejected(() => normalise(v.profile, v.id_type, '', v.region)), { reject: 'empty' })
  const got = unlessRejected(() => {
    if (v.hashed) return { match_key: hex(hashedKey(text)) }
    const normal = normalise(v.profile, v.id_type, text, v.region)
    return { normal, match_key: hex(matchKey(normal)) }
  })
  const { normal, match_key, reject } = v
  assert.deepEqual(got, JSON.parse(JSON.stringify({ normal, match_key, reject })))
}

function unlessRejected<T>(f: () => T): T | { reject: string } {
  try {
    return f()
  } catch (cause) {
    if (cause instanceof Reject) return { reject: cause.code }
    throw cause
  }
}
