// A real platform for the live tests: psi-server, built by go, on loopback.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, parseConnection, type Connection, type Options, type Transport } from '../src/index.js'
import { fileStore, httpsTransport, opensslP256 } from '../src/node/index.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { batches } from './workbook.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

const policy = `
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

const disclosure = `
floors: {list: 500, dataset: 1000, report: 100}
spacing: 1m
owners: {acme: {clients: [acme], noise: none, contract: "tests compare with the truth"}}
`

export const email = (user: number): string => `User.${user}@Example.org`
export const phone = (user: number): string => `+49151${10_000_000 + user}`

/** 1,100 users have an e-mail address; 1,100 more have a phone number as well: two sections. */
export const users = 2200
export const withPhone = 1100

export function* usersCSV(phones: boolean, people = users): Generator<string> {
  yield 'user_id,email,phone,collection_context\n'
  for (let u = 0; u < people; u++) yield `u${u},${email(u)},${phones && u >= withPhone ? phone(u) : ''},newsletter\n`
}

/** Large are datasets of people with an e-mail address alone, in a folder that stays, since importing them takes minutes. */
export interface Large {
  dir: string
  people: Record<string, number>
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

export class Platform {
  readonly dir: string
  #server?: ChildProcess
  #port = 0
  #transports: { close(): void }[] = []

  private constructor(private readonly large?: Large) {
    this.dir = large?.dir ?? mkdtempSync(join(tmpdir(), 'blindmatch-web-'))
  }

  /** start has a platform for the clients; `people` and `addresses` are how large its datasets are. */
  static async start(clients: string[], people = users, addresses = users, large?: Large): Promise<Platform> {
    const platform = new Platform(large)
    try {
      await platform.#start(clients, people, addresses)
      return platform
    } catch (cause) {
      await platform.stop()
      throw cause
    }
  }

  async #start(clients: string[], people: number, addresses: number): Promise<void> {
    mkdirSync(this.dir, { recursive: true })
    execFileSync('go', ['build', '-o', `${this.dir}/`, './cmd/psi-server'], { cwd: root, stdio: 'inherit' })
    const last = clients[clients.length - 1]!
    if (this.large && existsSync(join(this.dir, `${last}.json`))) this.#port = Number(this.connection(last).url.port)
    else await this.#make(clients, people, addresses)
    await this.#serve()
  }

  async #make(clients: string[], people: number, addresses: number): Promise<void> {
    this.#port = await freePort()
    writeFileSync(join(this.dir, 'policy.yaml'), policy)
    writeFileSync(join(this.dir, 'disclosure.yaml'), disclosure)
    if (this.large) {
      for (const [dataset, people] of Object.entries(this.large.people)) this.#import(dataset, usersCSV(false, people))
    } else {
      this.#import('users', usersCSV(true, people))
      this.#import('users-p256', usersCSV(false, addresses), '--suite', 'P256')
    }
    for (const client of clients) this.run('client', 'add', client, '--url', `https://localhost:${this.#port}`)
  }

  #import(dataset: string, lines: Iterable<string>, ...args: string[]): void {
    const file = openSync(join(this.dir, 'users.csv'), 'w')
    for (const piece of batches(lines)) writeSync(file, piece)
    closeSync(file)
    this.run('import', '--dataset', dataset, '--policy', 'policy.yaml', '--disclosure', 'disclosure.yaml', ...args, 'users.csv')
    rmSync(join(this.dir, 'users.csv'))
  }

  #serve(): Promise<void> {
    const args = ['serve', '--data', 'data', '--listen', `localhost:${this.#port}`, '--disclosure', 'disclosure.yaml', '--anchor', 'none', '--web']
    const modes = ['count', 'activate', 'blinded'].flatMap((mode) => ['--mode', mode])
    const server = spawn('./psi-server', [...args, ...modes], { cwd: this.dir, stdio: ['ignore', 'ignore', 'pipe'] })
    this.#server = server
    return new Promise((resolve, reject) => {
      let log = ''
      server.stderr.on('data', (text) => {
        log += text
        if (/listening|serving/i.test(log)) resolve()
      })
      server.on('exit', (status) => reject(new Error(`psi-server ended with ${status}: ${log}`)))
    })
  }

  /** run runs a command of psi-server on the platform's data directory. */
  run(command: string, ...args: string[]): string {
    const all = [...command.split(' '), ...args, '--data', 'data']
    return execFileSync('./psi-server', all, { cwd: this.dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  connection(client: string): Connection {
    return parseConnection(readFileSync(join(this.dir, `${client}.json`), 'utf8'))
  }

  /** client connects as a client; `between` may change what is sent and what comes back. */
  async client(name: string, options: Options = {}, between = (transport: Transport): Transport => transport): Promise<Client> {
    const connection = this.connection(name)
    const https = httpsTransport(connection)
    this.#transports.push(https)
    const transport = between(https)
    const store = fileStore(join(this.dir, `state-${name}`), connection.logKey!)
    const own = { store, witness: store.witness(`${name}/witness`), suites: [await sodiumRistretto(), opensslP256()] }
    return new Client(connection, transport, { ...own, ...options })
  }

  async stop(): Promise<void> {
    await this.end()
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** end ends the server; its data directory stays. */
  async end(): Promise<void> {
    for (const transport of this.#transports) transport.close()
    const server = this.#server
    if (server && server.exitCode === null) {
      server.removeAllListeners('exit')
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
    }
  }
}
