// Whole sessions against the real server, over mutual TLS.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  Failure, hex, matchKey, normalise, parseEpsilon, parseSlice, parseVerifier, verifyNote, verifyReceipt, within,
  type Kept, type Outcome, type Row, type Transport,
} from '../src/index.js'
import { fileStore } from '../src/node/index.js'
import { email, phone, Platform, users, withPhone } from './platform.js'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

const row = (segment: number, type: string, text: string): Row => ({
  segment,
  type,
  matchKey: matchKey(normalise('default-v1', type, text)),
})
const emails = (from: number, to: number, segment = 0): Row[] => range(from, to).map((u) => row(segment, 'email', email(u)))
const phones = (from: number, to: number, segment = 0): Row[] => range(from, to).map((u) => row(segment, 'phone', phone(u)))
const strangers = (n: number): Row[] => emails(users, users + n)

/** receiptOf checks that a receipt came with an outcome, and is of its session. */
function receiptOf(client: string, { session, result }: Outcome): void {
  const log = parseVerifier(platform.connection(client).logKey!)
  const { entry } = verifyReceipt(result.receipt!, log)
  assert.deepEqual([entry.type, entry.session], ['session.result', session])
}

let platform: Platform
before(async () => {
  platform = await Platform.start(['acme', 'noisy', 'slicer', 'names', 'audiences'])
})
after(() => platform?.stop())

test('count: a person with an e-mail address and a phone number counts once, in the first segment', async () => {
  const client = await platform.client('acme')
  const info = await client.info('users')
  assert.deepEqual(info.sections.map((section) => section.width), [1, 2])
  const rows = [...emails(0, 400), ...emails(1100, 1150), ...strangers(300), ...phones(1100, 1300, 1), ...emails(1200, 1400, 1)]
  const outcome = await client.count({ dataset: 'users', rows, segments: 2 })
  const { result, sizes } = outcome
  receiptOf('acme', outcome)
  assert.deepEqual(sizes, [750, 400])
  assert.equal(result.released?.value, 700)
  assert.deepEqual(result.segments?.map((segment) => segment.value), [450, 250])
})

test('count with P256', async () => {
  const client = await platform.client('acme')
  const { result } = await client.count({ dataset: 'users-p256', rows: [...emails(1000, 1400), ...strangers(300)] })
  assert.equal(result.released?.value, 400)
})

test('count with noise, and what is too soon', async () => {
  const client = await platform.client('noisy')
  const epsilon = parseEpsilon('1/20')
  const query = { dataset: 'users', rows: [...emails(0, 600), ...phones(withPhone, 1500)], epsilon }
  const { result } = await client.count(query)
  assert.equal(result.released?.noise, 'laplace 1/20')
  assert.ok(Math.abs(result.released!.value! - 1000) <= within(epsilon) + 5)
  await assert.rejects(client.count(query), (cause: Failure) => cause.code === 'too_soon' && cause.refused && cause.retryAfter! > 0)
})

test('count in a slice', async () => {
  const client = await platform.client('slicer')
  const rows = [...emails(0, users), ...phones(withPhone, users)]
  const { result, context } = await client.count({ dataset: 'users', rows, slice: parseSlice('1/4') })
  assert.match(context.slice, /^1\/4 at \d+$/)
  const { value, floor } = result.released!
  assert.equal(floor, 0)
  // A quarter of 2,200 people, within nine standard deviations of the hypergeometric draw and the noise.
  assert.ok(Math.abs(value! - 550) < 200, `${value}`)
})

test('blinded: as many handles as released, and the platform knows whose they are', async () => {
  const client = await platform.client('names')
  const { result, handles, session } = await client.blinded({ dataset: 'users', rows: [...emails(0, 300), ...phones(1100, 1400)] })
  assert.equal(handles!.length, 16 * result.released!.value!)
  const got = new Set(range(0, handles!.length / 16).map((i) => hex(handles!.subarray(16 * i, 16 * i + 16))))
  const lines = platform.run('matches', session).trim().split('\n').slice(1)
  const want = new Set([...range(0, 300), ...range(1100, 1400)].map((u) => `u${u}`))
  const matched = lines.map((line) => line.split(',') as [string, string])
  assert.ok(matched.every(([handle]) => got.has(handle)))
  assert.deepEqual(new Set(matched.map(([, user]) => user)), want)
})

test('an audience is filled, grows, loses people, is renewed and deleted', async () => {
  const client = await platform.client('audiences')
  const members = (): Set<string> => {
    const out = platform.run('audience export', 'vips', '--advertiser', 'audiences', '--dataset', 'users')
    return new Set(out.trim().split('\n').slice(1).map((line) => line.split(',')[0]!))
  }
  const named = (numbers: number[]): Set<string> => new Set(numbers.map((u) => `u${u}`))
  const end = (days: number): string => new Date(Date.now() + days * 86400_000).toISOString().replace(/\.\d+/, '')

  const create = { action: 'create', name: 'vips', use: 'include', expires: end(7), release: true }
  const { result } = await client.activate({ dataset: 'users', rows: emails(0, 600) }, create)
  assert.equal(result.released?.floor, 100)
  assert.deepEqual(members(), named(range(0, 600)))

  const added = await client.activate({ dataset: 'users', rows: phones(1100, 1700) }, { action: 'add', name: 'vips' })
  assert.equal(added.result.released, undefined)
  assert.deepEqual(members(), named([...range(0, 600), ...range(1100, 1700)]))

  await client.activate({ dataset: 'users', rows: [...emails(500, 1200)] }, { action: 'remove', name: 'vips' })
  assert.deepEqual(members(), named([...range(0, 500), ...range(1200, 1700)]))

  await client.renewAudience('users', 'vips', end(14))
  const [vips] = await client.audiences('users')
  assert.deepEqual([vips!.name, vips!.use, vips!.state], ['vips', 'include', 'active'])
  await client.deleteAudience('users', 'vips')
  await assert.rejects(client.deleteAudience('users', 'vips'), (cause: Failure) => cause.code === 'unknown_audience')
})

/** changed is a platform that changes its answers to some requests. */
const changed = (path: RegExp, change: (body: string) => string) => (transport: Transport): Transport => async (request, signal) => {
  const answer = await transport(request, signal)
  if (request.method === 'DELETE' || !path.test(request.path)) return answer
  return { ...answer, body: new Uint8Array(Buffer.from(change(Buffer.from(answer.body).toString('latin1')), 'latin1')) }
}

const flip = (body: string, at: number): string =>
  body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ 1) + body.slice(at + 1)

test('what is not as announced is refused, and the session ended', async () => {
  const cases: [RegExp, (body: string) => string, string][] = [
    [/\/v1\/epochs\/[0-9a-f]+$/, (body) => flip(body, 1000), 'digest_mismatch'],
    [/\/leaves$/, (body) => flip(body, 31), 'digest_mismatch'],
    [/\/v1\/sessions$/, (body) => body.replace(/"nonce":"[0-9a-f]/, '"nonce":"'), 'bad_message'],
    [/\/v1\/sessions$/, (body) => body.replace('extra ', 'extra A'), 'bad_receipt'],
    [/\/v1\/log\/checkpoint$/, (body) => flip(body, body.length - 8), 'bad_checkpoint'],
    [/\/v1\/datasets/, (body) => body.replace(/"dataset":"[a-z]/, '"dataset":"x'), 'mismatch'],
    [/\/result$/, (body) => body.replace(/"value":\d/, '"value":5'), 'bad_receipt'],
    [/\/result$/, (body) => body.replace(/"value":\d/, '"value":9'), 'bad_result'],
  ]
  for (const [path, change, code] of cases) {
    const client = await platform.client('acme', {}, changed(path, change))
    const query = { dataset: 'users-p256', rows: emails(0, 600), suite: 'P256' }
    await assert.rejects(client.count(query), (cause: Failure) => cause.code === code && cause.local, `${path}`)
  }
  assert.doesNotMatch(platform.run('ledger sessions'), /\bopen\b/)
})

test('a session that was kept has its answer, from a platform that knows no more of it', async () => {
  let kept: Kept | undefined
  const client = await platform.client('acme', { keep: async (state) => void (kept = structuredClone(state)) })
  const { session, result } = await client.count({ dataset: 'users-p256', rows: emails(0, 600), suite: 'P256' })
  const restarted = await platform.client('acme', {}, (transport) => (request, signal) => {
    const path = request.path === `/v1/sessions/${session}` ? `/v1/sessions/${'0'.repeat(64)}` : request.path
    return transport({ ...request, path }, signal)
  })
  assert.deepEqual((await restarted.resume(kept!)).result, result)
  await assert.rejects(restarted.resume({ ...kept!, session: '0'.repeat(64) }), (cause: Failure) => cause.code === 'unknown_session')
})

test('the platform’s own check passes, and it has kept what witnesses signed', () => {
  assert.match(platform.run('ledger verify'), /^verified /)
  platform.run('ledger export', '-o', 'export')
  const folder = join(platform.dir, 'export', 'witnesses')
  const notes = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const log = parseVerifier(platform.connection('acme').logKey!)
  const { verifier } = fileStore(join(platform.dir, 'state-acme'), platform.connection('acme').logKey!).witness('acme/witness')
  const own = notes.filter((note) => note.includes('\n— acme/witness '))
  assert.ok(own.length > 0, 'no note of the witness')
  for (const note of own) assert.equal(verifyNote(note, parseVerifier(verifier)), verifyNote(note, log))
})
