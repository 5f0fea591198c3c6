// One run of the protocol (§7.3).
import { equal, hex, random, unhex, type Bytes } from '../bytes.js'
import { checkContext, commitment, contextDigest, isFilled, type Audience, type Context } from '../context.js'
import { Failure } from '../errors.js'
import { formatFraction, type Fraction } from '../fraction.js'
import { generateKey, type Suite } from '../group/suite.js'
import type { Work } from '../group/work.js'
import { phoneMetadata } from '../identity/metadata.js'
import { bytesOf, checkLeaves, elementBytes, handleBytes, leafHash, leavesOf, readSet, type SetInfo } from '../set.js'
import { formatSlice, parseSlice, whole, type Slice } from '../slice.js'
import { tagKey } from '../tag.js'
import { HTTP, mediaTypes } from './http.js'
import { checkListSize } from './info.js'
import { makeList, type List, type Rows } from './list.js'
import { readAccept, readName, readResult, readStatus, type Info, type Result, type Status } from './messages.js'
import { checkResult } from './result.js'
import { leastGroups, StatusCheck } from './status.js'
import type { Progress } from './steps.js'
import { TagSet, wantedLeaves } from './tags.js'
import { upload } from './upload.js'

/** Watch verifies what the platform's ledger says of a session (§13.4). */
export interface Watch {
  begin(): Promise<void>
  committed(status: Status, info: Info): Promise<void>
  released(result: Result, context: Context, session: string, info: Info): Promise<void>
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

export interface Outcome {
  session: string
  context: Context
  result: Result
  /** Of the segments, distinct identifiers before padding. */
  sizes: number[]
  handles?: Bytes
}

/** Session runs one session, for an info that was checked. */
export class Session {
  readonly #check: StatusCheck
  readonly #nonce = random(32)
  readonly #key: Bytes
  #id = ''

  constructor(
    private readonly http: HTTP,
    private readonly suite: Suite,
    private readonly work: Work,
    private readonly info: Info,
    private readonly order: Order,
    private readonly watch: Watch | undefined,
    private readonly progress?: (what: 'list' | 'set') => Progress,
    private readonly opened?: (session: string) => void,
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
    const list = await makeList(this.work, info.params, this.#key, order.rows, order.segments, limit, this.progress?.('list'))
    checkListSize(info, list.sizes.reduce((a, b) => a + b, 0))
    await this.watch?.begin()
    const salt = random(32)
    const accept = await this.#offer(list, salt)
    try {
      return await this.#exchange(list, salt, accept.nonce, accept)
    } catch (cause) {
      await this.end()
      throw cause
    } finally {
      this.#key.fill(0)
    }
  }

  /** end has the platform end the session; it may have ended already, or can't be reached. */
  async end(): Promise<void> {
    if (this.#id) await this.http.anyway().json('DELETE', `/v1/sessions/${this.#id}`, [204]).catch(() => undefined)
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
    this.opened?.(this.#id)
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
    await upload(this.http, this.#id, 'list', mediaTypes.elements, list.bytes)

    const tags = await this.#awake(() => this.#tags(context, digest, status))
    await this.http.json('POST', `/v1/sessions/${this.#id}/tags`, [204], {
      tags: tags.set,
      public_key: hex(await this.work.multiply(this.#key, this.suite.generator)),
    })
    await upload(this.http, this.#id, 'tags', mediaTypes.tags, tags.bytes)

    const result = await this.#result()
    checkResult(result, {
      context, contextDigest: hex(digest), session: this.#id, floor: this.info.floors.report,
      exact: this.info.prices.exact, sizes: list.sizes,
    })
    await this.watch?.released(result, context, this.#id, this.info)
    const outcome: Outcome = { session: this.#id, context, result, sizes: list.sizes }
    if (result.handles) outcome.handles = await this.#handles(result.handles)
    return outcome
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

  /** #tags fetches P, leaf by leaf, and makes R of it. */
  async #tags(context: Context, digest: Bytes, status: Status) {
    const set = context.platform_set
    const path = status.path ?? `/v1/epochs/${set.digest}`
    const count = leavesOf(set.parts, elementBytes).length
    const hashes = await this.http.file(`${path}/leaves`, mediaTypes.leaves, 32 * count)
    const leaves = checkLeaves(set, elementBytes, hashes, unhex(set.digest))
    const length = bytesOf(set.parts, elementBytes)
    const tags = new TagSet(this.work, this.#key, tagKey(digest), context.mode === 'count', set.parts)
    const wanted = wantedLeaves(set.parts, parseSlice(context.slice))
    const sizes = wanted.map((one) => one.leaf.width * one.records.reduce((sum, run) => sum + run.end - run.first, 0))
    const total = sizes.reduce((a, b) => a + b, 0)
    const progress = this.progress?.('set')
    let before = 0
    for (const [i, one] of wanted.entries()) {
      const range = { first: one.leaf.offset, end: one.leaf.offset + one.leaf.length }
      const bytes = await this.http.file(path, mediaTypes.elements, length, range)
      if (!equal(leafHash(bytes), leaves[one.index]!)) {
        throw new Failure('digest_mismatch', `leaf ${one.index} of the platform's set is not the one that was committed to`)
      }
      await tags.add(one, bytes, (done) => progress?.(before + done, total))
      before += sizes[i]!
    }
    return tags.finish()
  }

  /** #awake asks for the status once a minute while f computes, since a platform forgets who is silent. */
  async #awake<T>(f: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void this.#status().catch(() => undefined), 60_000)
    try {
      return await f()
    } finally {
      clearInterval(timer)
    }
  }

  async #result(): Promise<Result> {
    for (;;) {
      const { status, text } = await this.http.json('GET', `/v1/sessions/${this.#id}/result`, [200, 204])
      if (status === 200) return readResult(text)
    }
  }

  async #handles(set: SetInfo): Promise<Bytes> {
    const path = `/v1/sessions/${this.#id}/handles`
    const bytes = await this.http.file(path, mediaTypes.handles, bytesOf(set.parts, handleBytes))
    readSet(set, handleBytes, bytes, unhex(set.digest))
    return bytes
  }
}
