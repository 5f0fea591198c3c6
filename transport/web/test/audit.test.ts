// An advertiser that asks for an audit (SPEC.md §13.8): its rules on the vectors, and against psi-server, whose epoch an
// auditor has compared with its table.
import assert from 'node:assert/strict'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ascii, base64, concat, hex, unhex } from '../src/bytes.js'
import { Client, Failure, Forked, matchKey, memoryStore, normalise, type Audited, type Info, type Transport } from '../src/index.js'
import { LedgerWatch } from '../src/ledger/watch.js'
import { HTTP } from '../src/session/http.js'
import { email, Platform, users, usersCSV } from './platform.js'
import { tilesOf } from './steps/ledger.js'
import { vectors } from './vectors.js'

const refusedWith = (code: string, text: RegExp) => (cause: Failure): boolean =>
  cause.code === code && cause.local && text.test(cause.message) && cause.refused === (code === 'not_audited')

/** Auditor signs verdicts, as C2SP signed-note says. */
class Auditor {
  readonly #seed = ed25519.utils.randomSecretKey()
  readonly #hash
  readonly verifier

  constructor(private readonly name: string) {
    const key = concat(Uint8Array.of(1), ed25519.getPublicKey(this.#seed))
    this.#hash = sha256(concat(ascii(`${name}\n`), key)).slice(0, 4)
    this.verifier = `${name}+${hex(this.#hash)}+${base64(key)}`
  }

  sign(text: string): string {
    return `${text}\n— ${this.name} ${base64(concat(this.#hash, ed25519.sign(ascii(text), this.#seed)))}\n`
  }
}

const good = vectors('audit').find((v) => v.outcome === 'ok')
const longest = vectors('log').reduce((a, b) => (a.entries.length > b.entries.length ? a : b))

/** watching has what an info says of the good audit checked by a client that remembers a checkpoint of the log. */
async function watching(remembered: string): Promise<ReturnType<typeof memoryStore>> {
  const tiles = tilesOf(longest.leaf_hashes.map((hash: string) => unhex(hash)))
  const transport: Transport = async ({ path }) => {
    const body = await tiles(path.replace('/v1/log/', ''))
    assert.ok(body, path)
    return { status: 200, headers: {}, body }
  }
  const store = memoryStore()
  await store.alone(async (kept) => kept.save(remembered))
  const { platform, dataset, purpose } = good
  const info = { platform, dataset, params: { purpose }, audit: JSON.parse(good.body) } as Info
  await new LedgerWatch(good.log_key, store, new HTTP(transport)).audited(info, { withinDays: 10_000 })
  return store
}

test('the receipt’s checkpoint must be of the history that is remembered', async () => {
  const own = JSON.parse(good.body).receipt.split('\n\n').slice(1).join('\n\n')
  assert.equal((await watching(own)).proofs.length, 0)
  await assert.rejects(watching(longest.note), Forked)
})

test('what no audit can be is not asked for', () => {
  const connection = { url: new URL('https://localhost'), platform: 'platform', advertiser: 'acme', logKey: good.log_key }
  const none: Transport = () => assert.fail('nothing is sent')
  const { verifier } = new Auditor('auditor.example')
  const asking = (audited: Audited) => () => new Client(connection, none, { audited })
  asking({ withinDays: 30, auditors: [verifier] })()
  const { logKey, ...withoutKey } = connection
  assert.throws(() => new Client(withoutKey, none, { audited: { withinDays: 30 } }), refusedWith('not_audited', /no log key/))
  assert.throws(() => new Client(withoutKey, none).audit({} as Info), refusedWith('not_audited', /no log key/))
  for (const withinDays of [0, -1, NaN]) assert.throws(asking({ withinDays }), Failure)
  assert.throws(asking({ withinDays: 30, auditors: [] }), Failure)
  assert.throws(asking({ withinDays: 30, auditors: ['auditor.example'] }), Failure)
  assert.throws(asking({ withinDays: 30, auditors: [longest.witness.key] }), Failure)
})

let platform: Platform
before(async () => {
  platform = await Platform.start(['acme'])
})
after(() => platform?.stop())

const file = (name: string): string => join(platform.dir, name)
const rows = Array.from({ length: 600 }, (_, u) => ({ segment: 0, type: 'email', matchKey: matchKey(normalise('default-v1', 'email', email(u))) }))

/** counted is what a client counts that asks for an audit; it fails if a session is offered before one is refused. */
async function counted(audited: Audited, change?: (info: any) => void): Promise<number | null> {
  let sessions = 0
  const between = (transport: Transport): Transport => async (request, signal) => {
    const answer = await transport(request, signal)
    if (!change || !request.path.startsWith('/v1/datasets/')) return answer
    const info = JSON.parse(Buffer.from(answer.body).toString())
    change(info)
    return { ...answer, body: ascii(JSON.stringify(info)) }
  }
  const client = await platform.client('acme', { audited, opened: () => void sessions++ }, between)
  try {
    return (await client.count({ dataset: 'users', rows })).result.released!.value
  } catch (cause) {
    assert.equal(sessions, 0, 'a session was offered')
    throw cause
  }
}

// SPEC M74
test('a dataset is refused unless its last audit is what was asked for', async () => {
  const month = { withinDays: 30 }
  const client = await platform.client('acme')
  assert.equal(client.audit(await client.info('users')), undefined)
  await assert.rejects(counted(month), refusedWith('not_audited', /never audited/))

  const [auditor, other] = [new Auditor('auditor.example'), new Auditor('other.example')]
  const epoch = platform.run('audit list').split('\n').find((line) => line.includes('dataset users for'))!.slice(0, 64)
  writeFileSync(file('users.csv'), [...usersCSV(true)].join(''))
  const full = ['--epoch', epoch, '--auditor', auditor.verifier, '--policy', 'policy.yaml', '-o', 'verdict.txt', 'users.csv']
  assert.match(platform.run('audit full', ...full), /passed/)
  const verdict = readFileSync(file('verdict.txt'), 'utf8')
  const record = (text: string): void => {
    writeFileSync(file('verdict.note'), auditor.sign(text))
    platform.run('audit record', '--verdict', 'verdict.note', '--auditor', auditor.verifier)
  }
  record(verdict)

  const info = await client.info('users')
  const got = client.audit(info)!
  assert.deepEqual([got.kind, got.set, got.passed, got.dataset, got.differ, got.beacon], ['full', epoch, true, 'users', 0n, undefined])
  assert.ok(got.groups >= users)
  const trusted = { ...month, auditors: [other.verifier, auditor.verifier] }
  assert.equal(await counted(trusted), 600)
  assert.equal(await counted(month), 600)

  await assert.rejects(counted({ ...month, auditors: [other.verifier] }), refusedWith('not_audited', /another auditor/))
  await assert.rejects(counted({ withinDays: 1e-9 }), refusedWith('not_audited', /longer ago/))
  const lies: [string, (audit: any) => void][] = [
    ['the kind', (audit) => (audit.kind = 'spot')],
    ['the verdict', (audit) => (audit.verdict = 'failed')],
    ['the time', (audit) => (audit.time = new Date().toISOString())],
    ['the auditor', (audit) => (audit.auditor = other.verifier)],
    ['the entry', (audit) => (audit.receipt = audit.receipt.replace(/extra (.{40})../, 'extra $1AA'))],
    ['the place in the log', (audit) => (audit.receipt = audit.receipt.replace(/index \d+/, 'index 0'))],
    ['a receipt of another log', (audit) => (audit.receipt = JSON.parse(good.body).receipt)],
    ['the receipt of another entry', (audit) => (audit.receipt = start)],
  ]
  const { receipt: start } = (await client.count({ dataset: 'users', rows })).result
  for (const [what, change] of lies) {
    await assert.rejects(counted(trusted, (info) => change(info.audit)), refusedWith('bad_receipt', /./), what)
  }

  record(verdict.replace('\npassed\n', '\nfailed\n').replace('differ 0', 'differ 3'))
  await assert.rejects(counted(trusted), refusedWith('not_audited', /failed: 3 of/))
  // Entered again, and as old as it is.
  record(verdict.replace(/time .*/, 'time 2025-01-01T00:00:00Z'))
  await assert.rejects(counted(trusted), refusedWith('not_audited', /2025-01-01, longer ago/))
  record(verdict.replace(/time .*/, `time ${new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')}`))
  await assert.rejects(counted(trusted), refusedWith('not_audited', /yet to come/))
})
