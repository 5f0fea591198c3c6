// This implementation and the Go one, on cases that neither was written for: each answers what the other made.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hex, unhex, type Bytes } from '../src/bytes.js'
import { checkContext, contextDigest } from '../src/context.js'
import { Failure } from '../src/errors.js'
import { formatFraction, parseEpsilon } from '../src/fraction.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { p256x, ristretto, type Suite } from '../src/group/suite.js'
import { normalise } from '../src/identity/profile.js'
import { Reject } from '../src/identity/reject.js'
import { releasedInterval, sliceInterval } from '../src/interval.js'
import { opensslP256 } from '../src/node/openssl.js'
import { charge, epsilonWithin, largest, reached, shift, within } from '../src/noise.js'
import { padded } from '../src/padding.js'
import type { Released } from '../src/session/messages.js'
import { parseSlice } from '../src/slice.js'
import { tagKey, tagOf } from '../src/tag.js'
import { auditOutcome, infoOutcome, resultOutcome, statusOutcome } from './steps/answers.js'
import { stages } from './steps/malformed.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const differ = (args: string[], input?: string): string =>
  execFileSync('go', ['run', './vectors/differ', ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30, ...(input !== undefined && { input }) })

const slow = process.env.BLINDMATCH_SLOW ? 20 : 1
const suites: Record<string, Suite[]> = { ristretto255: [ristretto, await sodiumRistretto()], P256: [p256x, opensslP256()] }

const leftOut = 'left out'

/** code is what f gives, or the code with which it refuses. */
function code(f: () => string): string {
  try {
    return f()
  } catch (cause) {
    if (cause instanceof Reject) return leftOut
    if (cause instanceof Failure) return cause.code
    if (cause instanceof RangeError) return 'bad_context' // bytes that are no hexadecimal, which a message's reader refuses
    throw cause
  }
}

const toldOf = ({ value, below_floor: belowFloor, floor, noise }: any): Released => ({ value, belowFloor, floor, noise })

/** numbers are what the answers to questions about numbers say. */
const numbers: Record<string, (q: any) => (number | string)[]> = {
  charge: (q) => [formatFraction(charge(parseSlice(q.slice ?? '1').j, parseEpsilon(q.drawn)))],
  precision: (q) => {
    const { epsilon } = epsilonWithin(q.within, parseEpsilon(q.least), parseEpsilon(q.most))
    return [formatFraction(epsilon), reached(epsilon)]
  },
  bound: (q) => {
    const epsilon = parseEpsilon(q.epsilon)
    return [within(epsilon), shift(epsilon), largest(q.size, epsilon, false), largest(q.size, epsilon, true)]
  },
  padding: (q) => [padded(q.size, q.room)],
  interval: (q) => {
    const { j } = parseSlice(q.slice ?? '1')
    const { value, low, high } = { value: 0, ...(j > 0 ? sliceInterval(q.told.value, j, q.groups, parseEpsilon(q.drawn), q.size) : releasedInterval(toldOf(q.told), q.terms, q.size)) }
    return j > 0 ? [value, low, high] : [low, high]
  },
}

/** answers are those of all implementations of a suite here. */
function answers(c: any): string[] {
  switch (c.op) {
    case 'normalise':
      return [code(() => hex(new TextEncoder().encode(normalise(c.profile, c.type, unhex(c.text ?? ''), c.region))))]
    case 'key':
      return [code(() => (suites[c.suite]![0]!.key(unhex(c.key)), 'ok'))]
    case 'element':
      return suites[c.suite]!.map((suite) => code(() => hex(suite.multiply(unhex(c.key), unhex(c.element)))))
    case 'context':
    case 'tag':
      return [code(() => {
        checkContext(c.context)
        const digest = contextDigest(c.context)
        return hex(c.op === 'context' ? digest : tagOf(tagKey(digest), unhex(c.element)))
      })]
    case 'malformed':
      return [stages[c.vector.stage]!(c.vector) as string]
    case 'info':
      return [infoOutcome(c.vector)]
    case 'audit':
      return [auditOutcome(c.vector)]
    case 'result':
      return [resultOutcome(c.vector)]
    case 'status':
      return [statusOutcome(c.vector)]
    case 'interval':
    case 'charge':
    case 'precision':
    case 'bound':
    case 'padding':
      return [numbers[c.op]!(c.vector).join(' ')]
  }
  throw new Error(`unknown op ${c.op}`)
}

// Numbering plans of two versions differ in which numbers there are, and only in that. Of several faults either may be named.
const excused = (c: any, own: string): boolean =>
  (c.op === 'normalise' && c.type === 'phone' && [own, c.answer].includes(leftOut)) ||
  (c.op === 'malformed' && ![own, c.answer].includes('ok'))

const seed = process.env.BLINDMATCH_SEED ?? String(randomInt(2 ** 40))

/** drawn is a number below n, by the seed: a run can be had again. */
let drawings = 0
const drawn = (n: number): number => Number(BigInt(`0x${createHash('sha256').update(`${seed} ${drawings++}`).digest('hex').slice(0, 12)}`) % BigInt(n))

test(`cases that Go made, with seed ${seed}`, () => {
  const different: string[] = []
  const lines = differ(['-write', String(1500 * slow), '-seed', seed]).trim().split('\n')
  const phones = { both: 0, one: 0 }
  for (const line of lines) {
    const c = JSON.parse(line)
    for (const own of answers(c)) {
      if (c.type === 'phone') phones[own === c.answer ? 'both' : 'one']++
      if (own !== c.answer && !excused(c, own)) different.push(`${own}: ${line}`)
    }
  }
  assert.deepEqual(different, [])
  assert.ok(phones.one <= phones.both / 50, `${phones.one} numbers are taken by one side only, of ${phones.one + phones.both}`)
})

/** nudged is a vector with one digit of its last text changed, or a number by one. */
function nudged(v: any): any {
  const name = ['body', 'bytes', 'size', 'within', 'drawn'].find((name) => v[name] !== undefined)
  if (v.bodies) return { ...v, bodies: [...v.bodies.slice(0, -1), nudgedText(v.bodies.at(-1))] }
  if (name === undefined) return v
  return { ...v, [name]: typeof v[name] === 'number' ? v[name] + 1 : nudgedText(v[name]) }
}

function nudgedText(text: string): string {
  // Where P is, another step looks at.
  const digits = [...text.replace(/"path": ?"[^"]*"/, (path) => '-'.repeat(path.length)).matchAll(/[1-8]/g)].map(({ index }) => index)
  const at = digits[drawn(Math.max(1, digits.length))] ?? -1
  return at < 0 ? text : text.slice(0, at) + String(Number(text[at]) + 1) + text.slice(at + 1)
}

/** changed is a case with other bytes in one place, or a piece of another's text. */
function changed(c: any, other: any): any {
  const cut = (text: string): number => 2 * drawn(text.length / 2 + 1)
  const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === at ? byte ^ (1 << drawn(8)) : byte))
  const at = drawn(32)
  if (c.op === 'normalise') {
    const a = c.text ?? ''
    const b = other.text ?? ''
    return { ...c, text: a.slice(0, cut(a)) + b.slice(cut(b)) }
  }
  if (c.op === 'key') return { ...c, key: hex(flip(unhex(c.key))) }
  if (c.op === 'element') return { ...c, element: hex(flip(unhex(c.element))) }
  if (c.vector) return { ...c, vector: nudged(c.vector) }
  const { policy_digest: digest } = c.context
  const policy = /^[0-9a-f]{64}$/.test(digest) ? hex(flip(unhex(digest))) : digest
  return { ...c, context: { ...c.context, policy_digest: policy, ...(other.context && { dataset: other.context.dataset }) } }
}

test('cases that are made here', () => {
  const from = differ(['-write', String(800 * slow), '-seed', String(Number(seed) + 1)]).trim().split('\n').map((line) => JSON.parse(line))
  const made = from.map((c) => {
    const next = changed(c, from[drawn(from.length)])
    const [first, ...others] = answers(next)
    for (const answer of others) assert.equal(answer, first)
    return JSON.stringify({ ...next, answer: first })
  })
  let said: string
  try {
    said = differ(['-check'], `${made.join('\n')}\n`)
  } catch (cause) {
    said = String((cause as { stdout?: string }).stdout)
  }
  assert.match(said, /^\d+ cases, 0 differ\n$/)
})

test('a wrong answer is noticed', () => {
  assert.throws(() => differ(['-check'], '{"op":"normalise","profile":"default-v1","type":"email","text":"6140622e6465","answer":"61"}\n'))
})
