// The steps of §13.4: what an advertiser verifies of the ledger in a session.
import { isFilled, type Context } from '../context.js'
import { Failure } from '../errors.js'
import { formatFraction, parseEpsilon } from '../fraction.js'
import { charge } from '../noise.js'
import { parseSlice } from '../slice.js'
import { type HTTP } from '../session/http.js'
import type { Info, Released, Result, Status } from '../session/messages.js'
import type { Watch } from '../session/session.js'
import { isTooOld } from '../session/status.js'
import { checkVerdict, notAudited, verifyAudit, type Audited } from './audit.js'
import { Memory, type Store } from './memory.js'
import { parseVerifier, verifyCheckpoint, type Checkpoint, type Verifier, type Witness } from './note.js'
import { canonical, verifyReceipt, type Entry } from './receipt.js'
import type { Fetch } from './tiles.js'

export class LedgerWatch implements Watch {
  readonly #log: Verifier
  readonly #memory: Memory
  #k: Checkpoint | undefined
  #h: Checkpoint | undefined
  /** The receipt of the last result, once it is verified. */
  receipt: string | undefined

  constructor(
    logKey: string,
    store: Store,
    private readonly http: HTTP,
    private readonly witness?: Witness,
  ) {
    this.#log = parseVerifier(logKey)
    this.#memory = new Memory(this.#log, store, logFetch(http))
  }

  /** audited refuses a dataset whose last audit is not what is asked for (§13.8). */
  async audited(info: Info, asked: Audited): Promise<void> {
    const last = verifyAudit(info, this.#log)
    if (!last) throw notAudited('it was never audited')
    await this.#memory.observe(last.checkpoint)
    checkVerdict(last.verdict, info.audit!.auditor, asked, new Date())
  }

  /** Step 1. */
  async begin(): Promise<void> {
    this.#k = await this.#memory.last()
  }

  /** Steps 2 to 4. */
  async committed(status: Status, info: Info): Promise<void> {
    if (status.receipt === undefined) throw new Failure('bad_receipt', 'the platform keeps a ledger, and gave no receipt of its set')
    const { entry, checkpoint: e } = verifyReceipt(status.receipt, this.#log)
    checkEpoch(entry, status, info)
    const answer = await this.http.raw('/v1/log/checkpoint')
    const h = verifyCheckpoint(new TextDecoder().decode(answer.body), this.#log)
    if (this.#k) await this.#memory.continues(h, this.#k)
    await this.#memory.observe(h)
    await this.#memory.observe(e)
    this.#h = h
  }

  get head(): string | undefined {
    return this.#h?.note
  }

  /** again takes H from another process, whose session goes on. */
  again(head: string): void {
    this.#h = verifyCheckpoint(head, this.#log)
  }

  /** Steps 5 and 6. */
  async released(result: Result, context: Context, session: string, exact: boolean): Promise<void> {
    if (result.receipt === undefined) throw new Failure('bad_receipt', 'the platform keeps a ledger, and gave no receipt of its result')
    const { entry, checkpoint: f } = verifyReceipt(result.receipt, this.#log)
    checkReleased(entry, result, context, session, exact)
    if (!this.#h) throw new Failure('bad_receipt', 'the ledger had no checkpoint before the list was sent')
    await this.#memory.continues(f, this.#h)
    await this.#memory.observe(f)
    this.receipt = result.receipt
    if (this.witness) await this.cosign(f).catch(() => undefined)
  }

  /** cosign signs a checkpoint as a witness and gives it to the platform. */
  async cosign(checkpoint: Checkpoint): Promise<void> {
    if (!this.witness) throw new Failure('bad_key', 'there is no witness key')
    const note = this.witness.sign(checkpoint, Math.floor(Date.now() / 1000))
    const message = { witness: this.witness.verifier, checkpoint: note }
    await this.http.json('POST', '/v1/log/cosignatures', [204], message)
  }
}

/** logFetch gets files of the log from the platform. */
export const logFetch = (http: HTTP): Fetch => async (file) => {
  try {
    return (await http.raw(`/v1/log/${file}`)).body
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'unknown_dataset') return undefined
    throw cause
  }
}

function same(entry: Entry, want: { [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(want)) {
    const [got, wanted] = [entry.member[name], value].map((v) => (v === undefined ? '' : canonical(v)))
    if (got !== wanted) throw new Failure('bad_receipt', `the ledger's entry ${entry.type} has another ${name} than the session`)
  }
}

/** checkEpoch holds the entry of an epoch against the status. */
export function checkEpoch(entry: Entry, status: Status, info: Info): void {
  if (entry.type !== 'epoch.open') throw new Failure('bad_receipt', 'the receipt of the platform’s set is of another entry')
  same(entry, {
    platform: info.platform, dataset: info.dataset, ...info.params,
    policy_digest: status.policyDigest, set: status.platformSet,
  })
  const time = new Date(entry.time)
  if (Number.isNaN(time.getTime()) || isTooOld(time, new Date())) {
    throw new Failure('bad_receipt', 'the ledger’s entry of the epoch is too old, or in the future')
  }
}

/** checkReleased holds the entry of a result against the result, and its charge against §7.4. */
export function checkReleased(entry: Entry, result: Result, context: Context, session: string, exact: boolean): void {
  if (entry.type !== 'session.result' || entry.session !== session) {
    throw new Failure('bad_receipt', 'the receipt of the result is of another entry, or of another session')
  }
  const audience = context.audience
  same(entry, {
    advertiser: context.advertiser, dataset: context.dataset, purpose: context.purpose, mode: context.mode,
    context: result.context, slice: context.slice,
    audience: audience && { ...audience, release: audience.release ?? false },
    released: result.released && entryNumber(result.released),
    segments: result.segments?.map(entryNumber),
    handles: result.handles,
  })
  checkCharge(entry, context, exact)
}

const entryNumber = ({ value, belowFloor, floor, noise }: Released) => ({ value, below_floor: belowFloor, floor, noise })

function checkCharge(entry: Entry, context: Context, exact: boolean): void {
  const slice = parseSlice(context.slice)
  const free = context.audience ? !isFilled(context.audience) : exact && context.mode === 'count' && slice.j === 0
  const budget = entry.member['budget'] as { epsilon?: string } | undefined
  const drawn = parseEpsilon(context.epsilon)
  const paid = budget?.epsilon === formatFraction(charge(slice.j, drawn)) && entry.member['epsilon'] === context.epsilon
  if (free ? budget !== undefined : !paid) {
    throw new Failure('bad_receipt', 'the ledger’s entry of the result charges something else than the answer costs')
  }
}
