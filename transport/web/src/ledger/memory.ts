import type { Forked } from './tiles.js'
import { continues, type Fetch } from './tiles.js'
import { verifyCheckpoint, type Checkpoint, type Verifier } from './note.js'

/** Store keeps, for one log, the largest checkpoint that was verified, and proofs that a log has forked. */
export interface Store {
  /** alone runs f while no other process does, and gives it what is kept. */
  alone<T>(f: (kept: { load(): string | undefined; save(note: string): void }) => Promise<T>): Promise<T>
  /** forked keeps both notes for good. */
  forked(proof: Forked): void
}

/** Memory is what an advertiser remembers of a log (§13.4): L. */
export class Memory {
  constructor(
    private readonly log: Verifier,
    private readonly store: Store,
    private readonly fetch: Fetch,
  ) {}

  /** last is L, if there is one. */
  async last(): Promise<Checkpoint | undefined> {
    const note = await this.store.alone(async (kept) => kept.load())
    return note === undefined ? undefined : verifyCheckpoint(note, this.log)
  }

  /** observe has X continue L and become L, or L continue X and stay. */
  async observe(x: Checkpoint): Promise<void> {
    await this.store.alone(async (kept) => {
      const note = kept.load()
      const last = note === undefined ? undefined : verifyCheckpoint(note, this.log)
      if (!last || last.size < x.size) {
        if (last) await this.continues(x, last)
        kept.save(x.note)
      } else {
        await this.continues(last, x)
      }
    })
  }

  async continues(x: Checkpoint, y: Checkpoint): Promise<void> {
    try {
      await continues(x, y, this.fetch)
    } catch (cause) {
      if (cause instanceof Error && 'x' in cause) this.store.forked(cause as Forked)
      throw cause
    }
  }
}

/** memoryStore keeps everything for as long as this process lives: for tests, and for who has nothing better. */
export function memoryStore(): Store & { proofs: Forked[] } {
  let note: string | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const proofs: Forked[] = []
  return {
    proofs,
    alone: (f) => {
      const next = queue.then(() => f({ load: () => note, save: (text) => void (note = text) }))
      queue = next.catch(() => undefined)
      return next
    },
    forked: (proof) => void proofs.push(proof),
  }
}
