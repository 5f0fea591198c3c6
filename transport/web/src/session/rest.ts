// What is left of a session when its list is complete: the tags R and the result (§7.3, steps 7 to 9). All that it needs
// can be kept, so that it goes on in another process.
import { equal, hex, unhex, type Bytes } from '../bytes.js'
import { checkContext, contextDigest, type Context } from '../context.js'
import { Failure } from '../errors.js'
import type { Suite } from '../group/suite.js'
import type { Work } from '../group/work.js'
import { bytesOf, checkLeaves, elementBytes, handleBytes, leafHash, leavesOf, readSet, type SetInfo } from '../set.js'
import { parseSlice } from '../slice.js'
import { tagKey } from '../tag.js'
import { HTTP, mediaTypes, Unreachable } from './http.js'
import { readResult, readStatus, type Result, type Status } from './messages.js'
import { checkResult } from './result.js'
import { isPath } from './status.js'
import type { Room } from './scratch.js'
import type { Progress } from './steps.js'
import { TagSet, wantedLeaves, type Wanted } from './tags.js'
import { upload } from './upload.js'

/** Watch verifies what the platform's ledger says of a session's result (§13.4, steps 5 and 6). */
export interface ResultWatch {
  released(result: Result, context: Context, session: string, exact: boolean): Promise<void>
}

/** Kept is a session from when its list is complete until its result is there, as JSON. With its key the list that was
 * sent can be tried for identifiers: whoever keeps it seals it. */
export interface Kept {
  session: string
  /** Hexadecimal. */
  key: string
  context: Context
  /** Of the segments, distinct identifiers before padding. */
  sizes: number[]
  /** Where P is. */
  path: string
  /** floors.report of info, and whether the owner's numbers are exact by contract. */
  floor: number
  exact: boolean
  /** The checkpoint that the ledger had before the list was sent. */
  checkpoint?: string
}

/** Shelf keeps tags over a reload, which the platform gets anyway, by leaf of P. */
export interface Shelf {
  leaves(): Promise<readonly number[]>
  get(leaf: number): Promise<Bytes | undefined>
  put(leaf: number, tags: Bytes): Promise<void>
}

/** Heard is what of a session's Ears concerns the rest of it. */
export interface Heard {
  progress?: (what: 'list' | 'set') => Progress
  shelf?: Shelf
  room?: Room
}

export interface Outcome {
  session: string
  context: Context
  result: Result
  /** Of the segments, distinct identifiers before padding. */
  sizes: number[]
  handles?: Bytes
}

export const endSession = async (http: HTTP, session: string): Promise<void> => {
  await http.anyway().json('DELETE', `/v1/sessions/${session}`, [204]).catch(() => undefined)
}

export class Rest {
  readonly #key: Bytes
  readonly #progress: Progress | undefined
  readonly #shelf: Shelf | undefined
  readonly #room: Room | undefined

  constructor(
    private readonly http: HTTP,
    private readonly suite: Suite,
    private readonly work: Work,
    private readonly kept: Kept,
    private readonly watch: ResultWatch | undefined,
    { progress, shelf, room }: Heard,
  ) {
    this.#progress = progress?.('set')
    this.#shelf = shelf
    this.#room = room
    this.#key = unhex(kept.key, 32)
    suite.key(this.#key)
  }

  /** again goes on with what another process has kept. What fails ends the session, unless the platform is out of reach. */
  async again(): Promise<Outcome> {
    const { kept } = this
    try {
      checkContext(kept.context)
      if (!isPath(kept.path)) throw new Failure('bad_status', 'a path that could lead out of the platform')
      const status = await this.#status()
      if (!status) return await this.run('done')
      if (status.state === 'failed') throw new Failure(status.error?.code ?? 'session_failed', status.error?.message ?? 'it failed', false)
      if (status.policyDigest !== kept.context.policy_digest || status.platformSet?.digest !== kept.context.platform_set.digest) {
        throw new Failure('bad_status', 'the session has another policy or set than before')
      }
      return await this.run(status.state)
    } catch (cause) {
      if (!(cause instanceof Unreachable)) await endSession(this.http, kept.session)
      throw cause
    }
  }

  /** #status is none for a session that the platform does not know: after a restart it has answers alone. */
  async #status(): Promise<Status | undefined> {
    try {
      return readStatus((await this.http.json('GET', `/v1/sessions/${this.kept.session}`, [200])).text)
    } catch (cause) {
      if (cause instanceof Failure && !cause.local && cause.code === 'unknown_session') return undefined
      throw cause
    }
  }

  /** run ends the session in its outcome, from a state behind the list's close. */
  async run(state = 'tags'): Promise<Outcome> {
    const { kept: { context, session, sizes, floor, exact } } = this
    const digest = contextDigest(context)
    try {
      if (state === 'tags') await this.#send(digest)
      else if (state !== 'counting' && state !== 'done') throw new Failure('bad_status', 'the session is in a state that nothing sent explains')
    } finally {
      this.#key.fill(0)
    }
    const result = await this.#result()
    checkResult(result, { context, contextDigest: hex(digest), session, floor, exact, sizes })
    await this.watch?.released(result, context, session, exact)
    const outcome: Outcome = { session, context, result, sizes }
    if (result.handles) outcome.handles = await this.#handles(result.handles)
    return outcome
  }

  async #send(digest: Bytes): Promise<void> {
    const { session, context } = this.kept
    const { parts } = context.platform_set
    const wanted = wantedLeaves(parts, parseSlice(context.slice))
    const tags = new TagSet(this.work, this.#key, tagKey(digest), context.mode === 'count', parts, wanted, this.#room)
    try {
      const set = await this.#awake(() => this.#fill(tags, wanted))
      await this.http.json('POST', `/v1/sessions/${session}/tags`, [204], {
        tags: set,
        public_key: hex(await this.work.multiply(this.#key, this.suite.generator)),
      })
      await upload(this.http, session, 'tags', mediaTypes.tags, tags.length, tags.pieces())
    } finally {
      await tags.close()
    }
  }

  /** #fill fetches P, leaf by leaf, and makes R of it. */
  async #fill(tags: TagSet, wanted: readonly Wanted[]): Promise<SetInfo> {
    const { kept: { context, path } } = this
    const set = context.platform_set
    const count = leavesOf(set.parts, elementBytes).length
    const hashes = await this.http.file(`${path}/leaves`, mediaTypes.leaves, 32 * count)
    const leaves = checkLeaves(set, elementBytes, hashes, unhex(set.digest))
    const length = bytesOf(set.parts, elementBytes)
    const sizes = wanted.map((one) => one.leaf.width * one.records.reduce((sum, run) => sum + run.end - run.first, 0))
    const total = sizes.reduce((a, b) => a + b, 0)
    const there = new Set(await this.#shelf?.leaves())
    const fetched = ({ leaf }: Wanted): Promise<Bytes> =>
      this.http.file(path, mediaTypes.elements, length, { first: leaf.offset, end: leaf.offset + leaf.length })
    let ahead: { of: Wanted; bytes: Promise<Bytes> } | undefined
    let before = 0
    for (const [i, one] of wanted.entries()) {
      const known = there.has(one.index) && (await this.#shelf!.get(one.index))
      if (known && (await tags.take(one, known))) {
        before += sizes[i]!
        continue
      }
      this.#progress?.(before, total)
      const bytes = await (ahead?.of === one ? ahead.bytes : fetched(one))
      if (!equal(leafHash(bytes), leaves[one.index]!)) {
        throw new Failure('digest_mismatch', `leaf ${one.index} of the platform's set is not the one that was committed to`)
      }
      const next = wanted[i + 1]
      if (next && !there.has(next.index)) {
        // The line is not idle while this leaf is multiplied.
        ahead = { of: next, bytes: fetched(next) }
        ahead.bytes.catch(() => undefined)
      }
      const made = await tags.add(one, bytes, (done) => this.#progress?.(before + done, total))
      await this.#shelf?.put(one.index, made)
      before += sizes[i]!
    }
    this.#progress?.(total, total)
    return tags.finish()
  }

  /** #awake asks for the status once a minute while f computes, since a platform forgets who is silent. */
  async #awake<T>(f: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void this.http.json('GET', `/v1/sessions/${this.kept.session}`, [200]).catch(() => undefined), 60_000)
    try {
      return await f()
    } finally {
      clearInterval(timer)
    }
  }

  async #result(): Promise<Result> {
    for (;;) {
      const { status, text } = await this.http.json('GET', `/v1/sessions/${this.kept.session}/result`, [200, 204])
      if (status === 200) return readResult(text)
    }
  }

  async #handles(set: SetInfo): Promise<Bytes> {
    const path = `/v1/sessions/${this.kept.session}/handles`
    const bytes = await this.http.file(path, mediaTypes.handles, bytesOf(set.parts, handleBytes))
    readSet(set, handleBytes, bytes, unhex(set.digest))
    return bytes
  }
}
