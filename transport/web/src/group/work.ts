import { join, records, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'
import { steps, type Progress } from '../session/steps.js'
import type { Suite } from './suite.js'

/** Work is the point work of a session, many items at a time: 32 bytes each, in and out, in their order. */
export interface Work {
  /** mask is a·H(x) of match keys, under a domain. */
  mask(key: Bytes, domain: Bytes, matchKeys: Bytes, progress?: Progress): Promise<Bytes>
  /** multiply is k·E of elements; what does not decode is refused with bad_element. */
  multiply(key: Bytes, elements: Bytes, progress?: Progress): Promise<Bytes>
}

/** Job is a part of the work that fits into a message to a worker. Without a domain the items are elements. */
export interface Job {
  suite: string
  key: Bytes
  domain?: Bytes
  items: Bytes
}

/** Helper does jobs, one after the other: a worker. */
export type Helper = (job: Job) => Promise<Bytes>

/** itemOf is what happens to one item of a job. */
const itemOf = (suite: Suite, { key, domain }: Pick<Job, 'key' | 'domain'>) => (item: Bytes): Bytes =>
  suite.multiply(key, domain ? suite.hash(domain, item) : item)

/** does does a job at once, as a worker does; a key that came in a message is wiped. */
export function does(suite: Suite, job: Job): Bytes {
  try {
    return join(records(job.items, 32).map(itemOf(suite, job)))
  } finally {
    job.key.fill(0)
  }
}

/** here works in the thread that asks, with pauses. */
export function here(suite: Suite): Work {
  const run = async (job: Pick<Job, 'key' | 'domain' | 'items'>, progress?: Progress): Promise<Bytes> => {
    const f = itemOf(suite, job)
    const out = new Uint8Array(job.items.length)
    await steps(job.items.length / 32, progress, (i) => out.set(f(job.items.subarray(32 * i, 32 * i + 32)), 32 * i))
    return out
  }
  return {
    mask: (key, domain, items, progress) => run({ key, domain, items }, progress),
    multiply: (key, items, progress) => run({ key, items }, progress),
  }
}

/** Of a job: some tenths of a second by libsodium, so that progress is seen and a failure is soon noticed. */
const jobItems = 1024

/** pool shares work among helpers. The first failure ends it, and so does the signal. */
export function pool(helpers: readonly Helper[], suite: string, signal?: AbortSignal): Work {
  const run = async (job: Pick<Job, 'key' | 'domain' | 'items'>, progress?: Progress): Promise<Bytes> => {
    const out = new Uint8Array(job.items.length)
    const total = out.length / 32
    let next = 0
    let done = 0
    let failed = false
    const share = async (helper: Helper): Promise<void> => {
      while (next < total && !failed) {
        signal?.throwIfAborted()
        const at = 32 * next
        const count = Math.min(jobItems, total - next)
        next += count
        // A message takes key and items away from here.
        const got = await helper({ ...job, suite, key: job.key.slice(), items: job.items.slice(at, at + 32 * count) })
        if (got.length !== 32 * count) throw new Failure('bad_worker', 'a worker gave another number of elements')
        out.set(got, at)
        done += count
        progress?.(done, total)
      }
    }
    await Promise.all(helpers.map((helper) => share(helper).catch((cause: unknown) => {
      failed = true
      throw cause
    })))
    return out
  }
  return {
    mask: (key, domain, items, progress) => run({ key, domain, items }, progress),
    multiply: (key, items, progress) => run({ key, items }, progress),
  }
}
