// What a session is bound to (§5.5).
import { sha256 } from '@noble/hashes/sha2.js'
import { be16, concat, field, unhex, type Bytes } from './bytes.js'
import { Failure } from './errors.js'
import { parseEpsilon } from './fraction.js'
import { fitsTags, isList, isPlatformSet, type SetInfo } from './set.js'
import { formatSlice, parseSlice } from './slice.js'

export interface Audience {
  action: string
  name: string
  use?: string
  expires?: string
  release?: boolean
}

export interface Params {
  suite: string
  purpose: string
  profile: string
  types: readonly string[]
}

/** Context is what both sides agree on. Bytes are in hexadecimal, as in messages. */
export interface Context extends Params {
  mode: string
  dataset: string
  advertiser: string
  platform: string
  advertiser_nonce: string
  platform_nonce: string
  policy_digest: string
  epsilon: string
  slice: string
  segments: number
  list: SetInfo
  platform_set: SetInfo
  audience?: Audience
}

export const isName = (text: unknown): text is string => typeof text === 'string' && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)

export const isIdentity = (text: unknown): text is string => typeof text === 'string' && /^[!-~]{1,128}$/.test(text)

export const isFilled = (audience: Audience): boolean => audience.action === 'create' || audience.action === 'replace'

/** isDay says whether a text that looks like RFC 3339 begins with a day and a time of it that there are: 29 February is not always. */
export function isDay(text: string): boolean {
  const time = new Date(`${text.slice(0, 19)}Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19)
}

/** isEnd says whether a text is an end of an audience: RFC 3339 in UTC and whole seconds, on a day that there is. */
export const isEnd = (text: string | undefined): boolean => text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && isDay(text)

/** checkContext refuses a context that no session may have, with bad_context. */
export function checkContext(c: Context): void {
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Failure('bad_context', what)
  }
  must(['ristretto255', 'P256'].includes(c.suite), 'the suite is unknown')
  must(['count', 'activate', 'blinded'].includes(c.mode), 'the mode is unknown')
  must([c.purpose, c.profile, c.dataset].every(isName), 'purpose, profile or dataset is not a name')
  must(c.types.length >= 1 && c.types.length <= 8 && c.types.every(isName), 'the identifier types are not 1 to 8 names')
  must(c.types.every((type, i) => i === 0 || type > c.types[i - 1]!), 'the identifier types do not ascend')
  must(isIdentity(c.advertiser) && isIdentity(c.platform), 'advertiser or platform is not an identity')
  const epsilon = contextEpsilon(c.epsilon)
  must(epsilon.num <= epsilon.den && 1000n * epsilon.num >= epsilon.den, 'ε is not from 1/1000 to 1')
  const slice = contextSlice(c.slice)
  must(slice.j === 0 || slice.unit !== undefined, 'the slice has no first unit')
  must(Number.isInteger(c.segments) && c.segments >= 1 && c.segments <= 64, 'the segments are not 1 to 64')
  must(c.mode === 'count' || (slice.j === 0 && c.segments === 1), 'only count has slices and segments')
  must((c.mode === 'activate') === (c.audience !== undefined), 'activate has an audience, and no other mode')
  if (c.audience) must(isAudience(c.audience), 'the audience is not one of §7.5')
  must(isList(c.list.parts) && c.list.parts.length === c.segments, 'the list does not have the segments')
  must(isPlatformSet(c.platform_set.parts), 'the platform’s set is none that a P can be')
  must(fitsTags(c.list.parts, c.platform_set.parts), 'list and set are so large that chance would make matches')
}

// Failures of these have the code bad_context here, whatever it is elsewhere.
const recode = <T>(f: () => T): T => {
  try {
    return f()
  } catch (cause) {
    throw new Failure('bad_context', (cause as Error).message)
  }
}
const contextEpsilon = (text: string) => recode(() => parseEpsilon(text))
const contextSlice = (text: string) => recode(() => parseSlice(text))

export function isAudience(a: Audience): boolean {
  if (!isName(a.name)) return false
  if (isFilled(a)) return ['include', 'exclude'].includes(a.use ?? '') && isEnd(a.expires)
  return ['add', 'remove'].includes(a.action) && !a.use && !a.expires && !a.release
}

/** contextEncoding is what is hashed to the context digest: a label and 21 fields. */
export function contextEncoding(c: Context): Bytes {
  const a = c.audience
  return concat(
    field('Blindmatch-V1 context'),
    ...[c.suite, c.mode, c.purpose, c.profile, c.types.join(','), c.dataset, c.advertiser, c.platform].map(field),
    ...[c.advertiser_nonce, c.platform_nonce, c.policy_digest].map((text) => field(unhex(text, 32))),
    field(c.epsilon),
    field(formatSlice(parseSlice(c.slice))),
    field(be16(c.segments)),
    ...[a?.action, a?.name, a?.use, a?.expires, a && (a.release ? 'yes' : 'no')].map((text) => field(text ?? '')),
    field(unhex(c.list.digest, 32)),
    field(unhex(c.platform_set.digest, 32)),
  )
}

export const contextDigest = (c: Context): Bytes => sha256(contextEncoding(c))

/** commitmentEncoding is what is hashed to the commitment to a list. */
export const commitmentEncoding = (salt: Bytes, listDigest: Bytes): Bytes =>
  concat(field('Blindmatch-V1 commitment'), field(salt), field(listDigest))

export const commitment = (salt: Bytes, listDigest: Bytes): Bytes => sha256(commitmentEncoding(salt, listDigest))
