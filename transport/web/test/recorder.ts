// What stands between a browser and psi-server in the tests: it records all that passes, and shows the platform the
// client's certificate, as a gateway with a session of its own would.
import { createServer, request as plain, type IncomingMessage, type RequestOptions, type Server, type ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '../src/index.js'

export class Recorder {
  /** Bytes of every request, head and body, and of every answer of the API. */
  readonly traffic: Buffer[] = []
  readonly paths: string[] = []
  /** Of every answer: method, path and status. */
  readonly answers: string[] = []
  /** What requests wait for before they are passed on. */
  gate: (path: string) => Promise<void> | undefined = () => undefined
  readonly #unanswered = new Set<unknown>()
  readonly #agent: Agent
  readonly #server: Server
  readonly #to: URL

  private constructor({ url, serverCA, serverName, clientCertificate, clientKey }: Connection) {
    const of = { ca: serverCA, cert: clientCertificate, key: clientKey, servername: serverName ?? url.hostname }
    this.#agent = new Agent({ keepAlive: true, ...JSON.parse(JSON.stringify(of)) })
    this.#to = url
    this.#server = createServer((from, to) => {
      void Promise.resolve(this.gate(from.url!)).then(() => this.pass(from, to, from.url!))
    })
  }

  /** pass has the platform answer a request, under a path. */
  pass(from: IncomingMessage, to: ServerResponse, path: string): void {
    const { hostname: host, port } = this.#to
    this.paths.push(`${from.method} ${path}`)
    this.traffic.push(Buffer.from(`${from.method} ${path}\n${from.rawHeaders.join('\n')}\n`))
    const what: RequestOptions = { host, port, path, method: from.method!, headers: from.headers }
    const answered = (answer: IncomingMessage): void => {
      this.#unanswered.delete(out)
      this.answers.push(`${from.method} ${path} ${answer.statusCode}`)
      to.writeHead(answer.statusCode!, answer.headers)
      answer.on('data', (piece: Buffer) => path.startsWith('/v1/') && this.traffic.push(piece)).pipe(to)
    }
    const out = this.#to.protocol === 'http:' ? plain(what, answered) : request({ ...what, agent: this.#agent }, answered)
    this.#unanswered.add(out)
    out.on('error', () => {
      this.#unanswered.delete(out)
      to.destroy()
    })
    from.on('data', (piece: Buffer) => this.traffic.push(piece)).pipe(out)
  }

  static async start(connection: Connection): Promise<Recorder> {
    const recorder = new Recorder(connection)
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve))
    return recorder
  }

  /** forget waits for what is still under way, from a page that is gone, and empties the answers. */
  async forget(): Promise<void> {
    while (this.#unanswered.size > 0) await pause(20)
    this.answers.length = 0
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
    this.#agent.destroy()
  }
}
