// A small platform, for psi to run against: one dataset, one epoch, count and activate, exact numbers, no ledger, no
// check of sentinels. It shows that SPEC.md is enough for the other side too; nobody should serve people with it.
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { compare, concat, hex, records, unhex, type Bytes } from '../src/bytes.js'
import { checkContext, commitment, contextDigest, type Context } from '../src/context.js'
import { elementBytes, hashLeaves, setDigest, tagBytes } from '../src/set.js'
import { tagKey, tagOf } from '../src/tag.js'
import { epochOf, fastSuite } from './epoch.js'

interface Opened { context: Context; offer: any; state: string; list: Bytes; tags: Bytes; chunks: [number, Bytes][]; publicKey: string; result?: object }

class Refused extends Error {
  constructor(readonly code: string) {
    super(code)
  }
}

const must = (holds: boolean, code: string): void => {
  if (!holds) throw new Refused(code)
}

export class SmallPlatform {
  readonly #epoch
  readonly #d: Bytes
  readonly #parts: { width: number; size: number }[]
  readonly #set
  readonly #bytes: Bytes
  readonly #leaves: Bytes[]
  readonly #opened = new Date().toISOString().replace(/\.\d+/, '')
  readonly #sessions = new Map<string, Opened>()
  /** audiences are the places in P of those who are in each. */
  readonly audiences = new Map<string, Set<number>>()
  readonly server: Server

  constructor(tls: { cert: string; key: string }, private readonly params: any, emails: string[]) {
    const size = Math.ceil((emails.length + 1200) / 1024) * 1024
    this.#parts = [{ width: 1, size }]
    this.#d = unhex(params.suite === 'P256' ? `${'00'.repeat(31)}07` : `07${'00'.repeat(31)}`)
    const v = {
      params, dataset_key: hex(this.#d),
      epoch_secret: hex(randomBytes(32)), capacities: this.#parts, groups: emails.map((normal) => [{ type: 'email', normal }]),
    }
    this.#epoch = epochOf(v)
    this.#bytes = concat(...this.#epoch.sections)
    this.#leaves = hashLeaves(this.#parts, elementBytes, this.#bytes)
    this.#set = { parts: this.#parts, digest: hex(setDigest(this.#parts, this.#leaves)) }
    this.server = createServer({ ...tls, minVersion: 'TLSv1.3' }, (request, response) => void this.#answer(request, response))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Bytes[] = []
    for await (const piece of request) pieces.push(piece as Bytes)
    const send = (status: number, type: string, body: Bytes | string): void => {
      response.writeHead(status, { ...(body.length > 0 && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }), 'Cache-Control': 'no-store' })
      response.end(body)
    }
    try {
      const answer = this.#route(request.method!, new URL(request.url!, 'https://x').pathname, Buffer.concat(pieces))
      if (answer === undefined) send(204, '', '')
      else if (answer instanceof Uint8Array) send(200, `application/vnd.blindmatch.${request.url!.endsWith('leaves') ? 'leaves' : 'elements'}`, answer)
      else send(request.method === 'POST' ? 201 : 200, 'application/json', JSON.stringify(answer))
    } catch (cause) {
      const code = cause instanceof Refused ? cause.code : 'internal'
      send(code === 'internal' ? 500 : 409, 'application/json', JSON.stringify({ code, message: String(cause) }))
    }
  }

  #route(method: string, path: string, body: Buffer): object | Bytes | undefined {
    if (path === '/v1/datasets/users') return this.#info()
    if (path === '/v1/sessions') return this.#offer(JSON.parse(body.toString()))
    if (path === `/v1/epochs/${this.#set.digest}`) return this.#bytes
    if (path === `/v1/epochs/${this.#set.digest}/leaves`) return concat(...this.#leaves)
    const [, , , id, part, rest] = path.split('/')
    const s = this.#sessions.get(id ?? '')
    if (!s) throw new Refused('unknown_session')
    if (method === 'DELETE') return undefined
    if (part === undefined) return this.#status(s)
    if (part === 'result') return s.result
    if (rest === undefined) this.#open(s, part, JSON.parse(body.toString()))
    else if (rest === 'close') this.#close(s, part, id!)
    else s.chunks.push([Number(rest), body])
    return undefined
  }

  #info(): object {
    return {
      version: 'Blindmatch-V1', platform: 'small.example', advertiser: 'acme', dataset: 'users', ...this.params, modes: ['count', 'activate'],
      sections: this.#parts, policy_digest: 'ab'.repeat(32), floors: { list: 100, dataset: 1000, report: 50 },
      limits: { list: 1_000_000, chunk: 4_194_304, segments: 64, sessions: 100 },
      prices: { exact: true, least: '1/1000', most: '1/10', slice_units_left: 1024 }, state: { ready: true, done: 1, total: 1 }, opened: this.#opened,
    }
  }

  #status(s: Opened): object {
    const expires = new Date(Date.now() + 3600_000).toISOString()
    return {
      state: s.state, expires, policy_digest: 'ab'.repeat(32), slice: '1', platform_set: this.#set, opened: this.#opened,
      path: `/v1/epochs/${this.#set.digest}`,
    }
  }

  #offer(offer: any): object {
    const id = hex(randomBytes(32))
    const nonce = hex(randomBytes(32))
    const context = {
      ...offer, advertiser_nonce: offer.nonce, platform_nonce: nonce, policy_digest: 'ab'.repeat(32), platform_set: this.#set,
      list: { parts: [], digest: '' },
    }
    const s: Opened = { context, offer, state: 'open', list: new Uint8Array(0), tags: new Uint8Array(0), chunks: [], publicKey: '' }
    this.#sessions.set(id, s)
    return { session: id, nonce, ...this.#status(s) }
  }

  #open(s: Opened, part: string, open: any): void {
    s.chunks = []
    if (part === 'tags') {
      must(JSON.stringify(open.tags.parts) === JSON.stringify(this.#parts), 'bad_request')
      s.publicKey = open.public_key
      return
    }
    must(hex(commitment(unhex(open.salt), unhex(open.list.digest))) === s.offer.commitment, 'commitment')
    s.context = { ...s.context, list: open.list }
    checkContext(s.context)
    must(hex(contextDigest(s.context)) === open.context, 'context_mismatch')
    s.state = 'list'
  }

  #close(s: Opened, part: string, id: string): void {
    const bytes = concat(...s.chunks.sort(([a], [b]) => a - b).map(([, chunk]) => Uint8Array.from(chunk)))
    if (part === 'list') {
      const all = records(bytes, 32)
      must(all.every((element, i) => i === 0 || compare(all[i - 1]!, element) < 0), 'not_ascending')
      must(hex(setDigest(s.context.list.parts, hashLeaves(s.context.list.parts, elementBytes, bytes))) === s.context.list.digest, 'digest_mismatch')
      s.list = bytes
      s.state = 'tags'
      return
    }
    s.tags = bytes
    s.state = 'done'
    s.result = this.#count(s, id)
  }

  #count(s: Opened, id: string): object {
    const suite = fastSuite(this.params.suite)
    const key = tagKey(contextDigest(s.context))
    const hits = new Set(records(s.list, 32).map((element) => hex(tagOf(key, suite.multiply(this.#epoch.key, element)))))
    suite.check(unhex(s.publicKey))
    const places = records(s.tags, tagBytes).flatMap((tag, i) => (hits.has(hex(tag)) ? [i] : []))
    if (s.offer.audience) this.audiences.set(s.offer.audience.name, new Set(places))
    const floor = 50
    const below = places.length < floor
    const released = { value: below ? null : places.length, below_floor: below, floor, noise: 'none' }
    return { session: id, mode: s.offer.mode, context: hex(contextDigest(s.context)), ...(s.offer.mode === 'count' && { released }) }
  }
}
