// HTTP as §8 has it: what every request and answer must be, and when a request is repeated.
import { sha256 } from '@noble/hashes/sha2.js'
import { ascii, base64, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'
import { readError } from './messages.js'

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the connection file's URL, beginning with /v1/, with its query. */
  path: string
  headers: Record<string, string>
  body?: Bytes
}

export interface Answer {
  status: number
  /** Names are in lower case. */
  headers: Record<string, string>
  body: Bytes
}

/** Transport sends a request over TLS to the platform, and follows no redirect. */
export type Transport = (request: Request, signal: AbortSignal | undefined) => Promise<Answer>

/** Unreachable is what a Transport throws if there was no whole answer; `final` if trying again is pointless. */
export class Unreachable extends Error {
  constructor(message: string, readonly final: boolean) {
    super(message)
    this.name = 'Unreachable'
  }
}

export const mediaTypes = {
  json: 'application/json',
  elements: 'application/vnd.blindmatch.elements',
  leaves: 'application/vnd.blindmatch.leaves',
  tags: 'application/vnd.blindmatch.tags',
  handles: 'application/vnd.blindmatch.handles',
}

const mostJSON = 65_536

export class HTTP {
  #answered = false

  constructor(
    private readonly transport: Transport,
    readonly signal?: AbortSignal,
    private readonly patience = 30_000,
  ) {}

  /** anyway is for what has to be said although the signal has come. */
  anyway(): HTTP {
    return new HTTP(this.transport, undefined, 0)
  }

  /** json sends a message, or nothing, and takes the text of a message with one of the statuses. */
  async json(method: Request['method'], path: string, want: number[], message?: unknown): Promise<{ status: number; text: string }> {
    const body = message === undefined ? undefined : ascii(JSON.stringify(message))
    const answer = await this.#send({ method, path, headers: headersOf(method, body, mediaTypes.json), ...(body && { body }) })
    if (!want.includes(answer.status)) throw unexpected(answer)
    if (answer.status === 204) return { status: 204, text: '' }
    expectType(answer, mediaTypes.json)
    if (answer.body.length > mostJSON) throw new Failure('bad_message', 'the platform’s message is too long')
    return { status: answer.status, text: utf8(answer.body) }
  }

  /** put sends a chunk. */
  async put(path: string, type: string, body: Bytes): Promise<void> {
    const headers = { ...headersOf('PUT', body, type), 'Content-Digest': `sha-256=:${base64(sha256(body))}:` }
    const answer = await this.#send({ method: 'PUT', path, headers, body })
    if (answer.status !== 204) throw unexpected(answer)
  }

  /** file fetches a whole file, or bytes first … end − 1 of it. */
  async file(path: string, type: string, length: number, range?: { first: number; end: number }): Promise<Bytes> {
    const headers: Record<string, string> = range ? { Range: `bytes=${range.first}-${range.end - 1}` } : {}
    const answer = await this.#send({ method: 'GET', path, headers })
    if (answer.status !== (range ? 206 : 200)) throw unexpected(answer)
    expectType(answer, type)
    const want = range ? range.end - range.first : length
    if (range && answer.headers['content-range'] !== `bytes ${range.first}-${range.end - 1}/${length}`) {
      throw new Failure('bad_answer', 'the platform sent another range of a file, or its file has another length')
    }
    if (answer.body.length !== want) throw new Failure('bad_answer', 'the platform’s file has another length than announced')
    return answer.body
  }

  async raw(path: string): Promise<Answer> {
    return this.#send({ method: 'GET', path, headers: {} })
  }

  /** #send repeats a request, with growing pauses, until there is an answer of a platform's or patience is spent. */
  async #send(request: Request): Promise<Answer> {
    let end = 0
    for (let pause = 250; ; pause = Math.min(2 * pause, 5000)) {
      this.signal?.throwIfAborted()
      const got = await this.#once(request)
      if (!(got instanceof Error)) return got
      end ||= Date.now() + this.patience
      const wait = Math.max(pause, 1000 * ((got instanceof Failure && got.retryAfter) || 0))
      if (Date.now() + wait > end) throw got
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  /** #once gives an answer, or an error after which it may be tried again; it throws one after which it may not. */
  async #once(request: Request): Promise<Answer | Error> {
    let answer
    try {
      answer = await this.transport(request, this.signal)
    } catch (cause) {
      if (cause instanceof Unreachable && this.#answered && !cause.final) return cause
      throw cause
    }
    this.#answered = true
    if (answer.status >= 200 && answer.status < 300) return answer
    const failure = failureOf(answer)
    const gateway = failure.code === 'bad_answer' && [502, 503, 504].includes(answer.status)
    const damaged = failure.code === 'digest_mismatch' && request.method === 'PUT'
    if (gateway || damaged || failure.code === 'busy') return failure
    throw failure
  }
}

/** failureOf reads the error of an answer; one without is not from a platform. */
function failureOf(answer: Answer): Failure {
  let error
  try {
    expectType(answer, mediaTypes.json)
    error = readError(utf8(answer.body))
  } catch {
    return new Failure('bad_answer', `status ${answer.status} without an error object: this is not a platform's answer`)
  }
  const failure = new Failure(error.code, error.message, false)
  const after = answer.headers['retry-after']
  if (after !== undefined && /^\d{1,10}$/.test(after)) failure.retryAfter = Number(after)
  return failure
}

const unexpected = (answer: Answer): Failure =>
  new Failure('bad_answer', `status ${answer.status} where another was wanted`)

function expectType(answer: Answer, type: string): void {
  if (answer.headers['content-type'] !== type) throw new Failure('bad_answer', 'the answer has another Content-Type')
}

function headersOf(method: string, body: Bytes | undefined, type: string): Record<string, string> {
  if (method === 'GET' || (method === 'DELETE' && !body)) return {}
  return { 'Content-Length': String(body?.length ?? 0), ...(body && { 'Content-Type': type }) }
}

function utf8(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure('bad_message', 'the platform’s message is not UTF-8')
  }
}
