import { isFilled, isName, type Audience } from './context.js'
import { Failure } from './errors.js'
import { fraction, less, type Fraction } from './fraction.js'
import { suiteNamed, type Suite } from './group/suite.js'
import { here, type Work } from './group/work.js'
import { checkAsked, notAudited, verifyAudit, type Audited } from './ledger/audit.js'
import { memoryStore, type Store } from './ledger/memory.js'
import { parseVerifier, type Witness } from './ledger/note.js'
import type { Verdict } from './ledger/verdict.js'
import { LedgerWatch } from './ledger/watch.js'
import { whole, type Slice } from './slice.js'
import type { Connection } from './session/connection.js'
import { HTTP, type Transport } from './session/http.js'
import { checkInfo } from './session/info.js'
import type { Rows } from './session/list.js'
import { readAudiences, readInfo, type AudienceInfo, type Info } from './session/messages.js'
import { Rest, type Kept, type Outcome } from './session/rest.js'
import { Session, type Ears } from './session/session.js'

export interface Options extends Ears {
  /** What multiplies; of a suite that is not here the readable implementation is used. */
  suites?: Suite[]
  /** Who does the point work: the thread that asks, unless it is said. */
  work?: (suite: Suite) => Work
  /**
   * Where it is kept what the platform's ledger was, if the connection file has its key. By default this client forgets
   * it when it ends, and does not notice a ledger that was changed between two runs.
   */
  store?: Store
  /** Cosigns the ledger's checkpoints. */
  witness?: Witness
  /** The audit without which no list is compared with a dataset; the connection file must have the log's key. */
  audited?: Audited
  signal?: AbortSignal
}

export interface Query {
  dataset: string
  purpose?: string
  suite?: string
  profile?: string
  /** One identifier each, or many of one type. */
  rows: Rows
  /** How many segments the rows are in; 1 unless it is said. */
  segments?: number
  /** ε of the noise; the most that the platform offers unless it is said. */
  epsilon?: Fraction
  slice?: Slice
  leastGroups?: number
}

/** Client is an advertiser's way to a platform. */
export class Client {
  readonly #http: HTTP
  readonly #store: Store

  constructor(
    private readonly connection: Connection,
    transport: Transport,
    private readonly options: Options = {},
  ) {
    this.#http = new HTTP(transport, options.signal)
    this.#store = options.store ?? memoryStore()
    if (options.audited) {
      if (connection.logKey === undefined) throw notAudited(noLogKey)
      checkAsked(options.audited)
    }
  }

  async info(dataset: string, purpose = 'audience-matching'): Promise<Info> {
    const { text } = await this.#http.json('GET', `/v1/datasets/${name(dataset)}?purpose=${name(purpose)}`, [200])
    return readInfo(text)
  }

  /**
   * audit gives the verdict of the last audit that an info tells of, once it is verified: that it is in the platform's
   * ledger, is about this dataset, and signed by the auditor whom the info names. It gives undefined if there was none.
   */
  audit(info: Info): Verdict | undefined {
    const { logKey } = this.connection
    if (logKey === undefined) throw notAudited(noLogKey)
    return verifyAudit(info, parseVerifier(logKey))?.verdict
  }

  count(query: Query): Promise<Outcome> {
    return this.#run('count', query)
  }

  blinded(query: Query): Promise<Outcome> {
    return this.#run('blinded', query)
  }

  activate(query: Query, audience: Audience): Promise<Outcome> {
    const sent = isFilled(audience) ? { ...audience, release: audience.release ?? false } : audience
    return this.#run('activate', query, sent)
  }

  async audiences(dataset: string, purpose = 'audience-matching'): Promise<AudienceInfo[]> {
    const path = `/v1/audiences?dataset=${name(dataset)}&purpose=${name(purpose)}`
    return readAudiences((await this.#http.json('GET', path, [200])).text)
  }

  async renewAudience(dataset: string, audience: string, expires: string, purpose = 'audience-matching'): Promise<void> {
    await this.#http.json('POST', audiencePath(dataset, audience, purpose), [204], { expires })
  }

  async deleteAudience(dataset: string, audience: string, purpose = 'audience-matching'): Promise<void> {
    await this.#http.json('DELETE', audiencePath(dataset, audience, purpose), [204])
  }

  async #run(mode: 'count' | 'activate' | 'blinded', query: Query, audience?: Audience): Promise<Outcome> {
    const purpose = query.purpose ?? 'audience-matching'
    const leastGroups = query.leastGroups ?? 1000
    const info = await this.info(query.dataset, purpose)
    checkInfo(info, {
      dataset: query.dataset, purpose, mode, leastGroups, now: new Date(),
      platform: this.connection.platform, advertiser: this.connection.advertiser,
      types: [...new Set(query.rows.map((row) => row.type))],
      ...(query.suite && { suite: query.suite }), ...(query.profile && { profile: query.profile }),
    })
    const watch = this.#watch()
    if (this.options.audited) await watch!.audited(info, this.options.audited)
    const segments = query.segments ?? 1
    if (segments > info.limits.segments) {
      throw new Failure('bad_request', `the list has ${segments} segments, the platform takes ${info.limits.segments}`)
    }
    const order = {
      mode, segments, leastGroups, rows: query.rows, epsilon: epsilonFor(info, query), slice: query.slice ?? whole,
      ...(audience && { audience }),
    }
    const suite = this.#suite(info.params.suite)
    const work = (this.options.work ?? here)(suite)
    return new Session(this.#http, suite, work, info, order, watch, this.options).run()
  }

  /** resume goes on with a session that another process has kept. It fails if the session has. */
  async resume(kept: Kept): Promise<Outcome> {
    const { platform, advertiser } = this.connection
    const { context } = kept
    if (context.platform !== platform || context.advertiser !== advertiser) {
      throw new Failure('mismatch', 'the session is of another platform, or of another advertiser')
    }
    const watch = this.#watch()
    if (kept.checkpoint !== undefined) watch?.again(kept.checkpoint)
    const suite = this.#suite(context.suite)
    return new Rest(this.#http, suite, (this.options.work ?? here)(suite), kept, watch, this.options).again()
  }

  #watch(): LedgerWatch | undefined {
    const { logKey } = this.connection
    return logKey === undefined ? undefined : new LedgerWatch(logKey, this.#store, this.#http, this.options.witness)
  }

  #suite(named: string): Suite {
    return this.options.suites?.find((suite) => suite.name === named) ?? suiteNamed(named)
  }
}

const noLogKey = 'the connection file has no log key, so an audit can’t be verified'

/** epsilonFor is the ε that was asked for, or the most that is on offer: 1 for a slice. */
function epsilonFor(info: Info, query: Query): Fraction {
  const { least, most } = info.prices
  const bound = query.slice && query.slice.j > 0 ? fraction(1n, 1n) : most
  const epsilon = query.epsilon ?? bound
  if (!epsilon) throw new Failure('bad_info', 'the platform says no bounds of ε: choose one')
  if ((least && less(epsilon, least)) || (bound && less(bound, epsilon))) {
    throw new Failure('mismatch', 'ε is out of the platform’s bounds')
  }
  return epsilon
}

/** name refuses what no name can be before it is put into a path. */
function name(text: string): string {
  if (!isName(text)) throw new Failure('bad_request', 'a name has other characters than a–z, 0–9, ., _ and -')
  return text
}

const audiencePath = (dataset: string, audience: string, purpose: string): string =>
  `/v1/audiences/${name(dataset)}/${name(audience)}?purpose=${name(purpose)}`
