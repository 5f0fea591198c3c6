import { sha256 } from '@noble/hashes/sha2.js'
import { ascii } from '../bytes.js'
import { Failure } from '../errors.js'
import { email, emailProfiles } from './email.js'
import { phone } from './phone.js'

const phoneProfiles = ['default-v1', 'e164', 'e164-digits', 'uid2', 'google-dm']

/** normalise gives the normal form of a text under a profile (§4.1), or throws a Reject with the code of why not. */
export function normalise(profile: string, type: string, text: Uint8Array | string, region?: string): string {
  const bytes = typeof text === 'string' ? ascii(text) : text
  const rules = emailProfiles[profile]
  if (type === 'email' && rules) return email(bytes, rules)
  if (type === 'phone' && phoneProfiles.includes(profile)) return phone(bytes, profile, region)
  throw new Failure('mismatch', 'this client has no rules for the profile and identifier type')
}

/** matchKey is the SHA-256 of a normal form (§4.2): it must not be sent, stored or logged. */
export const matchKey = (normal: string): Uint8Array => sha256(ascii(normal))
