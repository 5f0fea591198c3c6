// One run of the protocol (§7.3).
import { hex, random, type Bytes } from '../bytes.js'
import { checkContext, commitment, contextDigest, isFilled, type Audience, type Context } from '../context.js'
import { Failure } from '../errors.js'
import { formatFraction, type Fraction } from '../fraction.js'
import { generateKey, type Suite } from '../group/suite.js'
import type { Work } from '../group/work.js'
import { phoneMetadata } from '../identity/metadata.js'
import type { SetInfo } from '../set.js'
import { formatSlice, whole, type Slice } from '../slice.js'
import { HTTP, mediaTypes, Unreachable } from './http.js'
import { checkListSize } from './info.js'
import { makeList, type List, type Rows } from './list.js'
import { readAccept, readName, readStatus, type Info, type Status } from './messages.js'
import { endSession, Rest, type Kept, type Outcome, type ResultWatch, type Shelf } from './rest.js'
import type { Room } from './scratch.js'
import { leastGroups, StatusCheck } from './status.js'
import type { Progress } from './steps.js'
import { upload } from './upload.js'

/** Watch verifies what the platform's ledger says of a session (§13.4). */
export interface Watch extends ResultWatch {
  begin(): Promise<void>
  committed(status: Status, info: Info): Promise<void>
  /** The note of checkpoint H, once the set is committed. */
  readonly head: string | undefined
}

export interface Order {
  mode: 'count' | 'activate' | 'blinded'
  rows: Rows
  segments: number
  epsilon: Fraction
  slice?: Slice
  audience?: Audience
  /** The fewest groups of a platform's set that this client accepts: 1,000 unless it knows better. */
  leastGroups: number
}

/** Ears hear how a session goes on. */
export interface Ears {
  /** Is told how far it is: with the `list` in identifiers, with the platform's `set` in elements. */
  progress?: (what: 'list' | 'set') => Progress
  /** Is told the name of a session as soon as there is one. */
  opened?: (session: string) => void
  /** Is given what another process needs to go on, once the list is complete. */
  keep?: (kept: Kept) => Promise<void>
  /** Keeps tags as they are made. */
  shelf?: Shelf
  /** Where the tags are until they are sent, sorted. */
  room?: Room
}

/** Session runs one session, for an info that was checked. */
export class Session {
  readonly #check: StatusCheck
  readonly #nonce = random(32)
  readonly #key: Bytes
  #id = ''
  #isKept = false

  constructor(
    private readonly http: HTTP,
    private readonly suite: Suite,
    private readonly work: Work,
    private readonly info: Info,
    private readonly order: Order,
    private readonly watch: Watch | undefined,
    private readonly ears: Ears = {},
  ) {
    this.#key = generateKey(suite)
    this.#check = new StatusCheck({
      slice: formatSlice(order.slice ?? whole),
      leastGroups: leastGroups(info.sections, info.floors.dataset, order.leastGroups),
      now: () => new Date(),
    })
  }

  async run(): Promise<Outcome> {
    const { order, info } = this
    const limit = info.limits.list
    const list = await makeList(this.work, info.params, this.#key, order.rows, order.segments, limit, this.ears.progress?.('list'))
    checkListSize(info, list.sizes.reduce((a, b) => a + b, 0))
    await this.watch?.begin()
    const salt = random(32)
    const accept = await this.#offer(list, salt)
    try {
      return await this.#exchange(list, salt, accept.nonce, accept)
    } catch (cause) {
      if (!this.#isKept || !(cause instanceof Unreachable)) await this.end()
      throw cause
    } finally {
      this.#key.fill(0)
    }
  }

  /** end has the platform end the session; it may have ended already, or can't be reached. */
  async end(): Promise<void> {
    if (this.#id) await endSession(this.http, this.#id)
  }

  async #offer(list: List, salt: Bytes) {
    const { order, info } = this
    const { suite, purpose, profile, types } = info.params
    const offer = {
      version: 'Blindmatch-V1', mode: order.mode, suite, purpose, profile, types,
      dataset: info.dataset, advertiser: info.advertiser, platform: info.platform,
      nonce: hex(this.#nonce), commitment: hex(commitment(salt, list.digest)),
      epsilon: formatFraction(order.epsilon), slice: formatSlice(order.slice ?? whole), segments: order.segments,
      ...(order.audience && { audience: order.audience }),
      ...(order.rows.some((row) => row.type === 'phone') && { phone_metadata: phoneMetadata }),
    }
    const { text } = await this.http.json('POST', '/v1/sessions', [201], offer)
    // The name first, so that a session whose accept is refused is ended too.
    this.#id = readName(text)
    this.ears.opened?.(this.#id)
    try {
      const accept = readAccept(text)
      this.#check.accept(accept, hex(this.#nonce))
      return accept
    } catch (cause) {
      await this.end()
      throw cause
    }
  }

  async #exchange(list: List, salt: Bytes, nonce: string, accept: Status): Promise<Outcome> {
    const status = await this.#prepared(accept)
    const set = status.platformSet!
    const context = this.#context(list, nonce, status, set)
    const digest = contextDigest(context)
    await this.watch?.committed(status, this.info)

    const open = { list: { parts: list.parts, digest: hex(list.digest) }, salt: hex(salt), context: hex(digest) }
    await this.http.json('POST', `/v1/sessions/${this.#id}/list`, [204], open)
    await upload(this.http, this.#id, 'list', mediaTypes.elements, list.bytes.length, [list.bytes])

    const kept: Kept = {
      session: this.#id, key: hex(this.#key), context, sizes: list.sizes, path: status.path ?? `/v1/epochs/${set.digest}`,
      floor: this.info.floors.report, exact: this.info.prices.exact,
      ...(this.watch?.head && { checkpoint: this.watch.head }),
    }
    if (this.ears.keep) {
      await this.ears.keep(kept)
      this.#isKept = true
    }
    return new Rest(this.http, this.suite, this.work, kept, this.watch, this.ears).run()
  }

  /** #prepared asks for the status until P is there. */
  async #prepared(status: Status): Promise<Status> {
    while (status.state === 'preparing') {
      await new Promise((resolve) => setTimeout(resolve, 500))
      status = await this.#status()
    }
    if (status.state === 'failed') throw new Failure(status.error!.code, status.error!.message, false)
    if (status.state !== 'open') throw new Failure('bad_status', 'the session is in a state that nothing sent explains')
    return status
  }

  async #status(): Promise<Status> {
    const status = readStatus((await this.http.json('GET', `/v1/sessions/${this.#id}`, [200])).text)
    this.#check.check(status)
    return status
  }

  #context(list: List, platformNonce: string, status: Status, set: SetInfo): Context {
    const { order, info } = this
    const { audience } = order
    const context: Context = {
      ...info.params, mode: order.mode, dataset: info.dataset, advertiser: info.advertiser, platform: info.platform,
      advertiser_nonce: hex(this.#nonce), platform_nonce: platformNonce, policy_digest: status.policyDigest,
      epsilon: formatFraction(order.epsilon), slice: status.slice, segments: order.segments,
      list: { parts: list.parts, digest: hex(list.digest) }, platform_set: set,
      ...(audience && { audience: isFilled(audience) ? audience : { action: audience.action, name: audience.name } }),
    }
    checkContext(context)
    return context
  }
}
