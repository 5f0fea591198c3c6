// The page, in a headless Chromium: what a page of another origin can start, and a stolen one. The browser is signed in,
// by a gateway or by a cookie, whatever page it shows.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { matchKey, normalise } from '../src/index.js'
import { Chromium, noChromium } from './chromium.js'
import { attempts, opened } from './foreign.js'
import { look } from './look.js'
import { email, freePort, Platform } from './platform.js'
import { Recorder } from './recorder.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const pages = join(root, 'transport/web/page/static')
const people = 10_000 // as many as a platform of its own wants by default

let platform: Platform
let recorder: Recorder
let chromium: Chromium

before(async () => {
  if (noChromium) return
  platform = await Platform.start(['acme'], people)
  recorder = await Recorder.start(platform.connection('acme'))
  chromium = await Chromium.start()
})
after(async () => {
  await chromium?.stop()
  chromium?.forget()
  recorder?.stop()
  await platform?.stop()
})

const ledger = (): string => platform.run('ledger show')

/** serving has a server of somebody else's while f runs. */
async function serving(listener: RequestListener, f: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await f((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const foreign: RequestListener = (_, to) => {
  to.writeHead(200, { 'Content-Type': 'text/html' })
  to.end('<!doctype html><title>Somebody else</title><body></body>')
}

/** offerOf is an offer of acme's that the platform would take. */
async function offerOf(): Promise<string> {
  let offer = ''
  const client = await platform.client('acme', {}, (transport) => (request, signal) => {
    if (request.method !== 'POST') return transport(request, signal)
    offer = Buffer.from(request.body!).toString()
    throw new Error('not sent')
  })
  const rows = Array.from({ length: 1200 }, (_, u) => ({ segment: 0, type: 'email', matchKey: matchKey(normalise('default-v1', 'email', email(u))) }))
  await assert.rejects(client.count({ dataset: 'users', rows }), /not sent/)
  return offer
}

/** besieged tries everything on what is at a place, from the same site and from another. */
async function besieged(at: string, gate: Recorder, offer: string): Promise<void> {
  const before = ledger()
  await serving(foreign, async (port) => {
    for (const host of ['127.0.0.1', 'localhost']) {
      await chromium.open(`http://${host}:${port}/`)
      await gate.forget()
      const tried: [string, string][] = await chromium.evaluate(`(${attempts})(${JSON.stringify(at)}, ${JSON.stringify(offer)})`)
      assert.ok(tried.length > 30, `${tried.length} attempts`)
      for (const [what, came] of tried) assert.match(came, /^(refused|sent|blank)$/, `${host}: ${what}`)
      const api = gate.answers.filter((answer) => /\/v1\/|\/who/.test(answer))
      assert.ok(api.filter((answer) => /^POST .* 403$/.test(answer)).length > 5, `${host}: ${api}`)
      assert.deepEqual(api.filter((answer) => !answer.endsWith(' 403')), [], host)
      assert.equal(ledger(), before, host)

      // The page itself may be opened, and is out of reach.
      assert.deepEqual(await chromium.evaluate(`(${opened})(${JSON.stringify(`${at}/`)})`), ['gone', 'none'], host)
      await chromium.closeOthers()

      // A form that takes the tab along.
      await chromium.evaluate(`{ const f = document.createElement('form'); f.method = 'post'; f.enctype = 'text/plain'; f.action = '${at}/v1/sessions'; document.body.append(f); f.submit() }`)
      await chromium.until('document.body?.innerText.includes("own page")', 'that the form is refused', 20)
      assert.equal(ledger(), before, host)
    }
  })
  // The same bytes from the page itself open a session.
  await chromium.open(`${at}/`)
  await chromium.until('document.querySelector("#input")', 'the page')
  const status = await chromium.evaluate(`fetch('${at}/v1/sessions', { method: 'POST', body: ${JSON.stringify(offer)}, headers: { 'Content-Type': 'application/json', 'Blindmatch-Page': '1' } })
    .then(async (r) => { const { session } = await r.json(); await fetch('${at}/v1/sessions/' + session, { method: 'DELETE', headers: { 'Blindmatch-Page': '1' } }); return r.status })`)
  assert.equal(status, 201)
  assert.notEqual(ledger(), before)
}

test('a page of another origin can’t start anything where a gateway signs the browser in', { skip: noChromium }, async () => {
  await besieged(recorder.origin, recorder, await offerOf())
})

/** stolen serves the page's files, with a script before the others, and anything else by `other`. */
const stolen = (script: string, other: RequestListener): RequestListener => (from, to) => {
  const path = join(pages, from.url === '/' ? 'index.html' : from.url!)
  if (!existsSync(path)) return other(from, to)
  to.writeHead(200, { 'Content-Type': { html: 'text/html', css: 'text/css' }[path.split('.').pop()!] ?? 'text/javascript' })
  to.end(readFileSync(path, 'utf8').replace('<script ', `<script>${script}</script><script `))
}

test('a stolen page without a session can’t either', { skip: noChromium }, async () => {
  const before = ledger()
  const refused = async (port: number): Promise<string> => {
    await chromium.open(`http://localhost:${port}/`)
    const said = await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'that it does not work', 60)
    assert.equal(await chromium.evaluate('document.querySelector("#input")'), null)
    assert.equal(ledger(), before)
    return said
  }
  // It asks the platform, where the browser is signed in, from elsewhere.
  await chromium.open('about:blank') // the page of the test before may still be asking
  await recorder.forget()
  const elsewhere = `const send = fetch; fetch = (to, how) => send('${recorder.origin}' + new URL(to).pathname, { ...how, mode: 'cors', credentials: 'include' })`
  await serving(stolen(elsewhere, (_, to) => void to.writeHead(404).end()), async (port) => {
    await refused(port)
    assert.ok(recorder.answers.includes('OPTIONS /who 403'), `${recorder.answers}`)
    assert.deepEqual(recorder.answers.filter((answer) => !answer.endsWith(' 403')), [])
  })
  // Or it is the platform's own in the browser's eyes, and its server asks, without the certificate.
  const { clientCertificate: _, clientKey: __, ...nobody } = platform.connection('acme')
  const stranger = await Recorder.start(nobody)
  try {
    await serving(stolen('', (from, to) => stranger.pass(from, to, from.url!)), async (port) => {
      await refused(port)
      assert.ok(stranger.paths.includes('GET /who'))
      assert.deepEqual(stranger.answers.filter((answer) => !/ 40[13]$/.test(answer)), [])
    })
  } finally {
    stranger.stop()
  }
})

test('nor where a cookie does, in a page of the platform’s own', { skip: noChromium }, async () => {
  const offer = await offerOf()
  await platform.end()
  execFileSync('go', ['build', '-o', `${platform.dir}/`, './transport/web/page/example'], { cwd: root, stdio: 'inherit' })
  const port = await freePort()
  const example = spawn('./example', ['--data', 'data', '--listen', `localhost:${port}`], { cwd: platform.dir, stdio: 'inherit' })
  const { clientCertificate: _, clientKey: __, ...nobody } = platform.connection('acme')
  const gate = await Recorder.start({ ...nobody, url: new URL(`http://localhost:${port}`) })
  try {
    for (let i = 0; !(await fetch(`${gate.origin}/`).then(({ ok }) => ok, () => false)); i++) {
      assert.ok(i < 100, 'the example does not answer')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    // The page's files are for everybody; who is not signed in is told so, and gets no further.
    await chromium.open(`${gate.origin}/match/`)
    const said = await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'that it knows nobody', 20)
    assert.match(said, /does not know who you are\. Sign in there/)
    assert.equal(await chromium.evaluate('document.querySelector("#input")'), null)
    await look(chromium, '30-nobody')

    await chromium.open(`${gate.origin}/`)
    await chromium.until('document.querySelector("blindmatch-match").shadowRoot?.querySelector("#input")', 'who is signed in')
    while (!gate.answers.some((answer) => / 200$/.test(answer) && answer.includes('/datasets/'))) await new Promise((resolve) => setTimeout(resolve, 50))
    await besieged(`${gate.origin}/match`, gate, offer)
  } finally {
    gate.stop()
    const ended = new Promise((resolve) => example.once('exit', resolve))
    example.kill()
    await ended
  }
})
