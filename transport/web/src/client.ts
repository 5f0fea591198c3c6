import { isFilled, isName, type Audience } from './context.js'
import { Failure } from './errors.js'
import { fraction, less, type Fraction } from './fraction.js'
import { suiteNamed, type Suite } from './group/suite.js'
import { here, type Work } from './group/work.js'
import { memoryStore, type Store } from './ledger/memory.js'
import type { Witness } from './ledger/note.js'
import { LedgerWatch } from './ledger/watch.js'
import { whole, type Slice } from './slice.js'
import type { Connection } from './session/connection.js'
import { HTTP, type Transport } from './session/http.js'
import { checkInfo } from './session/info.js'
import type { Rows } from './session/list.js'
import { readAudiences, readInfo, type AudienceInfo, type Info } from './session/messages.js'
import { Session, type Outcome } from './session/session.js'
import type { Progress } from './session/steps.js'

export interface Options {
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
  signal?: AbortSignal
  /** Is told how far it is: with the `list` in identifiers, with the platform's `set` in elements. */
  progress?: (what: 'list' | 'set') => Progress
  /** Is told the name of a session as soon as there is one. */
  opened?: (session: string) => void
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
  }

  async info(dataset: string, purpose = 'audience-matching'): Promise<Info> {
    const { text } = await this.#http.json('GET', `/v1/datasets/${name(dataset)}?purpose=${name(purpose)}`, [200])
    return readInfo(text)
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
    const segments = query.segments ?? 1
    if (segments > info.limits.segments) {
      throw new Failure('bad_request', `the list has ${segments} segments, the platform takes ${info.limits.segments}`)
    }
    const order = {
      mode, segments, leastGroups, rows: query.rows, epsilon: epsilonFor(info, query), slice: query.slice ?? whole,
      ...(audience && { audience }),
    }
    const suite = this.#suite(info.params.suite)
    const { logKey } = this.connection
    const watch = logKey === undefined ? undefined : new LedgerWatch(logKey, this.#store, this.#http, this.options.witness)
    const work = (this.options.work ?? here)(suite)
    return new Session(this.#http, suite, work, info, order, watch, this.options.progress, this.options.opened).run()
  }

  #suite(named: string): Suite {
    return this.options.suites?.find((suite) => suite.name === named) ?? suiteNamed(named)
  }
}

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
