// The platform as the page sees it: who is asking, what is remembered, and a session in workers.
import { Client, type Options } from '../../src/client.js'
import type { Audience } from '../../src/context.js'
import { Failure } from '../../src/errors.js'
import type { Fraction } from '../../src/fraction.js'
import { generateKey, ristretto, suiteNamed, type Suite } from '../../src/group/suite.js'
import { webWorker } from '../../src/group/webworker.js'
import { pool, type Work } from '../../src/group/work.js'
import { join, type Bytes } from '../../src/bytes.js'
import type { Store } from '../../src/ledger/memory.js'
import { parseVerifier } from '../../src/ledger/note.js'
import { verifyReceipt, type Entry } from '../../src/ledger/receipt.js'
import { fetchTransport } from '../../src/session/fetch.js'
import { HTTP, Unreachable } from '../../src/session/http.js'
import type { Info } from '../../src/session/messages.js'
import type { Outcome } from '../../src/session/rest.js'
import type { Progress } from '../../src/session/steps.js'
import type { Slice } from '../../src/slice.js'
import { base } from './base.js'
import { forget, save, shelf, type Saved } from './keep.js'
import type { Listed } from './reader.js'
import { room } from './spill.js'

export interface Offer {
  dataset: string
  purpose: string
}

export interface Who {
  platform: string
  advertiser: string
  log_key: string
  /** Digest of what the browser got. */
  page: string
  offers: Offer[]
}

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

export const clientOf = (who: Who): Client => connected(who, {})

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
    await Promise.all(job(items)) // loads what it needs, and has it compiled well
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
  audience?: Audience
}

/** Listener hears of a session. */
export interface Listener {
  signal: AbortSignal
  progress: (what: 'list' | 'set') => Progress
  /** The list is complete: from now on the page can be loaded again. */
  kept: () => void
}

/** Answered is an outcome, with the names of its segments. */
export interface Answered {
  outcome: Outcome
  segments: string[]
}

const begun = 'blindmatch begun'

/** wasBegun says, once, whether the page was left before its list was complete. */
export function wasBegun(): boolean {
  const was = sessionStorage.getItem(begun) !== null
  sessionStorage.removeItem(begun)
  return was
}

/** alone runs f, and says whether this is the only tab that has a session: the others keep nothing. */
const alone = <T>(patience: number, f: (only: boolean) => Promise<T>): Promise<T> => {
  const options: LockOptions = patience ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true }
  return navigator.locks.request('blindmatch session', options, (lock) => f(lock !== null)) as Promise<T>
}

const connected = ({ platform, advertiser, log_key }: Who, options: Options): Client =>
  new Client({ url: base, platform, advertiser, ...(log_key && { logKey: log_key }) }, transport, { store, room, ...options })

/** ask runs a session. If the tab is closed before the list is complete, the platform is told that it has ended. */
export const ask = (q: Question, points: Points, { signal, progress, kept }: Listener): Promise<Answered> => alone(0, async (only) => {
  let session = ''
  let goesOn = false
  let left = false
  let away = false
  const segments = q.audience ? [] : q.listed.report.segments
  const leave = (): void => {
    left = true
    const headers = { 'Blindmatch-Page': '1' }
    if (session && !goesOn) void fetch(new URL(`v1/sessions/${session}`, base), { method: 'DELETE', headers, keepalive: true })
  }
  addEventListener('pagehide', leave)
  sessionStorage.setItem(begun, '1')
  try {
    const client = connected(q.who, {
      signal, progress, opened: (name) => (session = name), work: (suite) => points.work(suite.name, signal),
      ...(only && {
        shelf,
        keep: async (state) => {
          try {
            await save({ kept: state, segments, logKey: q.who.log_key, at: Date.now() })
          } catch {
            return // no room, or a browser that keeps nothing: then the tab has to stay open
          }
          goesOn = true
          sessionStorage.removeItem(begun)
          kept()
        },
      }),
    })
    const rows = q.listed.lists.map(({ type, keys: matchKeys, segments: of }) =>
      ({ type, matchKeys, segments: q.audience ? new Uint8Array(of.length) : of }))
    const { profile, suite } = q.info.params
    const query = { ...q.offer, profile, suite, rows, epsilon: q.epsilon }
    const outcome = q.audience
      ? await client.activate(query, q.audience)
      : await client.count({ ...query, segments: Math.max(1, segments.length), slice: q.slice })
    return { outcome, segments }
  } catch (cause) {
    away = cause instanceof Unreachable
    throw cause
  } finally {
    removeEventListener('pagehide', leave)
    if (!left) {
      sessionStorage.removeItem(begun)
      if (goesOn && !away) await forget()
    }
  }
})

/** goOn goes on with a session that was under way when the page was loaded again; nothing if another tab has it. */
export const goOn = (who: Who, { kept, segments }: Saved, points: Points, { signal, progress }: Listener): Promise<Answered | undefined> =>
  alone(2000, async () => {
    let stays = false
    const leave = (): void => {
      stays = true
    }
    addEventListener('pagehide', leave)
    try {
      const client = connected(who, { signal, progress, shelf, work: (suite) => points.work(suite.name, signal) })
      return { outcome: await client.resume(kept), segments }
    } catch (cause) {
      stays ||= cause instanceof Unreachable
      throw cause
    } finally {
      removeEventListener('pagehide', leave)
      if (!stays) await forget()
    }
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') return undefined
    throw cause
  })

/** pageEntry is the entry of the ledger that says which page this is, if there is one. */
export async function pageEntry(who: Who): Promise<Entry | undefined> {
  try {
    const answer = await fetch(new URL('page.receipt', base), { cache: 'no-store', redirect: 'error' })
    const { entry } = verifyReceipt(await answer.text(), parseVerifier(who.log_key))
    return entry.type === 'start' && entry.member['page'] === who.page ? entry : undefined
  } catch {
    return undefined
  }
}
