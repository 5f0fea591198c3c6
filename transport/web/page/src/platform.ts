// The platform as the page sees it: who is asking, what is remembered, and a session in workers.
import { Client } from '../../src/client.js'
import { Failure } from '../../src/errors.js'
import type { Fraction } from '../../src/fraction.js'
import { generateKey, ristretto, suiteNamed, type Suite } from '../../src/group/suite.js'
import { webWorker } from '../../src/group/webworker.js'
import { pool, type Work } from '../../src/group/work.js'
import { join, type Bytes } from '../../src/bytes.js'
import type { Store } from '../../src/ledger/memory.js'
import { fetchTransport } from '../../src/session/fetch.js'
import { HTTP } from '../../src/session/http.js'
import type { Info } from '../../src/session/messages.js'
import type { Outcome } from '../../src/session/session.js'
import type { Progress } from '../../src/session/steps.js'
import type { Slice } from '../../src/slice.js'
import type { Listed } from './reader.js'

export interface Offer {
  dataset: string
  purpose: string
}

export interface Who {
  platform: string
  advertiser: string
  log_key: string
  offers: Offer[]
}

const base = new URL('.', location.href)
const transport = fetchTransport(base)

export async function who(): Promise<Who> {
  const { text } = await new HTTP(transport).json('GET', '/who', [200])
  const who = JSON.parse(text) as Who
  const known = localStorage.getItem('blindmatch log key')
  if (known !== null && known !== who.log_key) throw new Failure('changed', 'the ledger has another key than before')
  localStorage.setItem('blindmatch log key', who.log_key)
  return who
}

/** store keeps the ledger's last checkpoint from one visit to the next. One tab at a time has it. */
const store: Store = {
  alone: async (f) => {
    const kept = {
      load: () => localStorage.getItem('blindmatch log') ?? undefined,
      save: (note: string) => localStorage.setItem('blindmatch log', note),
    }
    return await navigator.locks.request('blindmatch log', () => f(kept))
  },
  forked: (proof) => localStorage.setItem(`blindmatch fork ${new Date().toISOString()}`, JSON.stringify(proof)),
}

export const clientOf = (who: Who): Client => {
  const { platform, advertiser, log_key } = who
  return new Client({ url: base, platform, advertiser, ...(log_key && { logKey: log_key }) }, transport)
}

/** Workers for points: as many as there are cores, and not more than help. */
export class Points {
  readonly #workers = Array.from(
    { length: Math.min(Math.max(1, navigator.hardwareConcurrency || 2), 8) },
    () => new Worker(new URL('points.js', base), { type: 'module' }),
  )

  readonly #helpers = this.#workers.map(webWorker)
  readonly #speeds = new Map<string, Promise<number>>()

  work(suite: string, signal?: AbortSignal): Work {
    return pool(this.#helpers, suite, signal)
  }

  /** speed is how many elements of a suite are multiplied in a second. It is measured once. */
  speed(suite: string): Promise<number> {
    const speed = this.#speeds.get(suite) ?? this.#measure(suiteNamed(suite))
    this.#speeds.set(suite, speed)
    return speed
  }

  async #measure(suite: Suite): Promise<number> {
    const each = suite.name === ristretto.name ? 256 : 8
    const items = join(Array.from({ length: each }, () => suite.generator))
    const job = (elements: Bytes) => this.#helpers.map((help) =>
      help({ suite: suite.name, key: generateKey(suite), items: elements.slice() }))
    await Promise.all(job(suite.generator)) // loads what it needs
    const since = performance.now()
    await Promise.all(job(items))
    return (1000 * each * this.#helpers.length) / (performance.now() - since)
  }

  end(): void {
    for (const worker of this.#workers) worker.terminate()
  }
}

export interface Question {
  who: Who
  offer: Offer
  info: Info
  listed: Listed
  epsilon: Fraction
  slice: Slice
}

/** ask runs a session. If the tab is closed meanwhile, the platform is told that it has ended. */
export async function ask(q: Question, points: Points, signal: AbortSignal, progress: (what: 'list' | 'set') => Progress): Promise<Outcome> {
  let session = ''
  const leave = (): void => {
    const headers = { 'Blindmatch-Page': '1' }
    if (session) void fetch(new URL(`v1/sessions/${session}`, base), { method: 'DELETE', headers, keepalive: true })
  }
  addEventListener('pagehide', leave)
  try {
    const { platform, advertiser, log_key } = q.who
    const connection = { url: base, platform, advertiser, ...(log_key && { logKey: log_key }) }
    const client = new Client(connection, transport, {
      store, signal, progress, opened: (name) => (session = name), work: (suite) => points.work(suite.name, signal),
    })
    const rows = q.listed.lists.map(({ type, keys: matchKeys, segments }) => ({ type, matchKeys, segments }))
    return await client.count({
      dataset: q.offer.dataset, purpose: q.offer.purpose, profile: q.info.params.profile, suite: q.info.params.suite, rows,
      segments: Math.max(1, q.listed.report.segments.length), epsilon: q.epsilon, slice: q.slice,
    })
  } finally {
    removeEventListener('pagehide', leave)
  }
}
