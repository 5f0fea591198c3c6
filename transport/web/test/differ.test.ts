// This implementation and the Go one, on cases that neither was written for: each answers what the other made.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hex, unhex, type Bytes } from '../src/bytes.js'
import { checkContext, contextDigest } from '../src/context.js'
import { Failure } from '../src/errors.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { p256x, ristretto, type Suite } from '../src/group/suite.js'
import { normalise } from '../src/identity/profile.js'
import { Reject } from '../src/identity/reject.js'
import { opensslP256 } from '../src/node/openssl.js'
import { tagKey, tagOf } from '../src/tag.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const differ = (args: string[], input?: string): string =>
  execFileSync('go', ['run', './vectors/differ', ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30, ...(input !== undefined && { input }) })

const slow = process.env.BLINDMATCH_SLOW ? 40 : 1
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
  }
  throw new Error(`unknown op ${c.op}`)
}

// Numbering plans of two versions differ in which numbers there are, and only in that.
const excused = (c: any, own: string): boolean => c.op === 'normalise' && c.type === 'phone' && [own, c.answer].includes(leftOut)

const seed = process.env.BLINDMATCH_SEED ?? String(randomInt(2 ** 40))

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

/** changed is a case with other bytes in one place, or a piece of another's text. */
function changed(c: any, other: any): any {
  const cut = (text: string): number => 2 * randomInt(text.length / 2 + 1)
  const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === at ? byte ^ (1 << randomInt(8)) : byte))
  const at = randomInt(32)
  if (c.op === 'normalise') {
    const a = c.text ?? ''
    const b = other.text ?? ''
    return { ...c, text: a.slice(0, cut(a)) + b.slice(cut(b)) }
  }
  if (c.op === 'key') return { ...c, key: hex(flip(unhex(c.key))) }
  if (c.op === 'element') return { ...c, element: hex(flip(unhex(c.element))) }
  const { policy_digest: digest } = c.context
  const policy = /^[0-9a-f]{64}$/.test(digest) ? hex(flip(unhex(digest))) : digest
  return { ...c, context: { ...c.context, policy_digest: policy, ...(other.context && { dataset: other.context.dataset }) } }
}

test('cases that are made here', () => {
  const from = differ(['-write', String(800 * slow), '-seed', String(Number(seed) + 1)]).trim().split('\n').map((line) => JSON.parse(line))
  const made = from.map((c) => {
    const next = changed(c, from[randomInt(from.length)])
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
